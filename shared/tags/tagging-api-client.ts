import { IAMClient, type IAMClientConfig } from '@aws-sdk/client-iam';
import { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { logCalls } from '../runtime/aws-calls.ts';
import { clientOptions, PATIENCE } from '../runtime/client-options.ts';
import { type TagFault, tagFault } from './tag-outcome.ts';

/** Credentials as the SDK takes them. */
type Credentials = NonNullable<IAMClientConfig['credentials']>;

/** Whose credentials are used for an account; undefined: the function's own. */
export type AccountAccess = (account: string) => Credentials | undefined;

/** The clients by which tags of an account are read and written. */
export interface TaggingClients {
  tagging(account: string | undefined, region: string): ResourceGroupsTaggingAPIClient;
  iam(account: string | undefined): IAMClient;
}

/** A client for each account and region, made when it is first asked for. */
export function taggingClients(access: AccountAccess = () => undefined): TaggingClients {
  const tagging = new Map<string, ResourceGroupsTaggingAPIClient>();
  const iam = new Map<string, IAMClient>();
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
  };
}

function kept<C>(clients: Map<string, C>, key: string, make: () => C): C {
  const client = clients.get(key) ?? make();
  clients.set(key, client);
  return client;
}

/** What an error that a client threw means for the one who writes or reads tags. */
export function thrownFault(thrown: unknown): { readonly kind: TagFault; readonly code: string } {
  if (!(thrown instanceof Error)) return { kind: 'failed', code: 'Unknown' };
  const metadata = '$metadata' in thrown ? thrown.$metadata : undefined;
  const status =
    typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata
      ? Number(metadata.httpStatusCode)
      : 0;
  return { kind: tagFault(thrown.name, thrown.message, status), code: thrown.name };
}
