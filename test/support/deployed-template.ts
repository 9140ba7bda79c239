import { CloudFormationClient, GetTemplateCommand } from '@aws-sdk/client-cloudformation';
import * as z from 'zod';
import { localClientConfig } from '../../local/aws-environment.ts';
import { STACK } from '../../local/stack-outputs.ts';

/** A template as it was synthesized, intrinsic functions and all. */
export const Template = z.object({
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
