import {
  type CloudWatchLogsClient,
  DeleteRetentionPolicyCommand,
  DescribeLogGroupsCommand,
  ListTagsForResourceCommand,
  PutRetentionPolicyCommand,
  type LogGroup as SdkLogGroup,
} from '@aws-sdk/client-cloudwatch-logs';
import { AppError } from '../kernel/errors.ts';
import { refusalName } from '../kernel/refused.ts';
import type { GroupKey } from './group-memory.ts';
import { DescribedGroup, type LogGroup, logGroupOf } from './log-group.ts';
import type { Written } from './remember.ts';

/** A log group as it is, and by what its tags are asked for. */
export interface FoundGroup {
  readonly group: LogGroup;
  readonly arn: string | undefined;
}

/** One page of what there is. */
export interface GroupPage {
  readonly found: readonly FoundGroup[];
  /** How many could not be read, and are left alone. */
  readonly unreadable: number;
  readonly next: string | undefined;
}

/** The log groups of one account and region. */
export interface RetentionPlace {
  /** The group of exactly this name; undefined where there is none. */
  exact(name: string): Promise<FoundGroup | undefined>;
  /** A page of all groups, by name. @throws AppError `gone` where the token is a day old */
  page(token: string | undefined): Promise<GroupPage>;
  /** The tags of a group; undefined where it is gone. */
  tags(found: FoundGroup): Promise<LogGroup['tags'] | undefined>;
  /** Has a group keep its logs for so many days; null: for ever. `patience`: for how many milliseconds to try again. */
  set(name: string, days: number | null, patience: number): Promise<Written>;
}

/** As many as DescribeLogGroups gives at once. */
export const PAGE_SIZE = 50;

/** Between two tries of a write that another one is in the way of, in milliseconds. */
const WAITS = [1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000];

type Pause = (ms: number) => Promise<void>;

/** What an account's own role, or a policy above it, does not let us do is said by CloudWatch Logs in its message only. */
const BY_POLICY = /service control policy|resource control policy|permissions boundary|explicit deny/i;

/** Log groups through the API of CloudWatch Logs. */
export class RetentionClient implements RetentionPlace {
  readonly #client: CloudWatchLogsClient;
  readonly #place: Pick<GroupKey, 'account' | 'region'>;
  readonly #pause: Pause;

  constructor(
    client: CloudWatchLogsClient,
    { account, region }: Pick<GroupKey, 'account' | 'region'>,
    pause: Pause = (ms) => new Promise((done) => setTimeout(done, ms)),
  ) {
    this.#client = client;
    this.#place = { account, region };
    this.#pause = pause;
  }

  async exact(name: string): Promise<FoundGroup | undefined> {
    let token: string | undefined;
    do {
      // The API takes a prefix, and answers in the order of names: the exact one is the first of them.
      const page = await this.#describe({ logGroupNamePrefix: name, nextToken: token });
      const found = page.found.find(({ group }) => group.name === name);
      if (found !== undefined) return found;
      token = page.next;
    } while (token !== undefined);
    return undefined;
  }

  async page(token: string | undefined): Promise<GroupPage> {
    try {
      return await this.#describe({ nextToken: token });
    } catch (cause) {
      if (token === undefined || nameOf(cause) !== 'InvalidParameterException') throw cause;
      throw new AppError('the place in the listing is forgotten', {
        code: 'token-expired',
        kind: 'gone',
        cause,
      });
    }
  }

  async tags({ arn }: FoundGroup): Promise<LogGroup['tags'] | undefined> {
    if (arn === undefined) return {};
    try {
      const { tags = {} } = await this.#client.send(new ListTagsForResourceCommand({ resourceArn: arn }));
      return tags;
    } catch (error) {
      if (nameOf(error) === 'ResourceNotFoundException') return undefined;
      throw refused(error);
    }
  }

  async set(name: string, days: number | null, patience: number): Promise<Written> {
    let waited = 0;
    for (const wait of [...WAITS, undefined]) {
      try {
        if (days === null) await this.#client.send(new DeleteRetentionPolicyCommand({ logGroupName: name }));
        else
          await this.#client.send(
            new PutRetentionPolicyCommand({ logGroupName: name, retentionInDays: days }),
          );
        return 'done';
      } catch (error) {
        const code = nameOf(error);
        if (code === 'ResourceNotFoundException') return 'gone';
        if (refusalName(error) !== undefined && BY_POLICY.test(messageOf(error))) return 'blocked';
        if (code !== 'OperationAbortedException') throw refused(error);
      }
      if (wait === undefined || waited + wait > patience) break;
      waited += wait;
      await this.#pause(wait);
    }
    return 'left';
  }

  async #describe(of: {
    readonly logGroupNamePrefix?: string;
    readonly nextToken: string | undefined;
  }): Promise<GroupPage> {
    try {
      const { logGroups = [], nextToken } = await this.#client.send(
        new DescribeLogGroupsCommand({ ...of, limit: PAGE_SIZE }),
      );
      const found = logGroups.flatMap((one) => this.#found(one) ?? []);
      return { found, unreadable: logGroups.length - found.length, next: nextToken };
    } catch (error) {
      throw refused(error);
    }
  }

  #found(described: SdkLogGroup): FoundGroup | undefined {
    const parsed = DescribedGroup.safeParse(described);
    if (!parsed.success) return undefined;
    const { arn, logGroupArn } = parsed.data;
    return {
      group: { ...logGroupOf(parsed.data), ...this.#place },
      arn: logGroupArn ?? arn?.replace(/:\*$/, ''),
    };
  }
}

/** What an account does not let us do is nobody's bug, and holds for all of its groups. */
function refused(error: unknown): unknown {
  const code = refusalName(error);
  if (code === undefined) return error;
  return new AppError('the account does not let us', { code, kind: 'forbidden', cause: error });
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : '';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : '';
}
