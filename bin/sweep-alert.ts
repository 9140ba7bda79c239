import type { Command } from 'commander';
import { spokenExactly } from '../shared/kernel/duration.ts';
import { elapsed, type Instant, shift } from '../shared/kernel/instant.ts';
import type { Normalised } from '../shared/paging/signal.ts';
import { type Question, simulate } from '../shared/paging/simulate.ts';
import { groupWeaknesses, weaknessesAt } from '../shared/paging/sweep-simulation.ts';
import { print } from './print.ts';
import { Refusal } from './refusal.ts';
import { seconds, simulationStory } from './simulation-words.ts';
import { findingTable } from './sweep-words.ts';

/** Which moments to ask about. */
export interface SweepOptions {
  readonly from: Instant;
  readonly to: Instant;
  /** Milliseconds between two of them; an hour. */
  readonly everyMs: number | undefined;
  readonly failOnFindings: boolean | undefined;
  readonly json: boolean | undefined;
}

const HOUR_MS = 3_600_000;
const MOST_INSTANTS = 10_000;

/**
 * Simulates an alert at each of many moments, and prints those at which the first rung reaches nobody.
 * @throws UsageFault for moments that are none or too many
 * @throws Refusal where there are findings and they are to fail
 */
export function sweep(
  alert: Normalised,
  question: Omit<Question, 'at'>,
  { from, to, everyMs = HOUR_MS, failOnFindings, json }: SweepOptions,
  command: Command,
): void {
  if (to < from)
    command.error("option '--to <ISO>' is before '--from <ISO>'; wanted: the same instant or a later one");
  const count = Math.floor(elapsed(from, to) / everyMs) + 1;
  if (count > MOST_INSTANTS)
    command.error(
      `option '--every <DURATION>': ${count} instants from ${seconds(from)} to ${seconds(to)}; at most ${MOST_INSTANTS}`,
    );
  const begin = simulate(alert, { ...question, at: from, mostWakes: 1 });
  const pagesNobody =
    begin.kind !== 'simulated' || begin.incidents.every(({ verdict }) => verdict === 'pages-nobody');
  const signals = alert.kind === 'signals' ? alert.signals : [];
  let weak = 0;
  const findings = groupWeaknesses(
    withProgress(count, (place) => {
      const at = shift(from, place * everyMs);
      const weaknesses = weaknessesAt(signals, { ...question, at });
      if (weaknesses.length > 0) weak++;
      return { at, weaknesses };
    }),
    everyMs,
  );
  const span = `every ${spokenExactly(everyMs)} from ${seconds(from)} to ${seconds(to)} (${instants(count)})`;
  print(json, { from, to, everyMs, instants: count, pagesNobody, findings }, () => {
    if (pagesNobody) return simulationStory(begin, question.config);
    if (findings.length === 0) return `Somebody is paged by the first rung, ${span}.`;
    return `${findingTable(findings)}\n\nThe first rung reaches nobody at ${instants(weak)} of those ${span}.`;
  });
  if (failOnFindings === true && findings.length > 0)
    throw new Refusal(`belltower paging simulate: the first rung does not always reach somebody, ${span}`);
}

function instants(count: number): string {
  return count === 1 ? '1 instant' : `${count} instants`;
}

const QUIET_MS = 1_000;

/** Does the work for each place; on a terminal, says on stderr how far it is once that takes longer than a second. */
function* withProgress<T>(count: number, work: (place: number) => T): Generator<T> {
  const { stderr } = process;
  let told = Date.now() + QUIET_MS;
  let shown = false;
  for (let place = 0; place < count; place++) {
    if (stderr.isTTY && Date.now() >= told) {
      stderr.write(`\r${place} of ${instants(count)}`);
      shown = true;
      told = Date.now() + QUIET_MS / 5;
    }
    yield work(place);
  }
  if (shown) stderr.write('\r\u001b[K');
}
