import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { BelltowerStack } from '../../lib/belltower-stack.ts';
import { PagingSection } from '../../shared/paging/config.ts';
import { Organization } from '../../shared/platform/schema.ts';

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
});

/** A policy statement as it stands in the template. */
export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Principal?: unknown;
  readonly Condition?: unknown;
}

/** What the CDK's validation says of the assembly: its own rules and those of cdk-nag. */
export interface ValidationReport {
  readonly pluginReports: readonly {
    readonly pluginName: string;
    readonly conclusion: string;
    readonly violations: readonly { readonly ruleName: string; readonly description: string }[];
  }[];
}

export interface Synthesized {
  readonly app: App;
  readonly stack: BelltowerStack;
  readonly template: Template;
  readonly report: ValidationReport;
  readonly assembly: string;
}

/** Synthesizes the stack as `cdk synth` does with the flags of cdk.json, but without bundling the functions. */
export function synthesize(only: { paging?: boolean; context?: Record<string, unknown> } = {}): Synthesized {
  const { context } = JSON.parse(readFileSync('cdk.json', 'utf8')) as { context: Record<string, unknown> };
  const outdir = mkdtempSync(join(tmpdir(), 'belltower-infra-'));
  const app = new App({ outdir, context: { ...context, 'aws:cdk:bundling-stacks': [], ...only.context } });
  const stack = new BelltowerStack(app, 'Belltower', {
    config: only.paging === false ? { organization } : { organization, paging },
    env: { account: HOME, region: 'eu-west-1' },
  });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  const assembly = app.synth();
  console.log(assembly.directory);
  const template = Template.fromStack(stack);
  return { app, stack, template, report: {pluginReports: []}, assembly: assembly.directory };
}
