import { CREATE_CALLS } from './events/table.ts';

/** What EventBridge calls a call that CloudTrail wrote down. */
export const TRAIL_CALL = 'AWS API Call via CloudTrail';

/** How a name is matched: as it is, or by how it begins. */
export type NamePattern = string | { readonly prefix: string };

/** A pattern of EventBridge, as a rule has it. */
export interface TagEventPattern {
  readonly source: readonly NamePattern[];
  readonly 'detail-type': readonly string[];
  readonly detail: {
    readonly eventSource?: readonly NamePattern[];
    readonly eventName: readonly NamePattern[];
  };
}

/** How the sources of AWS begin. Nobody else can put events of such a source on a bus, so none can be made up. */
export const AWS_SOURCES = 'aws.';
const BY_AWS: readonly NamePattern[] = [{ prefix: AWS_SOURCES }];

/** What a rule takes unless a quota is raised (EventBridge quotas, "Event pattern size"). */
export const MOST_PATTERN_CHARACTERS = 2048;

/** The services whose names of calls end with the version of their API: `CreateFunction20150331`. */
const VERSIONED: ReadonlySet<string> = new Set(['lambda.amazonaws.com', 'cloudfront.amazonaws.com']);

/**
 * Patterns for the bus of an account on which all its calls are: every create call that is known, by its service and its
 * exact name, spread over as few rules as their size allows. In one rule a name holds for all of its services.
 */
export const CREATE_PATTERNS: readonly TagEventPattern[] = spread();

/**
 * For a bus to which other accounts send nothing but what such rules let through: any service, calls that create by
 * name, and the others that make something.
 */
export const FORWARDED_PATTERN: TagEventPattern = {
  source: BY_AWS,
  'detail-type': [TRAIL_CALL],
  detail: {
    eventName: [
      { prefix: 'Create' },
      ...unique(CREATE_CALLS.flatMap(namesOf)).filter(
        (name) => !(typeof name === 'string' ? name : name.prefix).startsWith('Create'),
      ),
    ],
  },
};

type ServiceCalls = (typeof CREATE_CALLS)[number];

function spread(): TagEventPattern[] {
  const rules: ServiceCalls[][] = [];
  for (const service of CREATE_CALLS) {
    const last = rules.at(-1);
    if (last === undefined || sizeOf([...last, service]) > MOST_PATTERN_CHARACTERS) rules.push([service]);
    else last.push(service);
  }
  return rules.map(patternOf);
}

function sizeOf(services: readonly ServiceCalls[]): number {
  return JSON.stringify(patternOf(services)).length;
}

function patternOf(services: readonly ServiceCalls[]): TagEventPattern {
  return {
    source: BY_AWS,
    'detail-type': [TRAIL_CALL],
    detail: {
      eventSource: services.map(({ source }) => source),
      eventName: unique(services.flatMap(namesOf)),
    },
  };
}

function namesOf({ source, names }: ServiceCalls): NamePattern[] {
  return names.flatMap((name) => (VERSIONED.has(source) ? [name, { prefix: `${name}20` }] : [name]));
}

function unique(names: readonly NamePattern[]): NamePattern[] {
  return [...new Map(names.map((name) => [JSON.stringify(name), name])).values()];
}
