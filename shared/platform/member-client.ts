import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  type Credentials as Lent,
  STSClient,
} from '@aws-sdk/client-sts';
import { AppError } from '../kernel/errors.ts';
import { refusalName } from '../kernel/refused.ts';
import { logCalls } from '../runtime/aws-calls.ts';
import { clientOptions } from '../runtime/client-options.ts';
import { memberAccess } from './member-access.ts';
import type { SweepCell } from './sweep.ts';

/** What a client is given to be in a cell, beside its patience. */
export interface CellOptions {
  readonly region: string;
  /** Absent in the account of Belltower: the function's own. */
  readonly credentials?: Credentials;
}

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

/** The longest that a role may lend itself to another role. */
const SESSION_SECONDS = 3600;
/** Credentials that end sooner than a round are not used for it, nor those that might. */
const LEAST_MS = 600_000;

export interface MembersOptions {
  /** The role's ARN as it would be in the account of Belltower (`MEMBER_ROLE` of the function). */
  readonly homeRole: string;
  /** `name` in organization.yaml. */
  readonly organization: string;
  /** Who it is that comes, as the account's own trail will say: `belltower-logs`. Never a person. */
  readonly session: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** The accounts of the organization. Credentials are kept while they last, since an account has many regions. */
export class Members {
  readonly #options: MembersOptions;
  readonly #client: STSClient;
  readonly #kept = new Map<string, Credentials>();

  /** The client asks in its own region, whose answers are good in all others. */
  constructor(options: MembersOptions, client = logCalls(new STSClient(clientOptions()))) {
    this.#options = options;
    this.#client = client;
  }

  /**
   * What clients are made with in a cell: `new CloudWatchLogsClient({ ...clientOptions(), ...await members.enter(cell) })`.
   * @throws AppError `forbidden`, with the code `member-access-denied`, where the account does not let us in
   */
  async enter({ account, region }: SweepCell): Promise<CellOptions> {
    const { homeRole, organization, now } = this.#options;
    const access = memberAccess(homeRole, organization, account);
    if (access.as === 'ourselves') return { region };
    const kept = this.#kept.get(account);
    if (kept !== undefined && kept.expiration.getTime() - now() > LEAST_MS)
      return { region, credentials: kept };
    const credentials = await this.#assume(access.roleArn, access.externalId);
    this.#kept.set(account, credentials);
    return { region, credentials };
  }

  async #assume(RoleArn: string, ExternalId: string): Promise<Credentials> {
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = await this.#ask({
      RoleArn,
      ExternalId,
      RoleSessionName: this.#options.session,
      DurationSeconds: SESSION_SECONDS,
    });
    if (AccessKeyId && SecretAccessKey && SessionToken && Expiration)
      return {
        accessKeyId: AccessKeyId,
        secretAccessKey: SecretAccessKey,
        sessionToken: SessionToken,
        expiration: Expiration,
      };
    throw new AppError('a role was assumed without credentials', {
      code: 'member-credentials-missing',
      kind: 'unavailable',
    });
  }

  async #ask(input: AssumeRoleCommandInput): Promise<Partial<Lent>> {
    try {
      const { Credentials: lent } = await this.#client.send(new AssumeRoleCommand(input));
      return lent ?? {};
    } catch (cause) {
      if (refusalName(cause) === undefined) throw cause;
      throw new AppError('the account does not let us in', {
        code: 'member-access-denied',
        kind: 'forbidden',
        cause,
      });
    }
  }
}
