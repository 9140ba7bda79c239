import { mayBelong } from './belonging.ts';
import { isRecord, textOf } from './event-fields.ts';
import type { CreateCall } from './events/create-call.ts';

/** The id of a VPC. */
const VPC_ID = /^vpc-[0-9a-f]{8,17}$/;

/**
 * The VPCs that things are in by the event of their making: the one that the answer names beside a thing's id, or else the
 * one that the request names. The answer is read once, however many things it names.
 * @returns undefined for what no VPC is named for, and for things of types that are in none
 */
export function vpcsOf({
  request,
  response,
}: Pick<CreateCall, 'request' | 'response'>): (type: string, arn: string) => string | undefined {
  let beside: ReadonlyMap<string, string> | undefined;
  return (type, arn) => {
    if (!mayBelong(type, 'vpc')) return undefined;
    beside ??= besideIds(response);
    const found = beside.get(arn.slice(arn.lastIndexOf('/') + 1)) ?? textOf(request, 'vpcId');
    return found !== undefined && VPC_ID.test(found) ? found : undefined;
  };
}

/** What is made is at most so deep within an answer: an interface of an instance of a launch. */
const DEEPEST = 8;

/** By each text that is beside the name of a VPC, that name: the outermost and first of them. */
function besideIds(value: unknown, found = new Map<string, string>(), depth = 0): Map<string, string> {
  if (depth > DEEPEST) return found;
  const vpc = isRecord(value) ? textOf(value, 'vpcId') : undefined;
  const within = Array.isArray(value) ? value : isRecord(value) ? Object.values(value) : [];
  if (vpc !== undefined)
    for (const one of within) if (typeof one === 'string' && !found.has(one)) found.set(one, vpc);
  for (const one of within) besideIds(one, found, depth + 1);
  return found;
}
