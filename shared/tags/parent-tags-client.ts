import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { AppError } from '../kernel/errors.ts';
import { logCalls } from '../runtime/aws-calls.ts';
import { clientOptions } from '../runtime/client-options.ts';
import type { Tags } from './resource.ts';
import { type AccountAccess, thrownFault } from './tagging-api-client.ts';

/** The tags of what resources belong to. */
export interface ParentTags {
  /**
   * @param arn of the stack, with account and region
   * @returns undefined where it is gone, or may not be read
   * @throws AppError `throttled`, `unavailable` when asking again may help
   */
  stack(arn: string): Promise<Tags | undefined>;
}

/** As many stacks are remembered by one instance of a function, each as it was when it was first asked. */
const MOST_REMEMBERED = 500;

/** Asks CloudFormation, once for each stack. */
export function parentTags(access: AccountAccess = () => undefined, makeClient = clientFor): ParentTags {
  const known = new Map<string, Promise<Tags | undefined>>();
  return {
    stack(arn) {
      if (known.size >= MOST_REMEMBERED) known.clear();
      const asked = known.get(arn) ?? ask(arn, access, makeClient);
      known.set(arn, asked);
      asked.catch(() => known.delete(arn));
      return asked;
    },
  };
}

function clientFor(region: string, credentials: ReturnType<AccountAccess>): CloudFormationClient {
  return logCalls(
    new CloudFormationClient({
      ...clientOptions(),
      region,
      ...(credentials === undefined ? {} : { credentials }),
    }),
  );
}

async function ask(
  arn: string,
  access: AccountAccess,
  makeClient: typeof clientFor,
): Promise<Tags | undefined> {
  const [, , , region = '', account = ''] = arn.split(':');
  if (region === '' || account === '') return undefined;
  try {
    const { Stacks } = await makeClient(region, access(account)).send(
      new DescribeStacksCommand({ StackName: arn }),
    );
    const [{ Tags = [] } = {}] = Stacks ?? [];
    return Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value]));
  } catch (thrown) {
    const { kind, code } = thrownFault(thrown);
    if (kind === 'throttled')
      throw new AppError('a stack could not be read: too many at once', { code, kind, cause: thrown });
    // A stack that does not exist is a ValidationError.
    if (kind !== 'failed' || code === 'ValidationError') return undefined;
    throw new AppError('a stack could not be read', { code, kind: 'unavailable', cause: thrown });
  }
}
