import {
  type CloudWatchLogsClient,
  DeleteRetentionPolicyCommand,
  DescribeLogGroupsCommand,
  ListTagsForResourceCommand,
  type LogGroup,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { asClient } from './memory-dynamo.ts';

/** A log group of the played CloudWatch Logs. */
export interface PlayedGroup {
  readonly name: string;
  readonly days?: number;
  readonly bytes?: number;
  readonly tags?: Readonly<Record<string, string>>;
  readonly class?: string;
  /** When it was created. */
  readonly at?: string;
}

/** An error of AWS as the SDK throws it. */
export function awsError(name: string, message = name): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode: 400 } });
}

/** CloudWatch Logs of one account and region in memory, as far as retention goes. Every call is written down. */
export class PlayedLogs {
  readonly calls: string[] = [];
  readonly #account: string;
  readonly #region: string;
  readonly #groups = new Map<string, PlayedGroup>();
  /** Asked before each call; what it returns is thrown. */
  fault: (call: string) => Error | undefined = () => undefined;
  /** Told of each write after it has taken effect; what it throws, the caller gets. */
  onWritten: () => void = () => {};

  constructor(groups: readonly PlayedGroup[] = [], account = '111111111111', region = 'eu-west-1') {
    this.#account = account;
    this.#region = region;
    for (const group of groups) this.create(group);
  }

  create(group: PlayedGroup): void {
    this.#groups.set(group.name, group);
  }

  drop(name: string): void {
    this.#groups.delete(name);
  }

  /** Somebody else sets it; undefined: never. */
  change(name: string, days: number | undefined): void {
    const { days: _, ...group } = this.#groups.get(name) ?? { name };
    this.#groups.set(name, { ...group, ...(days === undefined ? {} : { days }) });
  }

  /** Null: never. */
  daysOf(name: string): number | null | undefined {
    const group = this.#groups.get(name);
    return group === undefined ? undefined : (group.days ?? null);
  }

  /** Calls that change something. */
  get writes(): string[] {
    return this.calls.filter((call) => /^(Put|Delete)/.test(call));
  }

  countOf(name: string): number {
    return this.calls.filter((call) => call.startsWith(name)).length;
  }

  get client(): CloudWatchLogsClient {
    return asClient((command) => this.#execute(command));
  }

  #execute(command: unknown): unknown {
    if (command instanceof DescribeLogGroupsCommand) return this.#describe(command.input);
    if (command instanceof ListTagsForResourceCommand) {
      const name = command.input.resourceArn?.split(':log-group:')[1] ?? '';
      this.#call(`ListTagsForResource ${name}`);
      return { tags: this.#of(name).tags ?? {} };
    }
    if (command instanceof PutRetentionPolicyCommand) {
      const { logGroupName = '', retentionInDays } = command.input;
      this.#call(`PutRetentionPolicy ${logGroupName} ${retentionInDays}`);
      this.#of(logGroupName);
      this.change(logGroupName, retentionInDays);
      this.onWritten();
      return {};
    }
    if (command instanceof DeleteRetentionPolicyCommand) {
      const { logGroupName = '' } = command.input;
      this.#call(`DeleteRetentionPolicy ${logGroupName}`);
      this.#of(logGroupName);
      this.change(logGroupName, undefined);
      return {};
    }
    throw new Error(`not played: ${command?.constructor.name}`);
  }

  #describe({ logGroupNamePrefix = '', nextToken, limit = 50 }: DescribeLogGroupsCommand['input']) {
    this.#call(`DescribeLogGroups ${logGroupNamePrefix} ${nextToken ?? ''}`.trimEnd());
    const all = [...this.#groups.values()]
      .filter(({ name }) => name.startsWith(logGroupNamePrefix))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const from = Number(nextToken ?? 0);
    const end = from + limit;
    return {
      logGroups: all.slice(from, end).map((group) => this.#described(group)),
      nextToken: end < all.length ? String(end) : undefined,
    };
  }

  #described({
    name,
    days,
    bytes = 0,
    class: logGroupClass = 'STANDARD',
    at = '2024-11-21T00:00:00.000Z',
  }: PlayedGroup): LogGroup {
    const arn = `arn:aws:logs:${this.#region}:${this.#account}:log-group:${name}`;
    return {
      logGroupName: name,
      arn: `${arn}:*`,
      logGroupArn: arn,
      creationTime: Date.parse(at),
      storedBytes: bytes,
      logGroupClass: logGroupClass as NonNullable<LogGroup['logGroupClass']>, // one to come is played too
      ...(days === undefined ? {} : { retentionInDays: days }),
    };
  }

  #of(name: string): PlayedGroup {
    const group = this.#groups.get(name);
    if (group === undefined) throw awsError('ResourceNotFoundException');
    return group;
  }

  #call(call: string): void {
    this.calls.push(call);
    const fault = this.fault(call);
    if (fault !== undefined) throw fault;
  }
}
