import { creates, type ServiceEvents } from './create-call.ts';

/** AWS Secrets Manager. The end of an ARN is chance: only the answer knows it. */
export const secretsmanager: ServiceEvents = {
  sources: ['secretsmanager.amazonaws.com'],
  events: [creates('CreateSecret', { type: 'secretsmanager:secret', arn: ['aRN'] })],
};
