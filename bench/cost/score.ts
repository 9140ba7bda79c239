import type { SeriesKey } from '../../shared/cost/series.ts';
import type { LabelledEvent } from './anomalies.ts';
import type { Bill } from './bill.ts';

/** One alert of some rule. Days count from the first of the bill. */
export interface Alert {
  /** What it is about; of a group, each of its members. */
  readonly about: readonly SeriesKey[];
  readonly flagged: number;
  readonly days: readonly number[];
}

/** What a rule did on some bills, as sums. */
export interface Score {
  truePositives: number;
  falsePositives: number;
  falseNegatives: number;
  events: number;
  found: number;
  delays: number[];
  dollars: number;
  dollarsMissed: number;
  falseAlarms: number;
  serviceMonths: number;
  seriesMonths: number;
}

/** Nothing yet. */
export function noScore(): Score {
  return {
    truePositives: 0,
    falsePositives: 0,
    falseNegatives: 0,
    events: 0,
    found: 0,
    delays: [],
    dollars: 0,
    dollarsMissed: 0,
    falseAlarms: 0,
    serviceMonths: 0,
    seriesMonths: 0,
  };
}

const MONTH = 365 / 12;

/** Adds what the alerts of a rule are worth on a bill. */
export function addScore(score: Score, bill: Bill, alerts: readonly Alert[]): void {
  const flagged = new Map<LabelledEvent, { readonly days: Set<number>; first: number }>();
  const events = bill.events.filter(({ must }) => must.size > 0);
  const byService = Map.groupBy(bill.events, ({ key }) => key.service);
  for (const alert of alerts) {
    if (alert.flagged < bill.scoredFrom) continue;
    const about = [
      ...new Set(
        alert.about.flatMap((key) =>
          key.service === undefined
            ? bill.events
            : (byService.get(key.service) ?? []).filter((event) => covers(key, event.key)),
        ),
      ),
    ];
    let isOfAny = false;
    for (const day of alert.days) {
      if (day < bill.scoredFrom) continue;
      const here = about.filter(({ must, may }) => must.has(day) || may.has(day));
      if (here.length === 0) score.falsePositives++;
      for (const event of here) {
        isOfAny = true;
        const seen = flagged.get(event) ?? { days: new Set(), first: alert.flagged };
        seen.days.add(day);
        seen.first = Math.min(seen.first, alert.flagged);
        flagged.set(event, seen);
      }
    }
    if (!isOfAny) score.falseAlarms++;
  }
  for (const event of events) {
    const seen = flagged.get(event);
    const days = [...event.must].filter((day) => day >= bill.scoredFrom);
    const hit = days.filter((day) => seen?.days.has(day)).length;
    score.events++;
    score.truePositives += hit;
    score.falseNegatives += days.length - hit;
    score.dollars += event.dollars;
    if (seen === undefined) {
      score.dollarsMissed += event.dollars;
    } else {
      score.found++;
      score.delays.push(Math.max(0, seen.first - (days[0] ?? seen.first)));
    }
  }
  const months = (bill.length - bill.scoredFrom) / MONTH;
  score.serviceMonths += bill.services * months;
  score.seriesMonths +=
    new Set(
      bill.series
        .filter(({ charge }) => charge === 'usage')
        .map(({ key }) => `${key.service}|${key.account}`),
    ).size * months;
}

function covers(pattern: SeriesKey, key: SeriesKey): boolean {
  return (
    (pattern.service === undefined || pattern.service === key.service) &&
    (pattern.account === undefined || pattern.account === key.account) &&
    (pattern.team === undefined || pattern.team === key.team)
  );
}

/** The figures that are compared. */
export function figuresOf(score: Score) {
  const { truePositives, falsePositives, falseNegatives, delays } = score;
  const precision = truePositives / Math.max(1, truePositives + falsePositives);
  const recall = truePositives / Math.max(1, truePositives + falseNegatives);
  return {
    precision,
    recall,
    f1: (2 * precision * recall) / Math.max(1e-9, precision + recall),
    eventRecall: score.found / Math.max(1, score.events),
    meanDelay: delays.reduce((sum, delay) => sum + delay, 0) / Math.max(1, delays.length),
    falseAlarmsPerServiceMonth: score.falseAlarms / score.serviceMonths,
    dollarsMissed: score.dollarsMissed / Math.max(1, score.dollars),
  };
}
