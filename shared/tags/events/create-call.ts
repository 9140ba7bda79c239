import { fieldOf, textOf } from '../event-fields.ts';
import { bothTags, tagsOf } from '../event-tags.ts';
import type { Resource, Tags } from '../resource.ts';

/** A create call as CloudTrail wrote it down, without errors. */
export interface CreateCall {
  /** Without the version that some services append: `CreateFunction`. */
  readonly name: string;
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  /** Undefined where CloudTrail has none. */
  readonly request: unknown;
  readonly response: unknown;
}

/** Something that a call made. */
export interface Created extends Pick<Resource, 'parents'> {
  readonly type: string;
  /** Undefined: the event does not say which it is. */
  readonly arn: string | undefined;
  /** The tags it was born with; undefined where the event hides them. */
  readonly tags: Tags | undefined;
  /** Where its ARN does not say it. */
  readonly region?: string | undefined;
}

/** One kind of create call of a service. */
export interface CreateEvent {
  readonly names: readonly string[];
  /** What a call made; in words, why it made nothing new, such as a new version of something. */
  readonly created: (call: CreateCall) => readonly Created[] | string;
  /** Whether its tags commonly come by a second call, so that judging at once would find them missing. */
  readonly tagsFollow?: boolean;
}

/** The create calls of one eventSource, or of several that answer alike. */
export interface ServiceEvents {
  readonly sources: readonly string[];
  readonly events: readonly CreateEvent[];
}

interface OneResource {
  readonly type: string;
  /** Where the answer has the ARN. */
  readonly arn?: readonly string[];
  /** Where the answer, or else the request, has the name or id. */
  readonly id?: readonly string[];
  /** Where only the answer has it: the request means something else by a field of this name. */
  readonly answeredId?: readonly string[];
  /** The ARN from the id: `sns:{region}:{account}:{id}`; `{name}` is the field `name` of the answer or the request. */
  readonly form?: string;
  /** Where the request has the tags; `tags` by default. */
  readonly tags?: readonly string[];
  readonly tagsFollow?: boolean;
}

/** Create calls that make one resource each, and say so plainly. */
export function creates(names: string | readonly string[], one: OneResource): CreateEvent {
  return {
    names: [names].flat(),
    created: (call) => [
      { type: one.type, arn: arnOf(call, one), tags: birthTags(call, one.tags, besideArn(one.arn)) },
    ],
    ...(one.tagsFollow === undefined ? {} : { tagsFollow: one.tagsFollow }),
  };
}

/**
 * The tags that a call asks for, and those that its answer shows.
 * @param paths where the request has them
 * @param shown where the answer may have them
 * @returns undefined where the event does not tell them
 */
export function birthTags(
  { request, response }: CreateCall,
  paths: readonly string[] = ['tags'],
  shown: readonly string[] = ['tags'],
): Tags | undefined {
  const told = shown.reduce<Tags>((all, path) => bothTags(all, tagsOf(fieldOf(response, path))) ?? all, {});
  if (request === undefined) return Object.keys(told).length === 0 ? undefined : told;
  return paths
    .map((path) => tagsOf(fieldOf(request, path)))
    .reduce<Tags | undefined>((all, some) => bothTags(all, some), told);
}

/** Where an answer may show tags: beside the ARN. */
function besideArn(paths: readonly string[] = []): readonly string[] {
  return [
    'tags',
    ...paths.filter((path) => path.includes('.')).map((path) => path.replace(/[^.]+$/, 'tags')),
  ];
}

function arnOf(
  call: CreateCall,
  { arn = [], id = [], answeredId = [], form }: OneResource,
): string | undefined {
  const stated = statedArn(call, ...arn);
  if (stated !== undefined) return stated;
  const found = textOf(call.response, ...answeredId, ...id) ?? textOf(call.request, ...id);
  if (found === undefined) return undefined;
  if (isArn(found)) return found;
  return form === undefined ? undefined : arnFrom(call, form, found);
}

/** The first ARN that the answer has in these fields. */
export function statedArn({ response }: CreateCall, ...paths: readonly string[]): string | undefined {
  return paths.map((path) => arnIn(response, path)).find((arn) => arn !== undefined);
}

/** The ARN that something has in a field. */
export function arnIn(value: unknown, path: string): string | undefined {
  const text = textOf(value, path);
  return text !== undefined && isArn(text) ? text : undefined;
}

/** Whether a text is an ARN with something to name. */
export function isArn(text: string): boolean {
  return /^arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:\d*:\S/.test(text) && !/\p{Cc}/u.test(text);
}

/**
 * The ARN of a form without its beginning: `{region}`, `{account}` and `{id}` are known, any other name in braces is a
 * field of the answer or the request. Undefined where one of them is not there.
 */
export function arnFrom(call: CreateCall, form: string, id: string): string | undefined {
  const { partition, region, account } = call;
  let whole = true;
  const rest = form.replace(/\{([\w.]+)\}/g, (_, name: string) => {
    const known: Readonly<Record<string, string>> = { region, account, id };
    const value =
      (Object.hasOwn(known, name) ? known[name] : undefined) ??
      textOf(call.response, name) ??
      textOf(call.request, name);
    if (value === undefined || value === '') whole = false;
    return value ?? '';
  });
  const arn = `arn:${partition}:${rest}`;
  return whole && isArn(arn) ? arn : undefined;
}
