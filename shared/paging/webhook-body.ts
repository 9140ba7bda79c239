import { epochMs, type Instant } from '../kernel/instant.ts';
import { httpUrl } from '../platform/http-url.ts';
import { oneLine } from '../platform/one-line.ts';
import { listed, nextWords } from './next-words.ts';
import type { PageView } from './page-view.ts';
import { localTime } from './spoken-time.ts';

interface PlainText {
  readonly type: 'plain_text';
  readonly text: string;
  readonly emoji: false;
}
interface Mrkdwn {
  readonly type: 'mrkdwn';
  readonly text: string;
  /** Keeps Slack from making links and mentions out of what merely looks like them. */
  readonly verbatim: true;
}

/** What a Slack incoming webhook takes, as far as we use it: https://docs.slack.dev/reference/block-kit/blocks */
interface SlackBody {
  /** What the notification on the phone says. */
  readonly text: string;
  readonly unfurl_links: false;
  readonly unfurl_media: false;
  readonly blocks: readonly (
    | { readonly type: 'header'; readonly text: PlainText }
    | { readonly type: 'section'; readonly text: PlainText | Mrkdwn }
    | { readonly type: 'context'; readonly elements: readonly Mrkdwn[] }
    | {
        readonly type: 'actions';
        readonly elements: readonly {
          readonly type: 'button';
          readonly style: 'primary';
          readonly text: PlainText;
          readonly url: string;
        }[];
      }
  )[];
}

/** Slack's limits, in characters, of what is sent: a header 150, a section 3000. */
const HEADER = 150;
const SECTION = 3000;

/** A page as a Slack message: what is broken, since when, what happens next, and a button which opens the page. */
export function slackBody(view: PageView, link: string): SlackBody {
  const runbook = httpUrl(view.runbookUrl);
  const next = nextWords(view);
  const facts = [
    `*${view.state}* since ${slackDate(view.startedAt, view.timeZone)}`,
    ...(view.ack && view.state === 'acknowledged' ? [`Acknowledged by ${escaped(view.ack.by, 100)}`] : []),
    ...(view.resolution ? [`Resolved by ${escaped(view.resolution.by, 100)}`] : []),
    ...(runbook !== undefined && runbook.length <= 1000 ? [`*<${slackUrl(runbook)}|Runbook>*`] : []),
    ...(view.paged.length > 0 ? [`Paged so far: ${escaped(listed(view.paged, 10), 600)}`] : []),
    ...(next === undefined
      ? []
      : [`${escaped(next, 400)}${view.next ? ` at ${slackDate(view.next.at, view.timeZone)}` : ''}`]),
  ];
  return {
    text: escaped(`${view.severity} ${view.service}: ${view.title}`, 500),
    unfurl_links: false,
    unfurl_media: false,
    blocks: [
      { type: 'header', text: plain(`${view.severity} ${view.service}`, HEADER) },
      { type: 'section', text: plain(view.title, SECTION) },
      { type: 'section', text: mrkdwn(facts.join('\n')) },
      {
        type: 'context',
        elements: [mrkdwn(`${escaped(view.source, 200)} · incident ${escaped(view.id, 40)}`)],
      },
      {
        type: 'actions',
        elements: [{ type: 'button', style: 'primary', text: plain('Open to acknowledge', 75), url: link }],
      },
    ],
  };
}

/**
 * A page for any other receiver. The shape is a contract: fields are only ever added, and every one is always there.
 * `runbookUrl` is null where there is none.
 */
interface GenericBody {
  readonly v: 1;
  readonly type: 'page';
  readonly incident: {
    readonly id: string;
    readonly service: string;
    readonly severity: PageView['severity'];
    readonly title: string;
    readonly state: PageView['state'];
    readonly startedAt: Instant;
    readonly runbookUrl: string | null;
  };
  /** Where the person who is paged acknowledges. Whoever holds it can: treat it as a secret. */
  readonly link: string;
}

/** A page as plain JSON; see `GenericBody`. */
export function genericBody(view: PageView, link: string): GenericBody {
  return {
    v: 1,
    type: 'page',
    incident: {
      id: view.id,
      service: view.service,
      severity: view.severity,
      title: view.title,
      state: view.state,
      startedAt: view.startedAt,
      runbookUrl: httpUrl(view.runbookUrl) ?? null,
    },
    link,
  };
}

function plain(text: string, max: number): PlainText {
  return { type: 'plain_text', text: escaped(text, max) || '-', emoji: false };
}

function mrkdwn(text: string): Mrkdwn {
  return { type: 'mrkdwn', text, verbatim: true };
}

/** The three characters Slack reads as markup, escaped; at most `max` characters after it, no entity cut in two. */
function escaped(text: string, max: number): string {
  const whole = entities(oneLine(text, text.length));
  if (whole.length <= max) return whole;
  let kept = '';
  for (const character of oneLine(text, max)) {
    const next = entities(character);
    if (kept.length + next.length >= max) break;
    kept += next;
  }
  return `${kept.trimEnd()}…`;
}

function entities(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function slackUrl(url: string): string {
  return entities(url.replaceAll('|', '%7C').replaceAll('>', '%3E').replaceAll('<', '%3C'));
}

/** Slack shows the instant in the zone of whoever reads; the words are for clients which cannot. */
function slackDate(at: Instant, timeZone: string): string {
  const words = localTime(at, timeZone).replace(/[<>|&]/g, '');
  return `<!date^${Math.floor(epochMs(at) / 1000)}^{date_short_pretty} {time}|${words}>`;
}
