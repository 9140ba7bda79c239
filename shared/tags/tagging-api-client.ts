import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { IAMClient, type IAMClientConfig } from '@aws-sdk/client-iam';
import { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { AppError } from '../kernel/errors.ts';
import { homeOf } from '../platform/member-access.ts';
import type { Members } from '../platform/member-client.ts';
import { logCalls } from '../runtime/aws-calls.ts';
import { clientOptions, PATIENCE } from '../runtime/client-options.ts';
import { type TagFault, tagFault } from './tag-outcome.ts';

/** Credentials as the SDK takes them, or asks for them. */
type Credentials = NonNullable<IAMClientConfig['credentials']>;

/** Whose credentials are used for an account; undefined: the function's own. */
export type AccountAccess = (account: string) => Credentials | undefined;

/** Into the account of Belltower with the function's own credentials, into others as the role that they have for it. */
export function memberCredentials(members: Pick<Members, 'enter'>, homeRole: string): AccountAccess {
  const { home } = homeOf(homeRole);
  return (account) =>
    account === home
      ? undefined
      : async () => {
          const { credentials } = await members.enter({ account, region: '' });
          if (credentials !== undefined) return credentials;
          throw new AppError('an account has no role for us', {
            code: 'member-access-denied',
            kind: 'forbidden',
          });
        };
}

/** The clients by which tags of an account are read and written. */
export interface TaggingClients {
  tagging(account: string | undefined, region: string): ResourceGroupsTaggingAPIClient;
  iam(account: string | undefined): IAMClient;
  autoscaling(account: string | undefined, region: string): AutoScalingClient;
}

/** A client for each account and region, made when it is first asked for. */
export function taggingClients(access: AccountAccess = () => undefined): TaggingClients {
  const tagging = new Map<string, ResourceGroupsTaggingAPIClient>();
  const iam = new Map<string, IAMClient>();
  const autoscaling = new Map<string, AutoScalingClient>();
  const options = (account: string | undefined) => {
    const credentials = account === undefined ? undefined : access(account);
    return { ...clientOptions(PATIENCE.usual), ...(credentials === undefined ? {} : { credentials }) };
  };
  return {
    tagging: (account, region) =>
      kept(tagging, `${account} ${region}`, () =>
        logCalls(new ResourceGroupsTaggingAPIClient({ ...options(account), region })),
      ),
    iam: (account) => kept(iam, `${account}`, () => logCalls(new IAMClient(options(account)))),
    autoscaling: (account, region) =>
      kept(autoscaling, `${account} ${region}`, () =>
        logCalls(new AutoScalingClient({ ...options(account), region })),
      ),
  };
}

function kept<C>(clients: Map<string, C>, key: string, make: () => C): C {
  const client = clients.get(key) ?? make();
  clients.set(key, client);
  return client;
}

/** What an error that a client threw means for the one who writes or reads tags. */
export function thrownFault(thrown: unknown): { readonly kind: TagFault; readonly code: string } {
  if (thrown instanceof AppError)
    return { kind: thrown.kind === 'forbidden' ? 'blocked' : 'failed', code: thrown.code };
  if (!(thrown instanceof Error)) return { kind: 'failed', code: 'Unknown' };
  const metadata = '$metadata' in thrown ? thrown.$metadata : undefined;
  const status =
    typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata
      ? Number(metadata.httpStatusCode)
      : 0;
  return { kind: tagFault(thrown.name, thrown.message, status), code: thrown.name };
}
