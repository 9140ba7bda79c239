import { describe, expect, it } from 'vitest';
import { formatFaults, readConfig } from '../../../shared/config/read-config.ts';
import { checkTags, forecastTags } from '../../../shared/tags/check-config.ts';
import { TagsSection } from '../../../shared/tags/config.ts';
import { configFolder, ORGANIZATION } from '../../support/config-folder.ts';
import { organization, REQUIRED } from '../../support/tags.ts';

const required = [{ key: 'team', values: 'fromTeams' }];

function issuesOf(section: object): string[] {
  return checkTags(organization, TagsSection.parse({ required, ...section })).map(
    ({ severity, path, message }) => `${severity} ${path.join('.')}: ${message}`,
  );
}

/** The faults of a `tags.yaml`, without the folder. */
function faultsOf(yaml: string): string[] {
  const dir = configFolder({ 'organization.yaml': ORGANIZATION, 'tags.yaml': yaml });
  const read = readConfig(dir);
  return read.ok ? [] : formatFaults(read.faults).trimEnd().replaceAll(`${dir}/`, '').split('\n');
}

describe('tags.yaml', () => {
  it('is sound as the contract writes it', () => {
    expect(
      issuesOf({
        required: REQUIRED,
        enforce: { mode: 'quarantine', grace: { remind: '0d', warn: '3d', quarantine: '14d' } },
        rails: { maxPerRun: 50, maxPctOfTeam: 5, maxPerHour: 20 },
        exempt: [{ match: { arn: 'arn:aws:s3:::legacy-*' }, until: '2027-01-31', why: 'migration T-12' }],
      }),
    ).toEqual([]);
  });

  it.each<[what: string, section: object, issue: string]>([
    [
      '36: quarantine without grace',
      { enforce: { mode: 'quarantine' } },
      'error tags.enforce.grace: missing; wanted where mode is quarantine: { remind: 0d, warn: 3d, quarantine: 14d }',
    ],
    [
      'a grace that is none',
      { enforce: { mode: 'quarantine', grace: { remind: '0d', warn: '3d', quarantine: '0d' } } },
      'error tags.enforce.grace.quarantine: "0d" leaves no day after the warning; wanted: 3d and 1d or more',
    ],
    [
      'a warning before the reminder',
      { enforce: { grace: { remind: '3d', warn: '3d', quarantine: '14d' } } },
      'error tags.enforce.grace.warn: "3d" is not after the reminder; wanted: more than 3d',
    ],
    [
      'a key twice, whatever the case',
      { required: [...required, { key: 'Team' }] },
      'error tags.required.1.key: "Team" is already the key of number 1 of the list, whatever the case; each may be there once',
    ],
    [
      'a pattern that is none',
      { required: [{ key: 'service', pattern: '(a' }] },
      'error tags.required.0.pattern: it cannot be matched in linear time: a ( that is not closed',
    ],
    [
      'a pattern that looks back',
      { required: [{ key: 'service', pattern: '(a+)\\1' }] },
      'error tags.required.0.pattern: it cannot be matched in linear time: \\1; only \\d \\w \\s \\D \\W \\S and signs',
    ],
    [
      'values and a pattern',
      { required: [{ key: 'env', values: ['prod'], pattern: 'prod' }] },
      'error tags.required.0.pattern: there are values already; wanted: values or a pattern',
    ],
    [
      'a creator from a list',
      { required: [{ key: 'owner', values: ['a'], fromCreator: true }] },
      'error tags.required.0.fromCreator: the name of a person is not in a list; wanted: no values',
    ],
    [
      'an alias of a value that is not allowed',
      { required: [{ key: 'env', values: ['prod'], aliases: { production: ['prd'] } }] },
      'error tags.required.0.aliases.production: "production" is not a value that is allowed; wanted: one that is',
    ],
    [
      'an alias that is allowed itself',
      { required: [{ key: 'env', values: ['prod', 'prd'], aliases: { prod: ['prd'] } }] },
      'error tags.required.0.aliases.prod.0: "prd" is allowed itself; wanted: a value that is not',
    ],
    [
      'an alias of two',
      { required: [{ key: 'env', values: ['prod', 'dev'], aliases: { prod: ['p'], dev: ['P'] } }] },
      'error tags.required.0.aliases.dev.0: "P" already stands for prod; wanted: one of the two',
    ],
    [
      'aliases where everything is allowed',
      { required: [{ key: 'env', aliases: { prod: ['p'] } }] },
      'error tags.required.0.aliases: every value is allowed here; wanted: values or a pattern with them',
    ],
    [
      'a default of an account that its key refuses',
      { accounts: { '111111111111': { team: 'zoo' } } },
      'error tags.accounts.111111111111.team: "zoo" is not a value that team allows',
    ],
  ])('names %s', (_what, section, issue) => {
    expect(issuesOf(section)).toEqual([issue]);
  });

  it('names values from teams where there is no team', () => {
    const issues = checkTags({ ...organization, teams: [] }, TagsSection.parse({ required }));
    expect(issues.map(({ message }) => message)).toEqual([
      'no team is configured in organization.yaml; wanted: at least one',
    ]);
  });

  const form =
    'a tag key: 1 to 128 letters, digits, inner spaces and _ . : / = + - @, not beginning with aws:';
  it.each<[what: string, yaml: string, fault: string]>([
    [
      '8: a key of AWS',
      'required:\n  - { key: "aws:x" }\n',
      `tags.yaml:2:12: required[0].key: wrong: "aws:x"; wanted: ${form}`,
    ],
    [
      '8: a key of 129 characters',
      `required:\n  - key: team\n  - key: ${'k'.repeat(129)}\n`,
      `tags.yaml:3:10: required[1].key: wrong: "${'k'.repeat(59)}…; wanted: ${form}`,
    ],
    [
      '8: a value of 257 characters',
      `required:\n  - key: env\n    values:\n      - prod\n      - ${'v'.repeat(257)}\n`,
      `tags.yaml:5:9: required[0].values[1]: wrong: "${'v'.repeat(59)}…; wanted: a tag value: at most 256 letters, digits, spaces and _ . : / = + - @`,
    ],
    [
      '36: quarantine without grace',
      'required: [{ key: team }]\nenforce:\n  mode: quarantine\n',
      'tags.yaml:3:3: enforce.grace: missing; wanted where mode is quarantine: { remind: 0d, warn: 3d, quarantine: 14d }',
    ],
    [
      'an exemption that ends on no day',
      'required: [{ key: team }]\nexempt:\n  - { match: { arn: "*" }, until: 2027-02-30, why: x }\n',
      'tags.yaml:3:35: exempt[0].until: wrong: "2027-02-30"; wanted: a day that exists, such as 2026-11-21',
    ],
    [
      'an exemption without a reason',
      'required: [{ key: team }]\nexempt:\n  - { match: { arn: "*" }, until: 2027-02-01 }\n',
      'tags.yaml:3:5: exempt[0].why: missing; wanted: a text',
    ],
    [
      'an exemption from everything',
      'required: [{ key: team }]\nexempt:\n  - { match: {}, until: 2027-02-01, why: x }\n',
      'tags.yaml:3:14: exempt[0].match: wrong: a map; wanted: at least one of arn, type, account, region, env',
    ],
  ])('%s is a fault with its line', (_what, yaml, fault) => {
    expect(faultsOf(yaml)).toEqual([fault]);
  });

  it('warns of exemptions that have ended', () => {
    const exempt = [
      { match: { arn: '*' }, until: '2026-11-20', why: 'x' },
      { match: { arn: '*' }, until: '2026-11-21', why: 'x' },
    ];
    const warnings = forecastTags(TagsSection.parse({ required, exempt }), '2026-11-21T09:00:00.000Z');
    expect(warnings).toEqual([
      {
        path: ['tags', 'exempt', 0, 'until'],
        message: 'this exemption ended on 2026-11-20: what it names is judged like the rest',
        severity: 'warning',
      },
    ]);
  });
});
