import { CloudFormationClient, GetTemplateCommand } from '@aws-sdk/client-cloudformation';
import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import * as z from 'zod';
import { localClientConfig } from '../../local/aws-environment.ts';
import { STACK } from '../../local/stack-outputs.ts';

/** A template as it was synthesized, intrinsic functions and all. */
export const Template = z.object({
  Parameters: z
    .record(z.string(), z.object({ Type: z.string(), Default: z.string().optional() }))
    .default({}),
  Resources: z.record(
    z.string(),
    z.object({
      Type: z.string(),
      Properties: z.record(z.string(), z.unknown()).optional(),
      Metadata: z.record(z.string(), z.unknown()).optional(),
    }),
  ),
});
export type Template = z.infer<typeof Template>;

/** The template that the deployed stack was made from. */
export async function deployedTemplate(url: string): Promise<Template> {
  const client = new CloudFormationClient(localClientConfig(url));
  const { TemplateBody = '' } = await client.send(new GetTemplateCommand({ StackName: STACK }));
  return Template.parse(JSON.parse(TemplateBody));
}

/** What the parameters of a template are that it has from the parameter store, by logical id. */
export async function deployedParameters(
  url: string,
  { Parameters }: Template,
): Promise<ReadonlyMap<string, string>> {
  const asked = Object.entries(Parameters).flatMap(([id, { Type, Default }]) =>
    Type === 'AWS::SSM::Parameter::Value<String>' && Default !== undefined ? [[id, Default] as const] : [],
  );
  const client = new SSMClient(localClientConfig(url));
  const { Parameters: found = [] } = await client.send(
    new GetParametersCommand({ Names: asked.map(([, name]) => name) }),
  );
  const values = new Map(found.map(({ Name, Value = '' }) => [Name, Value]));
  return new Map(asked.map(([id, name]) => [id, values.get(name) ?? '']));
}
