import type { CostConfig } from '../../shared/cost/config.ts';
import type { Explanation } from '../../shared/cost/explanation.ts';
import { FindingRecord } from '../../shared/cost/finding-record.ts';
import { FindingStore } from '../../shared/cost/finding-store.ts';
import { makeSendFinding } from '../../shared/cost/send-finding.ts';
import { makeTellFinding } from '../../shared/cost/tell-finding.ts';
import { type Instant, shift } from '../../shared/kernel/instant.ts';
import { ALERT_RAISED, AlertRaised } from '../../shared/paging/events.ts';
import { AuditEntry } from '../../shared/platform/audit.ts';
import type { BusEvent } from '../../shared/platform/bus-client.ts';
import type { Email } from '../../shared/platform/email.ts';
import type { SendOutcome } from '../../shared/platform/send-outcome.ts';
import { COST_CONFIG } from './cost-config.ts';
import { morningAfter } from './findings.ts';
import { MemoryDynamo } from './memory-dynamo.ts';
import { SILENT } from './stored-incidents.ts';

export interface TellingWorld {
  readonly config?: CostConfig;
  readonly pager?: boolean;
  /** What becomes of a mail to an address; by default it is accepted. */
  readonly outcome?: (address: string) => SendOutcome;
  readonly explanation?: Explanation;
  readonly bus?: (events: readonly BusEvent[]) => void;
}

/** Findings in an in-memory table, and all it takes to tell of them: what is mailed and raised is kept. */
export function telling(world: TellingWorld = {}, ...records: readonly FindingRecord[]) {
  const { config = COST_CONFIG, pager = true, outcome = () => ({ ok: true, reason: 'accepted' }) } = world;
  const dynamo = new MemoryDynamo();
  let clock: Instant = morningAfter(0);
  const now = () => clock;
  const store = new FindingStore(dynamo.client, { costs: 'costs', audit: 'audit' });
  for (const record of records) dynamo.seed('costs', { pk: `FINDING#${record.id}`, sk: 'RECORD', ...record });
  const mails: { to: string; email: Email }[] = [];
  const alerts: AlertRaised[] = [];
  const counted: string[] = [];
  const explained: string[] = [];
  const telemetry = { ...SILENT, count: (metric: string) => void counted.push(metric) };
  const bus = {
    put: async (events: readonly BusEvent[]) => {
      world.bus?.(events);
      for (const { detailType, detail } of events)
        if (detailType === ALERT_RAISED.detailType) alerts.push(AlertRaised.parse(detail));
    },
  };
  const send = makeSendFinding({
    links: { issue: async ({ of, place }) => `${of}-${place}` },
    bus,
    email: async (to, email) => {
      mails.push({ to, email });
      return outcome(to);
    },
    png: async () => Uint8Array.of(1),
    pageUrl: 'https://belltower.example',
    pager,
    telemetry,
    config,
    now,
  });
  const tell = makeTellFinding({
    store,
    explain: async (id) => {
      explained.push(id);
      return world.explanation;
    },
    send,
    telemetry,
    now,
  });
  return {
    dynamo,
    store,
    bus,
    mails,
    alerts,
    counted,
    explained,
    now,
    later: (ms: number) => {
      clock = shift(clock, ms);
    },
    tell: (id: string) => tell(id, 'run-1'),
    record: async (id: string) => FindingRecord.parse(await store.read(id)),
    audited: () =>
      dynamo
        .items('audit')
        .map((item) => AuditEntry.parse(item))
        .map(({ actor, action, reason }) => `${actor} ${action} ${reason}`),
  };
}
