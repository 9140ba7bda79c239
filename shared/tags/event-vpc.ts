import { mayBelong } from './belonging.ts';
import { isRecord, textOf } from './event-fields.ts';
import type { CreateCall } from './events/create-call.ts';

/** The id of a VPC. */
const VPC_ID = /^vpc-[0-9a-f]{8,17}$/;

/**
 * The VPC that something is in by the event of its making: the one that the answer names beside its id, or else the one
 * that the request names. Undefined where neither does, or things of its type are in none.
 */
export function vpcOf(
  { request, response }: Pick<CreateCall, 'request' | 'response'>,
  type: string,
  arn: string,
): string | undefined {
  if (!mayBelong(type, 'vpc')) return undefined;
  const id = arn.slice(arn.lastIndexOf('/') + 1);
  const found = besideId(response, id) ?? textOf(request, 'vpcId');
  return found !== undefined && VPC_ID.test(found) ? found : undefined;
}

/** What is made is at most so deep within an answer: an interface of an instance of a launch. */
const DEEPEST = 8;

function besideId(value: unknown, id: string, depth = 0): string | undefined {
  if (depth > DEEPEST) return undefined;
  if (isRecord(value) && Object.values(value).includes(id)) {
    const vpc = textOf(value, 'vpcId');
    if (vpc !== undefined) return vpc;
  }
  const within = Array.isArray(value) ? value : isRecord(value) ? Object.values(value) : [];
  for (const one of within) {
    const found = besideId(one, id, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}
