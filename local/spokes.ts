import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  waitUntilStackCreateComplete,
  waitUntilStackDeleteComplete,
} from '@aws-sdk/client-cloudformation';
import * as z from 'zod';
import type { Organization } from '../shared/platform/schema.ts';
import type { SweepCell } from '../shared/platform/sweep.ts';
import { sweptPlaces } from '../shared/platform/sweep-config.ts';
import { LOCAL_ACCOUNT, LOCAL_REGION, memberClientConfig } from './aws-environment.ts';

/** What lets Belltower into an account, as docs/organization.md has it rolled out. */
const SPOKE = 'BelltowerSpoke';
/** What config/local/tags.yaml asks of everything: without them the template would break the policy in each account. */
const TAGS = {
  team: 'platform',
  service: 'belltower',
  env: 'prod',
  'cost-center': 'cc-1000',
  owner: 'platform@acme.example',
  application: 'belltower',
};
const Template = z.looseObject({
  Conditions: z.unknown(),
  Resources: z.record(
    z.string(),
    z.looseObject({ Properties: z.record(z.string(), z.unknown()).default({}) }),
  ),
});
const PATIENCE = { maxWaitTime: 60, minDelay: 0.2, maxDelay: 1 };

/** Every account in every region but where Belltower itself is. */
export function memberCells(organization: Organization): SweepCell[] {
  const { accounts, regions } = sweptPlaces(organization, LOCAL_ACCOUNT);
  return accounts
    .flatMap((account) => regions.map((region) => ({ account, region })))
    .filter(({ account, region }) => account !== LOCAL_ACCOUNT || region !== LOCAL_REGION);
}

/** The template of the synthesized app that is for member accounts. */
export function spokeTemplate(assembly: string): string {
  return readFileSync(join(assembly, `${SPOKE}.template.json`), 'utf8');
}

/** Deploys the template with credentials of each account, as a StackSet does: by CloudFormation alone, without the CDK. */
export async function deploySpokes(
  url: string,
  template: string,
  cells: readonly SweepCell[],
): Promise<void> {
  await Promise.all(
    cells.map(async (cell) => {
      const client = new CloudFormationClient(memberClientConfig(url, cell));
      await client.send(
        new CreateStackCommand({
          StackName: SPOKE,
          TemplateBody: inCell(template, cell),
          Capabilities: ['CAPABILITY_NAMED_IAM'],
          Tags: Object.entries(TAGS).map(([Key, Value]) => ({ Key, Value })),
        }),
      );
      await waitUntilStackCreateComplete({ client, ...PATIENCE }, { StackName: SPOKE });
    }),
  );
}

/**
 * The template with what MiniStack does not know in conditions: where it is. And without tags of single resources, beside
 * which it would leave out those of the stack. AWS takes the template as it is.
 */
function inCell(template: string, { account, region }: SweepCell): string {
  const known: Readonly<Record<string, string>> = { 'AWS::AccountId': account, 'AWS::Region': region };
  const { Conditions, Resources, ...rest } = Template.parse(JSON.parse(template));
  const filled: unknown = JSON.parse(JSON.stringify(Conditions), (_key, value: { Ref?: string } | null) =>
    value?.Ref === undefined ? value : (known[value.Ref] ?? value),
  );
  const untagged = Object.entries(Resources).map(([id, { Properties, ...resource }]) => {
    const { Tags: _, ...properties } = Properties;
    return [id, { ...resource, Properties: properties }];
  });
  return JSON.stringify({ ...rest, Conditions: filled, Resources: Object.fromEntries(untagged) });
}

/** Takes the template away again, and with it what lets Belltower in. */
export async function deleteSpokes(url: string, cells: readonly SweepCell[]): Promise<void> {
  await Promise.all(
    cells.map(async (cell) => {
      const client = new CloudFormationClient(memberClientConfig(url, cell));
      await client.send(new DeleteStackCommand({ StackName: SPOKE }));
      await waitUntilStackDeleteComplete({ client, ...PATIENCE }, { StackName: SPOKE });
    }),
  );
}
