import { PatternFault, type PatternNode, parsePattern } from './pattern-syntax.ts';

/** A compiled pattern. */
export interface Pattern {
  /** Whether a text fits, all of it, in time linear in its length, whatever the pattern. */
  readonly matches: (text: string) => boolean;
}

type Step =
  | { readonly kind: 'character'; readonly accepts: (character: string) => boolean }
  | { readonly kind: 'start' | 'end' | 'done' }
  /** Goes on at each of these places. */
  | { readonly kind: 'fork'; to: readonly number[] };

const MOST_STEPS = 5000;

/**
 * Compiles a regular expression, see `parsePattern` for the language. It is matched by following all ways through it at
 * once (Thompson, "Regular expression search algorithm", 1968), so there is no text on which it takes for ever.
 * @throws PatternFault for what is no pattern or too large a one
 */
export function compilePattern(source: string): Pattern {
  const steps: Step[] = [];
  emit(parsePattern(source), steps);
  steps.push({ kind: 'done' });
  return { matches: (text) => run(steps, Array.from(text)) };
}

/** What is wrong with a pattern, in words; undefined where nothing is. */
export function patternFault(source: string): string | undefined {
  try {
    compilePattern(source);
    return undefined;
  } catch (error) {
    if (error instanceof PatternFault) return error.message;
    throw error;
  }
}

function emit(node: PatternNode, steps: Step[]): void {
  if (steps.length > MOST_STEPS) throw new PatternFault('a pattern that is too large: fewer repetitions');
  switch (node.kind) {
    case 'sequence':
      for (const item of node.items) emit(item, steps);
      return;
    case 'choice':
      emitChoice(node.options, steps);
      return;
    case 'repeat':
      emitRepeat(node, steps);
      return;
    default:
      steps.push(node);
  }
}

function emitChoice(options: readonly PatternNode[], steps: Step[]): void {
  const fork: Step = { kind: 'fork', to: [] };
  steps.push(fork);
  const [begins, ends]: [number[], { to: readonly number[] }[]] = [[], []];
  for (const option of options) {
    begins.push(steps.length);
    emit(option, steps);
    const end: Step = { kind: 'fork', to: [] };
    ends.push(end);
    steps.push(end);
  }
  fork.to = begins;
  for (const end of ends) end.to = [steps.length];
}

function emitRepeat({ item, least, most }: PatternNode & { kind: 'repeat' }, steps: Step[]): void {
  for (let count = 0; count < least; count++) emit(item, steps);
  if (most === undefined) {
    const loop: Step = { kind: 'fork', to: [] };
    const begin = steps.push(loop);
    emit(item, steps);
    steps.push({ kind: 'fork', to: [begin - 1] });
    loop.to = [begin, steps.length];
    return;
  }
  const forks: { readonly fork: { to: readonly number[] }; readonly begin: number }[] = [];
  for (let count = least; count < most; count++) {
    const fork: Step = { kind: 'fork', to: [] };
    forks.push({ fork, begin: steps.push(fork) });
    emit(item, steps);
  }
  for (const { fork, begin } of forks) fork.to = [begin, steps.length];
}

function run(steps: readonly Step[], text: readonly string[]): boolean {
  let places = reach(steps, [0], 0, text.length);
  for (const [index, character] of text.entries()) {
    const next: number[] = [];
    for (const place of places) {
      const step = steps[place];
      if (step?.kind === 'character' && step.accepts(character)) next.push(place + 1);
    }
    if (next.length === 0) return false;
    places = reach(steps, next, index + 1, text.length);
  }
  return [...places].some((place) => steps[place]?.kind === 'done');
}

/** The places that can be come to without another character, each once. */
function reach(steps: readonly Step[], from: readonly number[], at: number, length: number): Set<number> {
  const reached = new Set<number>();
  const open = [...from];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    if (reached.has(place)) continue;
    reached.add(place);
    const step = steps[place];
    if (step?.kind === 'fork') open.push(...step.to);
    else if ((step?.kind === 'start' && at === 0) || (step?.kind === 'end' && at === length))
      open.push(place + 1);
  }
  return reached;
}
