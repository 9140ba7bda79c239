import type { Instant } from '../kernel/instant.ts';
import { type Html, html } from '../platform/html.ts';
import { httpUrl } from '../platform/http-url.ts';
import { nextWords } from './next-words.ts';
import { bytes, fitItems, fitText } from './page-budget.ts';
import { pageDocument } from './page-document.ts';
import type { PageView } from './page-view.ts';
import { localTime, relativeTime, shortTime, utcBeside } from './spoken-time.ts';

export interface IncidentPageOptions {
  /** What the person's last press came to: `Acknowledged.`, `Already escalated by Bob.` */
  readonly notice?: string | undefined;
  readonly now: Instant;
}

/**
 * The page a paged person opens: what is broken, who was paged, what happens next and when, and the three things to do
 * about it, each a form which posts `action` (`ack`, `escalate`, `resolve`) and `rung` to the address the page has. A
 * whole document without scripts, below 14 KB (one round trip of a cold connection) whatever it is given; what does
 * not fit is counted. Sent with `PAGE_HEADERS`.
 */
export function incidentPage(view: PageView, { notice, now }: IncidentPageOptions): string {
  const service = fitText(view.service, 250);
  const title = fitText(view.title, 1100);
  return pageDocument(
    `${view.severity} ${service} — ${view.state}`,
    html`${
      notice === undefined
        ? undefined
        : html`<p class="box notice" role="status">${fitText(notice, 400)}</p>
`
    }<div class="top"><span class="sev ${view.severity}">${view.severity}</span> <span>${service}</span></div>
<h1${title.length > 160 ? html` class="long"` : undefined}>${title}</h1>
${since(view, now)}
${state(view, now)}
${actions(view)}
${runbook(view)}
${paged(view)}
${collected(view)}
${timeline(view, now)}
${links(view)}
${labels(view)}
<p class="foot">${fitText(view.source, 300)} · incident ${fitText(view.id, 60)}<br>As of ${shortTime(now, now, view.timeZone)} · <a class="tap" href="">Reload</a></p>`,
  );
}

function since(view: PageView, now: Instant): Html {
  const at = view.startedAt;
  const local = localTime(at, view.timeZone);
  const utc = utcBeside(at, view.timeZone);
  return html`<p>Started <b><time datetime="${at}">${relativeTime(at, now)}</time></b></p>
<p class="sub"><time datetime="${at}">${local}</time> · <time datetime="${at}">${utc}</time></p>`;
}

function state(view: PageView, now: Instant): Html {
  const zone = view.timeZone;
  const when = (at: Instant) =>
    html`<time datetime="${at}"><b>${shortTime(at, now, zone)}</b> (${relativeTime(at, now)})</time>`;
  const words = nextWords(view);
  const next =
    words &&
    html`<p>${words}${view.next && (view.next.at > now ? html` at ${when(view.next.at)}` : ' now')}.</p>`;
  const expiry =
    view.ack && view.next?.what !== 'ack-expires' ? html`, until ${when(view.ack.expiresAt)}` : undefined;
  if (view.state === 'resolved')
    return html`<div class="box resolved"><p><b>Resolved</b>${view.resolution && html` by <b>${name(view.resolution.by)}</b> at ${when(view.resolution.at)}`}.</p></div>`;
  if (view.state === 'acknowledged')
    return html`<div class="box acknowledged"><p><b>Acknowledged</b>${view.ack && html` by <b>${name(view.ack.by)}</b> at ${when(view.ack.at)}${expiry}`}.</p>${next}</div>`;
  return html`<div class="box"><p><b>Nobody has acknowledged yet.</b></p>${next}</div>`;
}

function actions(view: PageView): Html | undefined {
  if (view.state === 'resolved') return undefined;
  return html`${view.state === 'triggered' ? action(view, 'ack', 'Acknowledge') : undefined}
<div class="two">${action(view, 'escalate', 'Escalate')}${action(view, 'resolve', 'Resolve')}</div>`;
}

function action(view: PageView, verb: 'ack' | 'escalate' | 'resolve', label: string): Html {
  return html`<form method="post" class="${verb}-form"><input type="hidden" name="action" value="${verb}"><input type="hidden" name="rung" value="${view.rung}"><button class="${verb}">${label}</button></form>`;
}

function runbook(view: PageView): Html | undefined {
  const url = httpUrl(view.runbookUrl);
  if (url === undefined) return undefined;
  const link = html`<p><a class="btn book" href="${url}" target="_blank" rel="noreferrer noopener">Open the runbook</a></p>`;
  return bytes(link) <= 900
    ? link
    : html`<p class="sub">The address of the runbook is too long for this page.</p>`;
}

function paged(view: PageView): Html | undefined {
  return list('Paged so far', 'ul', 600, view.paged, (who) => html`<li class="who">${name(who)}</li>`);
}

function collected({ collected: storm }: PageView): Html | undefined {
  if (storm === undefined) return undefined;
  const heading = `Collected: ${storm.firing.length} still firing, ${storm.cleared} cleared`;
  return list(heading, 'ul', 1500, storm.firing, (title) => html`<li>${fitText(title, 120)}</li>`);
}

function timeline(view: PageView, now: Instant): Html | undefined {
  return list(
    'What happened, newest first',
    'ol',
    1700,
    view.events.toReversed(),
    ({ at, text }) =>
      html`<li><time class="sub" datetime="${at}">${shortTime(at, now, view.timeZone)}</time> <span>${fitText(text, 300)}</span></li>`,
  );
}

function links(view: PageView): Html | undefined {
  const safe = view.links.flatMap(({ text, url }) => {
    const href = httpUrl(url);
    return href === undefined ? [] : [{ text, href }];
  });
  return list(
    'Links',
    'ul',
    1300,
    safe,
    ({ text, href }) =>
      html`<li><a class="tap" href="${href}" target="_blank" rel="noreferrer noopener">${fitText(text, 200)}</a> <span class="sub">${fitText(new URL(href).host, 100)}</span></li>`,
  );
}

function labels(view: PageView): Html | undefined {
  return list(
    'Labels',
    'dl',
    1100,
    Object.entries(view.labels),
    ([key, value]) => html`<div><dt>${fitText(key, 100)}</dt><dd>${fitText(value, 300)}</dd></div>`,
  );
}

function list<T>(
  heading: string,
  tag: 'ul' | 'ol' | 'dl',
  budget: number,
  items: readonly T[],
  render: (item: T) => Html,
): Html | undefined {
  if (items.length === 0) return undefined;
  const { shown, more } = fitItems(items, render, budget);
  const rest = more > 0 ? html`<p class="sub">and ${more} more</p>` : undefined;
  return html`<h2>${heading}</h2>
<${tag}>${shown}</${tag}>${rest}`;
}

function name(who: string): string {
  return fitText(who, 150);
}
