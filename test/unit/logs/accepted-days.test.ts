import { describe, expect, it } from 'vitest';
import { formatFaults, readConfig } from '../../../shared/config/read-config.ts';
import { acceptedDays } from '../../../shared/logs/accepted-days.ts';
import { LogsSection } from '../../../shared/logs/config.ts';
import { configFolder, ORGANIZATION } from '../../support/config-folder.ts';

describe('47: days', () => {
  it.each<[given: number, accepted: number | undefined]>([
    [1, 1],
    [2, 3],
    [45, 60],
    [61, 90],
    [366, 400],
    [2190, 2192],
    [2193, 2557],
    [3653, 3653],
    [3654, undefined],
  ])('%d are rounded up to %d', (given, accepted) => {
    expect(acceptedDays(given)).toBe(accepted);
  });

  it.each<[text: unknown, days: number]>([
    [45, 60],
    ['45d', 60],
    [2190, 2192],
    ['7d', 7],
  ])('%j in the configuration is %d', (text, days) => {
    const { rules, levels } = LogsSection.parse({
      levels: { info: text },
      rules: [
        { match: { name: '*' }, days: text },
        { match: { name: '*' }, floor: { why: 'x', days: text } },
      ],
    });
    expect([levels['info'], rules[0]?.days, rules[1]?.floor?.days]).toEqual([days, days, days]);
  });

  it('stay what they are when they are read again', () => {
    const once = LogsSection.parse({ rules: [{ match: { name: '*' }, days: 45 }] });
    expect(LogsSection.parse(JSON.parse(JSON.stringify(once)))).toEqual(once);
  });
});

/** The faults of a `logs.yaml`, without the folder. */
function faultsOf(yaml: string): string[] {
  const dir = configFolder({ 'organization.yaml': ORGANIZATION, 'logs.yaml': yaml });
  const read = readConfig(dir);
  return read.ok ? [] : formatFaults(read.faults).trimEnd().replaceAll(`${dir}/`, '').split('\n');
}

const DAYS = 'days from 1 to 3653 such as 30 or 30d, or never';

describe('logs.yaml', () => {
  it('may be all defaults', () => {
    expect(faultsOf('{}\n')).toEqual([]);
  });

  it('knows the levels that are not named', () => {
    expect(LogsSection.parse({ levels: { debug: 14 } }).levels).toEqual({
      debug: 14,
      info: 30,
      warn: 90,
      error: 90,
    });
    expect(faultsOf('levels: { trace: 3d }\nrules: [{ match: { level: warn }, level: trace }]\n')).toEqual(
      [],
    );
  });

  it.each<[what: string, yaml: string, faults: string[]]>([
    [
      '47: 0 days',
      'levels: { info: 30d }\nrules:\n  - { match: { name: "*" }, days: 0 }\n',
      [`logs.yaml:3:35: rules[0].days: wrong: 0; wanted: ${DAYS}`],
    ],
    ['47: 0d', 'levels: { info: 0d }\n', [`logs.yaml:1:17: levels.info: wrong: "0d"; wanted: ${DAYS}`]],
    [
      'more than there is',
      'rules:\n  - { match: { name: "*" }, floor: { why: x, days: 4000 } }\n',
      [`logs.yaml:2:52: rules[0].floor.days: wrong: 4000; wanted: ${DAYS}`],
    ],
    ['9999d', 'levels: { info: 9999d }\n', [`logs.yaml:1:17: levels.info: wrong: "9999d"; wanted: ${DAYS}`]],
    ['hours', 'levels: { info: 24h }\n', [`logs.yaml:1:17: levels.info: wrong: "24h"; wanted: ${DAYS}`]],
    [
      'a rule that says two things',
      'rules:\n  - { match: { name: "*" }, days: 3, never: true }\n',
      ['logs.yaml:2:5: rules[0]: wrong: a map; wanted: exactly one of level, days, floor, never: true'],
    ],
    [
      'a rule that says nothing',
      'rules:\n  - { match: { name: "*" } }\n',
      ['logs.yaml:2:5: rules[0]: wrong: a map; wanted: exactly one of level, days, floor, never: true'],
    ],
    [
      'a rule about nothing',
      'rules:\n  - { match: {}, days: 3 }\n',
      [
        'logs.yaml:2:14: rules[0].match: wrong: a map; wanted: at least one of name, level, account, env, class; name: "*" is every group',
      ],
    ],
    [
      'a level that is not there',
      'rules:\n  - { match: { level: trace }, level: debg }\n',
      [
        'logs.yaml:2:23: rules[0].match.level: there is no level "trace"; there are: debug, info, warn, error',
        'logs.yaml:2:39: rules[0].level: there is no level "debg"; there are: debug, info, warn, error',
      ],
    ],
    [
      'a default level that is not there',
      'levels: { trace: 7d }\ndefaultLevel: notice\n',
      [
        'logs.yaml:2:15: defaultLevel: there is no level "notice"; there are: debug, info, warn, error, trace',
      ],
    ],
    [
      'a level in capitals',
      'levels: { DEBUG: 7d }\n',
      [
        'logs.yaml:1:18: levels.DEBUG: wrong: "DEBUG"; wanted: as a key, lower case letters, digits and dashes, at most 63',
      ],
    ],
    [
      'an account that is not there',
      'rules:\n  - { match: { account: zoo }, days: 3 }\n',
      ['logs.yaml:2:25: rules[0].match.account: there is no account "zoo"; no account is configured'],
    ],
  ])('%s is a fault with its line', (_what, yaml, faults) => {
    expect(faultsOf(yaml)).toEqual(faults);
  });

  it('warns of a rule for an env of which there is no account', () => {
    const accounts = 'accounts: [{ id: "111111111111", name: shop, env: prod }]\n';
    const rules = ['prd', 'prod'].map((env) => `{ match: { env: ${env} }, floor: { why: SOX, days: 2192 } }`);
    const dir = configFolder({
      'organization.yaml': `${ORGANIZATION}${accounts}`,
      'logs.yaml': `rules: [${rules.join(', ')}]\n`,
    });
    const read = readConfig(dir);
    expect(read.ok ? formatFaults(read.warnings).replaceAll(`${dir}/`, '') : 'faults').toBe(
      'logs.yaml:1:25: rules[0].match.env: there is no env "prd"; there are: prod\n',
    );
  });
});
