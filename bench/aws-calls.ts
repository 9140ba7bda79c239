import { PagingConfig } from '../shared/paging/config.ts';
import { at } from '../test/support/paging.ts';
import { PlayedAws } from '../test/support/played-aws.ts';
import { PLAYED_CONFIG } from '../test/support/played-config.ts';

/** Calls to AWS that our functions make, by service. */
interface CallCount {
  readonly what: string;
  /** Alerts taken in, or pages sent: what the calls are divided by. */
  readonly per: number;
  readonly byService: Readonly<Record<string, number>>;
}

export const SERVICES = ['dynamodb', 'states', 'kms', 'sns', 'ses', 'events'] as const;

const SERVICE_OF: readonly (readonly [RegExp, string])[] = [
  [/StartExecution/, 'states'],
  [/Mac/, 'kms'],
  [/Publish/, 'sns'],
  [/SendEmail/, 'ses'],
  [/PutEvents/, 'events'],
  [/Get|Query|TransactWrite|BatchGet/, 'dynamodb'],
];

const sms = { method: 'sms', after: '0m' } as const;
const email = { method: 'email', after: '0m' } as const;
const ladder = {
  id: 'payments',
  rungs: [
    { after: '0m', targets: [{ schedule: 'primary' }] },
    { after: '15m', targets: [{ schedule: 'secondary' }] },
  ],
  sev1: { allHands: ['alice', 'carol', 'dora', 'dan'].map((person) => ({ person })) },
};
const schedule = (id: string, person: string) => ({
  id,
  timeZone: 'UTC',
  layers: [
    { id: 'all', start: '2026-11-16T09:00', participants: [person], rotation: { every: 1, unit: 'week' } },
  ],
});

function configured(high: readonly { method: 'sms' | 'email'; after: string }[]): PagingConfig {
  const { paging, organization } = PLAYED_CONFIG;
  const ladders = [ladder, ...paging.ladders.filter(({ id }) => id !== 'payments')];
  const schedules = [schedule('primary', 'alice'), schedule('secondary', 'carol')];
  return PagingConfig.parse({ organization, paging: { ...paging, ladders, schedules, notify: { high } } });
}

/** Plays alerts through our real functions, stores and clients on an in-memory AWS, and counts what they ask of it. */
export async function countCalls(): Promise<readonly CallCount[]> {
  const one = await played(configured([sms, email]), 'SEV2', ['firing']);
  const again = await played(configured([sms, email]), 'SEV2', ['firing', 'firing']);
  const cleared = await played(configured([sms, email]), 'SEV2', ['firing', 'resolved']);
  const second = await played(configured([sms, email]), 'SEV2', ['firing'], 20 * 60);
  const smsOnly = await played(configured([sms]), 'SEV2', ['firing']);
  const allHands = await played(configured([sms, email]), 'SEV1', ['firing']);
  return [
    { what: 'alert that opens an incident', per: 1, byService: count(one, ['intake']) },
    {
      what: 'alert that joins one',
      per: 1,
      byService: minus(count(again, ['intake']), count(one, ['intake'])),
    },
    {
      what: 'alert that resolves one',
      per: 1,
      byService: minus(count(cleared, ['intake']), count(one, ['intake'])),
    },
    {
      what: 'page, by the default rules (SMS and e-mail)',
      per: one.sent.length,
      byService: count(one, ['act', 'deliver']),
    },
    {
      what: 'page of the second rung, 15 minutes later',
      per: second.sent.length - one.sent.length,
      byService: minus(count(second, ['act', 'deliver']), count(one, ['act', 'deliver'])),
    },
    {
      what: 'page, to a person with SMS alone',
      per: smsOnly.sent.length,
      byService: count(smsOnly, ['act', 'deliver']),
    },
    {
      what: 'page, SEV1 to four people',
      per: allHands.sent.length,
      byService: count(allHands, ['act', 'deliver']),
    },
  ];
}

/** The first seconds of a new incident; what follows the first alert comes ten seconds later. */
async function played(
  config: PagingConfig,
  severity: string,
  states: readonly string[],
  seconds = 30,
): Promise<PlayedAws> {
  const aws = new PlayedAws({ seed: 1, config });
  for (const [i, state] of states.entries()) {
    const detail = { title: 'API error rate > 5%', service: 'payments', dedupKey: 'k', severity, state };
    const event = { 'detail-type': 'AlertRaised', source: 'bench', time: at(i * 10), detail };
    aws.time.after(i * 10_000, () => aws.intake.send(JSON.stringify(event)));
  }
  await aws.time.run(at(seconds));
  return aws;
}

function count(aws: PlayedAws, functions: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { what } of aws.calls.places) {
    const [name = '', , command = ''] = what.split(' ');
    if (!functions.includes(name)) continue;
    const service = SERVICE_OF.find(([pattern]) => pattern.test(command))?.[1] ?? command;
    counts[service] = (counts[service] ?? 0) + 1;
  }
  return counts;
}

function minus(all: Record<string, number>, first: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(all).map(([service, n]) => [service, n - (first[service] ?? 0)]));
}
