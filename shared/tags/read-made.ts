import { creatorOf } from './creator.ts';
import { vpcsOf } from './event-vpc.ts';
import type { Created } from './events/create-call.ts';
import { makesNothing } from './events/makes-nothing.ts';
import { createEventOf } from './events/table.ts';
import { readRecord, type TrailCall } from './read-cloudtrail.ts';
import type { Resource } from './resource.ts';

/** What an event made, or why it made nothing that can be judged. */
export type MadeByEvent = {
  /** The person who called; null where it was nobody. */
  readonly creator: string | null;
} & (
  | {
      readonly kind: 'ignored' | 'unresolved';
      /** A short code and the inputs that mattered: `FAILED: the call ended with AccessDenied`. */
      readonly reason: string;
      readonly type: string | null;
    }
  | {
      readonly kind: 'made';
      readonly call: TrailCall;
      /** Each once, with the tags it was born with. */
      readonly resources: readonly Resource[];
      /** Of what it made besides, and does not name. */
      readonly unnamed: readonly { readonly type: string; readonly reason: string }[];
      /** Whether its tags commonly come by a second call. */
      readonly tagsFollow: boolean;
    }
);

/** Reads what one record of CloudTrail made; never throws, whatever the record is. */
export function readMade(record: unknown): MadeByEvent {
  const call = readRecord(record);
  if ('unreadable' in call)
    return { kind: 'unresolved', reason: `UNREADABLE: ${call.unreadable}`, type: null, creator: null };
  const maker = creatorOf(call.identity, call.userAgent);
  const creator = maker.kind === 'person' ? maker.name : null;
  const none = (kind: 'ignored' | 'unresolved', reason: string): MadeByEvent => ({
    kind,
    reason,
    type: null,
    creator,
  });
  const { errorCode, name, source } = call;
  if (errorCode !== undefined) return none('ignored', `FAILED: the call ended with ${errorCode}`);
  const event = createEventOf(source, name);
  if (event === undefined) {
    if (call.makesNothing || makesNothing(source, name))
      return none('ignored', `NOTHING_NEW: ${name} makes nothing that has tags`);
    return none('unresolved', `UNKNOWN_CALL: ${name} of ${source} is not in the table of create calls`);
  }
  const made = event.created(call);
  if (typeof made === 'string') return none('ignored', `NOTHING_NEW: ${made}`);
  return {
    kind: 'made',
    call,
    creator,
    ...named(made, call, creator),
    tagsFollow: event.tagsFollow === true,
  };
}

function named(made: readonly Created[], call: TrailCall, creator: string | null) {
  const resources = new Map<string, Resource>();
  const unnamed: { type: string; reason: string }[] = [];
  const vpcOf = vpcsOf(call);
  for (const created of made) {
    const { arn, type } = created;
    if (arn === undefined)
      unnamed.push({ type, reason: `NO_ARN: ${call.name} does not say which ${type} it made` });
    else if (!resources.has(arn)) {
      const vpc = vpcOf(type, arn);
      resources.set(arn, resourceOf({ ...created, arn, vpc }, call, creator));
    }
  }
  return { resources: [...resources.values()], unnamed };
}

function resourceOf(
  { arn, type, tags, parents, vpc, region: stated }: Created & Pick<Resource, 'arn' | 'vpc'>,
  call: TrailCall,
  creator: string | null,
): Resource {
  const [, , , region = '', account = ''] = arn.split(':');
  return {
    arn,
    type,
    tags,
    parents,
    vpc,
    account: account === '' ? call.account : account,
    region: region === '' ? stated : region,
    creator: creator ?? undefined,
  };
}
