import { type EventPattern, Match } from 'aws-cdk-lib/aws-events';

/** Calls to a service of AWS, as CloudTrail writes them down: `ec2.amazonaws.com`, `RunInstances`. */
export interface Calls {
  readonly source: string;
  readonly names: readonly string[];
}

/** EventBridge takes no larger pattern, in characters (its quotas). */
const LARGEST = 2048;

/** Services that append the version of their interface to the names of calls: `CreateFunction20150331`. */
const VERSIONED: ReadonlySet<string> = new Set(['cloudfront.amazonaws.com', 'lambda.amazonaws.com']);

/**
 * Patterns that let these calls through, as few as they fit in. A pattern lets through each of its names from each of its
 * services, so a call that has the name of another one's comes along.
 */
export function callPatterns(calls: readonly Calls[]): EventPattern[] {
  const patterns: EventPattern[] = [];
  let some: Calls[] = [];
  for (const one of calls.flatMap(({ source, names }) => names.map((name) => ({ source, names: [name] })))) {
    if (some.length > 0 && sizeOf([...some, one]) > LARGEST) {
      patterns.push(patternOf(some));
      some = [];
    }
    some.push(one);
  }
  return some.length === 0 ? patterns : [...patterns, patternOf(some)];
}

function patternOf(calls: readonly Calls[]): EventPattern {
  const names = calls.flatMap(({ source, names }) =>
    names.map((name) => (VERSIONED.has(source) ? { prefix: name } : name)),
  );
  const unique = new Map(names.map((name) => [JSON.stringify(name), name]));
  return {
    source: Match.prefix('aws.'), // nobody but AWS can put such an event on a bus
    detailType: ['AWS API Call via CloudTrail'],
    detail: {
      eventSource: [...new Set(calls.map(({ source }) => source))],
      eventName: [...unique.values()],
    },
  };
}

/** As it goes out, with the fields as EventBridge calls them. */
function sizeOf(calls: readonly Calls[]): number {
  const { detailType, detail } = patternOf(calls);
  return JSON.stringify({ source: [{ prefix: 'aws.' }], 'detail-type': detailType, detail }).length;
}
