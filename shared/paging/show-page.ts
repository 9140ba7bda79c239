import * as z from 'zod';
import { allDone } from '../kernel/all-done.ts';
import { AppError } from '../kernel/errors.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Telemetry } from '../kernel/telemetry.ts';
import type { SignedLinks } from '../platform/signed-link-client.ts';
import { type ApiResponse, bodyText, type Operation, operation } from '../runtime/api-handler.ts';
import { errorFacts, HTTP_STATUS, toAppError } from '../runtime/error-table.ts';
import type { makeChangeIncident } from './change-incident.ts';
import type { PagingConfig } from './config.ts';
import type { Wish } from './decide-change.ts';
import { describeCollected } from './describe-collected.ts';
import { describeIncident } from './describe-incident.ts';
import type { IncidentListStore, WholeIncident } from './incident-list-store.ts';
import { incidentPage } from './incident-page.ts';
import { messagePage } from './message-page.ts';
import type { Override } from './override.ts';
import { OpenPage, PressButton } from './page-api.ts';
import { PAGE_HEADERS } from './page-document.ts';

/** What the buttons of the page send. */
const ButtonForm = z.object({
  action: z.enum(['ack', 'escalate', 'resolve']),
  rung: z.coerce.number().int().min(0).max(1_000_000),
});

export interface ShowPageDeps {
  readonly links: Pick<SignedLinks, 'open'>;
  readonly store: Pick<IncidentListStore, 'readWhole'>;
  /** Never fails: what cannot be read does not count. */
  readonly overrides: () => Promise<readonly Override[]>;
  readonly change: ReturnType<typeof makeChangeIncident>;
  readonly telemetry: Telemetry;
  readonly config: PagingConfig;
  readonly now: () => Instant;
}

/** The page behind a link, and what its buttons do. Errors are pages too, for the person who holds the phone. */
export function makeShowPage(deps: ShowPageDeps) {
  return {
    /** `GET`: shows, changes nothing, however often it is opened. */
    show: (token: string): Promise<ApiResponse> =>
      asPage(deps, async () => {
        const { whole, person } = await holder(deps, token);
        return view(deps, whole, person);
      }),
    /** `POST`: does what the button says, then shows what came of it. */
    press: (token: string, form: string, requestId: string): Promise<ApiResponse> =>
      asPage(deps, async () => {
        const { whole, person } = await holder(deps, token);
        const { id } = whole.incident;
        const pressed = ButtonForm.safeParse(Object.fromEntries(new URLSearchParams(form)));
        if (!pressed.success)
          throw new AppError('this button is not one of ours', { code: 'unknown-button', kind: 'invalid' });
        const { action, rung } = pressed.data;
        const wish: Wish = action === 'escalate' ? { action, rung } : { action };
        const { refused } = await deps.change(id, wish, `person:${person}`, requestId);
        // One acknowledgement is for all that the message spoke of; what does not allow it is left as it is.
        const others = action === 'ack' ? coveredBy(whole, person) : [];
        await allDone(others.map((other) => deps.change(other, wish, `person:${person}`, requestId)));
        const after = await deps.store.readWhole(id);
        return view(deps, after, person, refused === undefined ? DONE[action] : { refused: refused.code });
      }),
  };
}

/** The two operations of the page. The form's body is not JSON, so it is read as it comes. */
export function pageOperations(page: ReturnType<typeof makeShowPage>): Operation[] {
  return [
    operation(OpenPage, ({ params }) => page.show(params.token)),
    {
      route: PressButton.route,
      run: async (event) =>
        page.press(event.pathParameters?.['token'] ?? '', bodyText(event), event.requestContext.requestId),
    },
  ];
}

/** The other incidents of the messages that this one was sent in to the person. */
function coveredBy({ deliveries }: WholeIncident, person: string): string[] {
  const theirs = deliveries.filter((page) => page.person === person);
  return [...new Set(theirs.flatMap(({ covers = [] }) => covers))];
}

const DONE = {
  ack: 'Acknowledged. Nobody else will be paged while it lasts.',
  escalate: 'Escalated. The next step is being paged now.',
  resolve: 'Resolved.',
} as const;

/** The incident and the person a token stands for; a link to somebody's place that is not there is not ours. */
async function holder(
  { links, store, now }: ShowPageDeps,
  token: string,
): Promise<{ whole: WholeIncident; person: string }> {
  const link = await links.open(token, now());
  const whole = await store.readWhole(link.of);
  const person = whole.incident.paged[link.place];
  if (person === undefined)
    throw new AppError('this link is not valid', { code: 'link-unknown', kind: 'not-found' });
  return { whole, person };
}

async function view(
  deps: ShowPageDeps,
  { incident, timeline, collected }: WholeIncident,
  person: string,
  outcome?: string | { readonly refused: string },
): Promise<ApiResponse> {
  const overrides = await deps.overrides();
  const now = deps.now();
  const shown = {
    ...describeIncident(incident, timeline, deps.config, person, now, overrides),
    collected: incident.storm && describeCollected(collected),
  };
  const refused = typeof outcome === 'object' ? REFUSED[outcome.refused] : undefined;
  const notice =
    typeof outcome === 'string' ? outcome : refused?.(shown.ack?.by ?? shown.resolution?.by ?? 'someone');
  const html = incidentPage(shown, { now, ...(notice === undefined ? {} : { notice }) });
  return { status: typeof outcome === 'object' ? 409 : 200, headers: PAGE_HEADERS, body: html };
}

const REFUSED: Readonly<Record<string, (by: string) => string>> = {
  'already-acknowledged': (by) => `${by} had acknowledged it already. Nothing changed.`,
  'already-resolved': (by) => `It had been resolved already by ${by}. Nothing changed.`,
  'already-escalated': () => 'It had been escalated already since you opened this page. Nothing changed.',
  'not-paging': () => 'This incident pages nobody, so there is no next step.',
};

async function asPage({ telemetry }: ShowPageDeps, make: () => Promise<ApiResponse>): Promise<ApiResponse> {
  try {
    return await make();
  } catch (thrown) {
    const { kind, code } = toAppError(thrown);
    const words = PROBLEMS[kind === 'not-found' || kind === 'gone' || kind === 'invalid' ? kind : 'other'];
    if (words === PROBLEMS.other) telemetry.warn('page-failed', errorFacts(thrown));
    return {
      status: HTTP_STATUS[kind],
      headers: { ...PAGE_HEADERS, 'x-belltower-code': code },
      body: messagePage(words),
    };
  }
}

const PROBLEMS = {
  'not-found': {
    title: 'This link is not valid',
    message:
      'It may have been cut off on the way. Open it from the message itself, or ask a colleague who was paged.',
  },
  gone: {
    title: 'This link has expired',
    message: 'Page links work for three days. Use the newest message of this incident, or the API.',
  },
  invalid: {
    title: 'That button is not one of ours',
    message: 'Nothing was changed. Open the link again from the message.',
  },
  other: { title: 'Something went wrong', message: 'Nothing was changed. Try again in a moment.' },
} as const;
