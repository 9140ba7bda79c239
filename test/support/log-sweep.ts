import { AppError } from '../../shared/kernel/errors.ts';
import { shift } from '../../shared/kernel/instant.ts';
import { makeAnswerShortening } from '../../shared/logs/answer-shortening.ts';
import { makeConcludeLogSweep } from '../../shared/logs/conclude-log-sweep.ts';
import { LogGroupStore } from '../../shared/logs/log-group-store.ts';
import { RetentionClient } from '../../shared/logs/retention-client.ts';
import { makeEnterCell, makeSweepLogPage } from '../../shared/logs/sweep-log-page.ts';
import { makeTellAnnouncements } from '../../shared/logs/tell-announcements.ts';
import { makeTreatGroup } from '../../shared/logs/treat-group.ts';
import type { AlertRaised } from '../../shared/paging/events.ts';
import { makeSweepCell } from '../../shared/platform/sweep-cell.ts';
import { SweepProgressStore } from '../../shared/platform/sweep-progress-store.ts';
import { logsConfig, RULES } from './logs.ts';
import { MemoryDynamo } from './memory-dynamo.ts';
import { type PlayedGroup, PlayedLogs } from './played-logs.ts';
import { SILENT } from './stored-incidents.ts';

export const DAY_MS = 86_400_000;
const REGION = 'eu-west-1';

/** A mail as it went out. */
export interface SentMail {
  readonly address: string;
  readonly subject: string;
  readonly text: string;
}

/** The daily sweep over accounts in memory: real functions, real stores, and a clock that is set by hand. */
export class SweptWorld {
  readonly dynamo = new MemoryDynamo();
  readonly logs: ReadonlyMap<string, PlayedLogs>;
  readonly mails: SentMail[] = [];
  readonly alerts: AlertRaised[] = [];
  readonly counted = new Map<string, number>();
  /** Accounts that do not let us in. */
  readonly closed = new Set<string>();
  /** Addresses that refuse mail. */
  readonly refusing = new Set<string>();
  readonly store: LogGroupStore;
  at = '2026-11-21T03:30:00.000Z';

  constructor(accounts: Readonly<Record<string, readonly PlayedGroup[]>>) {
    this.logs = new Map(
      Object.entries(accounts).map(([account, groups]) => [account, new PlayedLogs(groups, account, REGION)]),
    );
    this.store = new LogGroupStore(this.dynamo.client, { groups: 'groups', audit: 'audit' });
  }

  /** Looks at all accounts, then concludes, as the workflow does. */
  async sweep(section: object = {}, rules: readonly object[] = RULES) {
    const accounts = [...this.logs.keys()];
    const { organization, logs } = logsConfig(rules, section);
    const teams = organization.teams.map((team) => ({ ...team, email: `${team.id}@acme.example` }));
    const config = { logs, organization: { ...organization, teams } };
    const now = () => this.at;
    const { store } = this;
    const telemetry = {
      ...SILENT,
      count: (name: string, value: number) => void this.counted.set(name, value),
    };
    const progress = new SweepProgressStore(this.dynamo.client, 'groups');
    const places = {
      enter: async ({ account, region }: { account: string; region: string }) => this.#enter(account, region),
    };
    const treat = makeTreatGroup({ store, telemetry, config, now });
    const cell = makeSweepCell({
      enter: makeEnterCell({ places, store }),
      sweepPage: makeSweepLogPage({ places, store, treat, telemetry, now }),
      progress,
      telemetry,
      now,
    });
    for (const account of accounts) {
      for (;;) {
        const answer = await cell({ at: this.at, account, region: REGION }).catch(() => undefined);
        if (answer === undefined || answer.done) break;
      }
    }
    const conclude = makeConcludeLogSweep({
      progress,
      places: { accounts, regions: [REGION] },
      tell: makeTellAnnouncements({
        store,
        send: async (address, { subject, text }) => {
          if (this.refusing.has(address)) return { ok: false, reason: 'MessageRejected', retryable: false };
          this.mails.push({ address, subject, text });
          return { ok: true, reason: 'accepted' };
        },
        bus: {
          put: async (events) => void this.alerts.push(...events.map(({ detail }) => detail as AlertRaised)),
        },
        telemetry,
        config,
        now,
      }),
      telemetry,
      apply: config.logs.apply,
      now,
    });
    return conclude({ at: this.at });
  }

  /** Somebody answers an announcement by the API. */
  answer(account: string, name: string, answer: 'approve' | 'veto') {
    const say = makeAnswerShortening({ store: this.store, telemetry: SILENT, now: () => this.at });
    return say([{ account, region: REGION, name }], answer, {
      actor: 'iam:AIDA1',
      correlationId: 'request-1',
    });
  }

  later(days: number): void {
    this.at = shift(this.at, days * DAY_MS);
  }

  /** Calls that have changed something since the last time this was asked. */
  writes(): string[] {
    return [...this.logs.values()]
      .flatMap((logs) => logs.calls.splice(0))
      .filter((call) => /^(Put|Delete)/.test(call));
  }

  /** What is remembered of groups, without the progress of sweeps. */
  known() {
    return this.dynamo.items('groups').filter(({ pk }) => String(pk).startsWith('CELL#'));
  }

  #enter(account: string, region: string): RetentionClient {
    const logs = this.logs.get(account);
    if (logs === undefined || this.closed.has(account))
      throw new AppError('the account does not let us in', {
        code: 'member-access-denied',
        kind: 'forbidden',
      });
    return new RetentionClient(logs.client, { account, region }, async () => {});
  }
}
