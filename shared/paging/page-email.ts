import type { Instant } from '../kernel/instant.ts';
import type { Email } from '../platform/email.ts';
import { type Html, html } from '../platform/html.ts';
import { httpUrl } from '../platform/http-url.ts';
import { inertLinks } from '../platform/inert-links.ts';
import { oneLine } from '../platform/one-line.ts';
import { listed, nextWords } from './next-words.ts';
import type { PageView } from './page-view.ts';
import { localTime, relativeTime, shortTime, utcBeside } from './spoken-time.ts';

/**
 * A page as an e-mail: what is broken, since when, what happens next and when, and one link to the page where it is
 * acknowledged. Mail clients make links of whatever looks like one, so title and service are made inert; runbook,
 * links and labels are shown as they were sent, under their own names.
 */
export function pageEmail(view: PageView, link: string, now: Instant): Email {
  const service = inertLinks(oneLine(view.service, 120), '[.]');
  const title = inertLinks(oneLine(view.title, 1024), '[.]');
  const facts = told(view, now);
  return {
    subject: oneLine(`[${view.severity}] ${oneLine(view.service, 80)}: ${oneLine(view.title, 1024)}`, 200),
    text: textBody(view, `${view.severity} ${service}: ${title}`, link, facts),
    html: htmlBody(view, service, title, link, facts),
  };
}

type Fact = readonly [name: string, value: string];

interface Told {
  readonly sentences: readonly string[];
  readonly facts: readonly Fact[];
  readonly links: readonly { readonly text: string; readonly url: string }[];
  readonly labels: readonly Fact[];
}

function told(view: PageView, now: Instant): Told {
  const zone = view.timeZone;
  const when = (at: Instant) => `${shortTime(at, now, zone)} (${relativeTime(at, now)})`;
  const next = nextWords(view);
  const expiry = view.ack && view.next?.what !== 'ack-expires' ? `, until ${when(view.ack.expiresAt)}` : '';
  const sentences = [
    view.state === 'acknowledged' && view.ack
      ? `Acknowledged by ${oneLine(view.ack.by, 80)} at ${when(view.ack.at)}${expiry}.`
      : view.state === 'resolved' && view.resolution
        ? `Resolved by ${oneLine(view.resolution.by, 80)} at ${when(view.resolution.at)}.`
        : 'Nobody has acknowledged yet.',
    ...(next === undefined
      ? []
      : [`${next}${view.next ? (view.next.at > now ? ` at ${when(view.next.at)}` : ' now') : ''}.`]),
  ];
  const runbook = httpUrl(view.runbookUrl);
  return {
    sentences,
    facts: [
      [
        'Since',
        `${localTime(view.startedAt, zone)} · ${utcBeside(view.startedAt, zone)} · ${relativeTime(view.startedAt, now)}`,
      ],
      ...(view.paged.length === 0 ? [] : [['Paged so far', listed(view.paged, 12)] as const]),
      ['Source', oneLine(view.source, 128)],
      ['Incident', oneLine(view.id, 40)],
    ],
    links: [
      ...(runbook === undefined ? [] : [{ text: 'Runbook', url: runbook }]),
      ...view.links.slice(0, 20).flatMap(({ text, url }) => {
        const href = httpUrl(url);
        return href === undefined ? [] : [{ text: oneLine(text, 120), url: href }];
      }),
    ],
    labels: Object.entries(view.labels)
      .slice(0, 40)
      .map(([key, value]) => [oneLine(key, 128), oneLine(value, 300)]),
  };
}

function textBody(
  view: PageView,
  what: string,
  link: string,
  { sentences, facts, links, labels }: Told,
): string {
  const left = Object.keys(view.labels).length - labels.length;
  return [
    what,
    '',
    ...sentences,
    '',
    'Acknowledge, escalate or resolve here:',
    link,
    '',
    ...links.map(({ text, url }) => `${text}: ${url}`),
    ...facts.map(([name, value]) => `${name}: ${value}`),
    ...(view.together === undefined
      ? []
      : ['', 'In this message', ...together(view).map((line) => `  ${line}`)]),
    ...(labels.length === 0 ? [] : ['', 'Labels']),
    ...labels.map(([key, value]) => `  ${key} = ${value}`),
    ...(left > 0 ? [`  and ${left} more`] : []),
    '',
  ].join('\n');
}

/** Mail clients would make links of what looks like one. */
function together({ together: lines = [] }: PageView): string[] {
  return lines.map((line) => inertLinks(line, '[.]'));
}

const COLOURS = { SEV1: '#ff8a80', SEV2: '#ffb45e', SEV3: '#f2d96b', SEV4: '#c9ced8' } as const;
const FONT = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif";

function htmlBody(view: PageView, service: string, title: string, link: string, parts: Told): string {
  const left = Object.keys(view.labels).length - parts.labels.length;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="dark">
<meta name="supported-color-schemes" content="dark">
${html`<title>${view.severity} ${service}</title>`.toString()}
</head>
<body style="margin:0;padding:0;background-color:#0c0e12">
${html`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" bgcolor="#0c0e12" style="background-color:#0c0e12"><tr><td align="center" style="padding:16px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:600px"><tr><td style="${FONT};font-size:16px;line-height:1.5;color:#e8eaee;text-align:left;word-break:break-word">
<p style="margin:0 0 8px"><span style="background-color:${COLOURS[view.severity]};color:#000000;font-weight:bold;padding:2px 10px;border-radius:6px">${view.severity}</span> &nbsp;${service}</p>
<h1 style="margin:0 0 12px;font-size:22px;line-height:1.3;color:#ffffff">${title}</h1>
${parts.sentences.map((sentence) => html`<p style="margin:0 0 6px">${sentence}</p>`)}
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin:16px 0"><tr><td align="center" bgcolor="#7ddc9a" style="background-color:#7ddc9a;border-radius:10px"><a href="${link}" style="display:block;padding:18px;${FONT};font-size:20px;font-weight:bold;color:#00170a;text-decoration:none">Open to acknowledge</a></td></tr></table>
${parts.links.map(linkLine)}
${table(parts.facts)}
${view.together === undefined ? undefined : html`<h2 style="margin:20px 0 4px;font-size:16px;color:#b4bac6">In this message</h2>${together(view).map((line) => html`<p style="margin:0 0 4px">${line}</p>`)}`}
${parts.labels.length === 0 ? undefined : html`<h2 style="margin:20px 0 4px;font-size:16px;color:#b4bac6">Labels</h2>${table(parts.labels)}`}
${left > 0 ? html`<p style="margin:4px 0;color:#b4bac6">and ${left} more</p>` : undefined}
</td></tr></table>
</td></tr></table>`.toString()}
</body>
</html>
`;
}

function linkLine({ text, url }: { readonly text: string; readonly url: string }): Html {
  return html`<p style="margin:0 0 8px"><a href="${url}" rel="noreferrer noopener" style="color:#9cc7ff">${text}</a></p>`;
}

function table(rows: readonly Fact[]): Html {
  return html`<table role="presentation" width="100%" cellpadding="0" cellspacing="0">${rows.map(
    ([name, value]) =>
      html`<tr><td valign="top" style="padding:4px 12px 4px 0;font-size:15px;color:#b4bac6">${name}</td><td valign="top" style="padding:4px 0;font-size:15px;color:#e8eaee">${value}</td></tr>`,
  )}</table>`;
}
