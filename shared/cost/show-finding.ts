import { AppError, isConflict } from '../kernel/errors.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Telemetry } from '../kernel/telemetry.ts';
import { ALERT_RAISED } from '../paging/events.ts';
import type { Bus } from '../platform/bus-client.ts';
import type { SignedLinks } from '../platform/signed-link-client.ts';
import { type ApiResponse, bodyText, type Operation, operation } from '../runtime/api-handler.ts';
import { errorFacts, HTTP_STATUS, toAppError } from '../runtime/error-table.ts';
import type { CostConfig } from './config.ts';
import { AnswerWish, decideAnswer, MOST_MUTE_DAYS } from './decide-answer.ts';
import { findingAlert } from './finding-alert.ts';
import { AnswerFinding, OpenFinding } from './finding-api.ts';
import { FINDING_PAGE_HEADERS, findingMessage } from './finding-document.ts';
import { FINDING_LINK_DAYS } from './finding-link-days.ts';
import { findingPage } from './finding-page.ts';
import type { FindingRecord } from './finding-record.ts';
import type { FindingStore } from './finding-store.ts';

export interface ShowFindingDeps {
  readonly links: Pick<SignedLinks, 'open'>;
  readonly store: Pick<FindingStore, 'read' | 'write'>;
  readonly bus: Bus;
  readonly telemetry: Telemetry;
  readonly config: CostConfig;
  readonly now: () => Instant;
}

/** The page behind a link to a finding, and what its buttons do. Errors are pages too. */
export function makeShowFinding(deps: ShowFindingDeps) {
  return {
    /** `GET`: shows, changes nothing, however often it is opened: mail programs open links by themselves. */
    show: (token: string): Promise<ApiResponse> =>
      asPage(deps, async () => pageOf(deps, (await holder(deps, token)).record)),
    /** `POST`: keeps what the button says, then shows what came of it. */
    answer: (token: string, form: string, requestId: string): Promise<ApiResponse> =>
      asPage(deps, async () => {
        const { record, by } = await holder(deps, token);
        const wish = AnswerWish.safeParse(Object.fromEntries(new URLSearchParams(form)));
        if (!wish.success)
          throw new AppError('this is no answer of ours', { code: 'unknown-answer', kind: 'invalid' });
        return answered(deps, record, wish.data, by, requestId);
      }),
  };
}

/** The two operations of the page. The form's body is not JSON, so it is read as it comes. */
export function findingOperations(page: ReturnType<typeof makeShowFinding>): Operation[] {
  return [
    operation(OpenFinding, ({ params }) => page.show(params.token)),
    {
      route: AnswerFinding.route,
      run: async (event) =>
        page.answer(event.pathParameters?.['token'] ?? '', bodyText(event), event.requestContext.requestId),
    },
  ];
}

/** The finding a token stands for, and whose it is: the team, or the service's on-call, that was told by this link. */
async function holder(
  { links, store, now }: ShowFindingDeps,
  token: string,
): Promise<{ record: FindingRecord; by: string }> {
  const link = await links.open(token, now());
  const record = await store.read(link.of);
  const told = record?.told[link.place];
  if (record === undefined || told === undefined)
    throw new AppError('this link is not valid', { code: 'link-unknown', kind: 'not-found' });
  return { record, by: told.to };
}

async function answered(
  deps: ShowFindingDeps,
  record: FindingRecord,
  wish: AnswerWish,
  by: string,
  requestId: string,
): Promise<ApiResponse> {
  const { store, now, telemetry } = deps;
  const at = now();
  const decided = decideAnswer(record, wish, by, at);
  if (!decided.ok) return pageOf(deps, record, REFUSED[decided.code], 409);
  const { after } = decided;
  const occasion = { at, actor: by, correlationId: requestId };
  try {
    await store.write(record, after, { action: 'finding.answer', reason: decided.reason }, occasion);
  } catch (thrown) {
    if (!isConflict(thrown)) throw thrown;
    return pageOf(deps, (await store.read(record.id)) ?? record, REFUSED['changed-meanwhile'], 409);
  }
  telemetry.info('finding-answered', { finding: record.id, answer: wish.action, by });
  return pageOf(deps, await letGo(deps, after, requestId), DONE[wish.action]);
}

/** Has the pager let go of what it need not page for any more. Where that fails it stays due, and the next run does it. */
async function letGo(
  { bus, store, config, telemetry, now }: ShowFindingDeps,
  record: FindingRecord,
  correlationId: string,
): Promise<FindingRecord> {
  const { due, ...rest } = record;
  if (due?.what !== 'closed') return record;
  try {
    const alert = findingAlert(record, 'resolved', config);
    await bus.put([{ ...ALERT_RAISED, detail: alert }]);
    const at = now();
    const to = `service:${alert.service ?? ''}`;
    const told = [...record.told, { at, what: 'closed', via: 'page', to } as const];
    const after = { ...rest, told, version: record.version + 1, updatedAt: at };
    const occasion = { at, actor: 'system:show-finding', correlationId };
    await store.write(record, after, { action: 'finding.tell', reason: due.reason }, occasion);
    return after;
  } catch (thrown) {
    telemetry.warn('pager-not-let-go', { finding: record.id, ...errorFacts(thrown) });
    return record;
  }
}

const DONE = {
  expected: 'Thank you. It is closed, and what it costs now counts as usual.',
  investigating: 'Thank you. It stays open, and you will not be reminded.',
  muted: 'Thank you. It is closed, and told again if it is still there after that day.',
} as const;

const REFUSED = {
  'already-so': 'That had been said already. Nothing changed.',
  'closed-by-itself': 'It had closed by itself already. Nothing changed.',
  'bad-until': `Choose a day from today on, at most ${MOST_MUTE_DAYS} days ahead. Nothing changed.`,
  'changed-meanwhile':
    'It was changed while you looked at it; this is how it stands now. Say it again if it still fits.',
} as const;

function pageOf(
  { config, now }: ShowFindingDeps,
  record: FindingRecord,
  notice?: string,
  status = 200,
): ApiResponse {
  return { status, headers: FINDING_PAGE_HEADERS, body: findingPage(record, config, { notice, now: now() }) };
}

async function asPage(
  { telemetry }: ShowFindingDeps,
  make: () => Promise<ApiResponse>,
): Promise<ApiResponse> {
  try {
    return await make();
  } catch (thrown) {
    const { kind, code } = toAppError(thrown);
    const words = PROBLEMS[kind === 'not-found' || kind === 'gone' || kind === 'invalid' ? kind : 'other'];
    if (words === PROBLEMS.other) telemetry.warn('finding-page-failed', errorFacts(thrown));
    return {
      status: HTTP_STATUS[kind],
      headers: { ...FINDING_PAGE_HEADERS, 'x-belltower-code': code },
      body: findingMessage(words),
    };
  }
}

const PROBLEMS = {
  'not-found': {
    title: 'This link is not valid',
    message: 'It may have been cut off on the way. Open it from the message itself.',
  },
  gone: {
    title: 'This link has expired',
    message: `Links to findings work for ${FINDING_LINK_DAYS} days. Use the newest message about it.`,
  },
  invalid: {
    title: 'That is not one of the answers',
    message: 'Nothing was changed. Open the link again from the message.',
  },
  other: { title: 'Something went wrong', message: 'Nothing was changed. Try again in a moment.' },
} as const;
