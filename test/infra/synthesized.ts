import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { BelltowerStack } from '../../lib/belltower-stack.ts';
import { CostSection } from '../../shared/cost/config.ts';
import { LogsSection } from '../../shared/logs/config.ts';
import { PagingSection } from '../../shared/paging/config.ts';
import { Organization } from '../../shared/platform/schema.ts';
import { PrivacySection } from '../../shared/privacy/config.ts';
import { TagsSection } from '../../shared/tags/config.ts';

export const HOME = '111111111111';
export const MEMBER = '222222222222';

const organization = Organization.parse({
  name: 'acme',
  home: { region: 'eu-west-1' },
  accounts: [{ id: MEMBER, name: 'payments-prod' }],
  teams: [{ id: 'directors', name: 'Directors', lead: 'carol' }],
  people: [{ id: 'carol', name: 'Carol', timeZone: 'Europe/Berlin' }],
  sender: 'pager@acme.example',
});

const paging = PagingSection.parse({
  routes: [{ service: 'unrouted', ladder: 'catch-all' }],
  ladders: [{ id: 'catch-all', rungs: [{ after: '0m', targets: [{ person: 'carol' }] }] }],
  cloudwatchEvents: true,
  smsReceipts: true,
  healthEvents: true,
});

const cost = CostSection.parse({
  budgets: [{ id: 'all', scope: 'all', amountUsd: 1000 }],
  finance: 'finance@acme.example',
});

const tags = TagsSection.parse({ required: [{ key: 'team', values: 'fromTeams' }] });

const logs = { apply: true };

const privacy = PrivacySection.parse({
  systems: [
    {
      id: 'profile',
      connector: 'dynamodb',
      table: 'profiles',
      subjectKey: { attribute: 'userId', from: 'identity.userId' },
      classes: [{ id: 'contact', erase: 'delete' }],
      owner: 'directors',
    },
  ],
  identities: ['userId'],
});

/** One finding of the CDK's own validation or of cdk-nag. */
export interface Finding {
  readonly ruleName: string;
  readonly description: string;
}

export interface Synthesized {
  readonly app: App;
  readonly stack: BelltowerStack;
  readonly template: Template;
  readonly findings: readonly Finding[];
}

interface Variant {
  /** False leaves the pager out of the configuration. */
  readonly paging?: boolean;
  /** False leaves the cost watch out of it. */
  readonly cost?: boolean;
  /** False leaves tags, log retention or erasure out of it. */
  readonly tags?: boolean;
  readonly logs?: boolean;
  readonly privacy?: boolean;
  /** Settings of `cost.yaml` that differ. */
  readonly costs?: object;
  /** Settings of `tags.yaml` that differ. */
  readonly tagging?: object;
  /** Settings of `paging.yaml` that differ. */
  readonly settings?: Partial<PagingSection>;
  /** Settings of `logs.yaml` that differ. */
  readonly retention?: object;
  readonly context?: Readonly<Record<string, unknown>>;
  /** Done to the stack before it is synthesized. */
  readonly spoil?: (stack: BelltowerStack) => void;
}

const made = new Map<string, Synthesized>();

/**
 * Synthesizes the stack as `cdk synth` does, with the flags of cdk.json, but without bundling the functions. The same
 * variant is made once a worker: what comes of it is only read.
 */
export function synthesize(variant: Variant = {}): Synthesized {
  if (variant.spoil !== undefined) return synthesizeAnew(variant);
  const key = JSON.stringify(variant);
  const known = made.get(key) ?? synthesizeAnew(variant);
  made.set(key, known);
  return known;
}

function synthesizeAnew({
  paging: withPaging = true,
  cost: withCost = true,
  tags: withTags = true,
  logs: withLogs = true,
  privacy: withPrivacy = true,
  settings = {},
  costs = {},
  tagging = {},
  retention = {},
  context = {},
  spoil,
}: Variant): Synthesized {
  const cdkJson: { context: Record<string, unknown> } = JSON.parse(readFileSync('cdk.json', 'utf8'));
  const outdir = mkdtempSync(join(tmpdir(), 'belltower-infra-'));
  const app = new App({
    outdir,
    context: {
      ...cdkJson.context,
      'aws:cdk:bundling-stacks': [],
      // Findings are read from the report here, where `cdk synth` fails.
      '@aws-cdk/core:failSynthOnValidationErrors': false,
      ...context,
    },
  });
  const stack = new BelltowerStack(app, 'Belltower', {
    config: {
      organization,
      ...(withPaging ? { paging: { ...paging, ...settings } } : {}),
      ...(withCost ? { cost: CostSection.parse({ ...cost, ...costs }) } : {}),
      ...(withTags ? { tags: TagsSection.parse({ ...tags, ...tagging }) } : {}),
      ...(withLogs ? { logs: LogsSection.parse({ ...logs, ...retention }) } : {}),
      ...(withPrivacy ? { privacy } : {}),
    },
    env: { account: HOME, region: 'eu-west-1' },
  });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  spoil?.(stack);
  const assembly = app.synth();
  const report: { pluginReports: { violations: Finding[] }[] } = JSON.parse(
    readFileSync(join(assembly.directory, 'validation-report.json'), 'utf8'),
  );
  const template = Template.fromStack(stack);
  rmSync(outdir, { recursive: true });
  return { app, stack, template, findings: report.pluginReports.flatMap(({ violations }) => violations) };
}

/** The properties of all resources of a type, by logical id. */
export function resources(template: Template, type: string): [string, Properties][] {
  return Object.entries(template.findResources(type)).map(([id, resource]) => [id, resource['Properties']]);
}

/** What CloudFormation calls properties: JSON, to be looked at with matchers. */
// biome-ignore lint/suspicious/noExplicitAny: the shape differs from type to type
export type Properties = Record<string, any>;

/** A statement of a role, topic, queue or key, and whose it is. */
export interface OwnedStatement {
  readonly owner: string;
  readonly type: string;
  readonly statement: Properties;
  readonly actions: readonly string[];
}

const POLICIES = {
  'AWS::IAM::Policy': 'PolicyDocument',
  'AWS::SQS::QueuePolicy': 'PolicyDocument',
  'AWS::SNS::TopicPolicy': 'PolicyDocument',
  'AWS::KMS::Key': 'KeyPolicy',
} as const;

/** Every statement there is; those within a role are of the type `AWS::IAM::Policy`, as those attached to it. */
export function statements(template: Template): OwnedStatement[] {
  const apart = Object.entries(POLICIES).flatMap(([type, property]) =>
    resources(template, type).flatMap(([owner, properties]) => owned(owner, type, properties[property])),
  );
  const within = resources(template, 'AWS::IAM::Role').flatMap(([owner, { Policies = [] }]) =>
    (Policies as Properties[]).flatMap(({ PolicyDocument }) =>
      owned(owner, 'AWS::IAM::Policy', PolicyDocument),
    ),
  );
  return [...apart, ...within];
}

function owned(owner: string, type: string, document: Properties): OwnedStatement[] {
  return (document['Statement'] as Properties[]).map((statement) => ({
    owner,
    type,
    statement,
    actions: [statement['Action']].flat(),
  }));
}
