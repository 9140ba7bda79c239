import type { PageView } from '../../shared/paging/page-view.ts';

/** When the sample pages are read: 12 minutes after the incident began. */
export const READ_AT = '2026-11-21T02:12:00.000Z';

/** An incident as a page shows it: triggered, one rung begun, the next one due in three minutes. */
export function pageView(changes: Partial<PageView> = {}): PageView {
  return {
    id: '06V4Q8ZK7M2X9D3T',
    state: 'triggered',
    severity: 'SEV2',
    service: 'payments',
    title: 'API error rate > 5%',
    startedAt: '2026-11-21T02:00:00.000Z',
    timeZone: 'Europe/Berlin',
    runbookUrl: 'https://wiki.acme.example/payments-errors',
    links: [{ text: 'Dashboard', url: 'https://grafana.acme.example/d/payments?orgId=1&from=now-1h' }],
    labels: { account: 'payments-prod', region: 'eu-west-1', AlarmName: 'payments-5xx' },
    source: 'cloudwatch',
    paged: ['Alice'],
    next: { at: '2026-11-21T02:15:00.000Z', people: ['Bob', 'Carol'], what: 'rung' },
    events: [
      { at: '2026-11-21T02:00:00.000Z', text: 'Opened: API error rate > 5%' },
      { at: '2026-11-21T02:00:01.000Z', text: 'Rung 1 of payments began: Alice' },
      { at: '2026-11-21T02:00:02.000Z', text: 'SMS to Alice sent' },
      { at: '2026-11-21T02:00:03.000Z', text: 'E-mail to Alice sent' },
    ],
    rung: 1,
    ...changes,
  };
}

/** All hands paged, ten minutes in. */
export function sev1View(): PageView {
  return pageView({
    severity: 'SEV1',
    title: 'Checkout is down in eu-west-1: 0 orders in 10 minutes (normally ≈ 1 400)',
    paged: ['Alice', 'Bob', 'Carol', 'Dmitri Ivanov', 'Erin O’Brien'],
    next: { at: '2026-11-21T03:00:00.000Z', people: ['Vera (VP)'], what: 'rung' },
    events: [
      { at: '2026-11-21T02:00:00.000Z', text: 'Opened: Checkout is down in eu-west-1' },
      { at: '2026-11-21T02:00:01.000Z', text: 'All hands: Alice, Bob, Carol, Dmitri Ivanov, Erin O’Brien' },
      { at: '2026-11-21T02:00:02.000Z', text: 'SMS to Alice sent' },
      { at: '2026-11-21T02:00:04.000Z', text: 'SMS to Bob failed: number unreachable; e-mail sent instead' },
    ],
  });
}

/** Taken by Alice, who has fifty minutes left. */
export function acknowledgedView(): PageView {
  return pageView({
    state: 'acknowledged',
    ack: { by: 'Alice', at: '2026-11-21T02:04:00.000Z', expiresAt: '2026-11-21T04:04:00.000Z' },
    next: { at: '2026-11-21T04:04:00.000Z', people: ['Alice'], what: 'ack-expires' },
  });
}

export function resolvedView(): PageView {
  return pageView({
    state: 'resolved',
    next: undefined,
    resolution: { by: 'Alice', at: '2026-11-21T02:11:00.000Z' },
  });
}

/** Everything anybody could send, at its longest and worst: for limits of size and for escaping. */
export function monstrousView(text: string): PageView {
  return pageView({
    state: 'acknowledged',
    service: text,
    title: text,
    source: text,
    runbookUrl: `https://wiki.acme.example/${encodeURIComponent(text.toWellFormed())}`,
    links: Array.from({ length: 20 }, (_, i) => ({
      text,
      url: `https://l${i}.example/?q=${encodeURIComponent(text.toWellFormed())}`,
    })),
    labels: Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`${text}${i}`, text])),
    paged: Array.from({ length: 300 }, () => text),
    next: { at: '2026-11-21T04:04:00.000Z', people: Array.from({ length: 300 }, () => text), what: 'rung' },
    ack: { by: text, at: '2026-11-21T02:04:00.000Z', expiresAt: '2026-11-21T04:04:00.000Z' },
    events: Array.from({ length: 500 }, () => ({ at: '2026-11-21T02:00:00.000Z', text })),
  });
}
