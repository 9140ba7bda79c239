import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';

/**
 * The caller as an audit entry names them: the principal's unique id, which is not a name. A session's own name, which
 * may be an e-mail address, is left out.
 */
export async function callerActor(region: string): Promise<string> {
  const { UserId } = await new STSClient({ region }).send(new GetCallerIdentityCommand({}));
  if (UserId === undefined) throw new Error('STS does not say who calls');
  return `iam:${UserId.split(':')[0]}`;
}
