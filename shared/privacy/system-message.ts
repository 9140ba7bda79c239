import * as z from 'zod';
import { SystemCommand } from './command.ts';
import { IdentityName, identityOf, type System } from './config.ts';
import type { ConnectorCall } from './connector.ts';

/** A command as a system outside gets it: over https or from a queue. It holds personal data: who is meant. */
export const SystemMessage = SystemCommand.omit({ attempt: true, kept: true }).extend({
  v: z.literal(1),
  /** By name, every way in which the person's identity may be written. */
  identities: z.record(IdentityName, z.array(z.string().min(1)).min(1)),
  /** Where the answer goes that does not come at once: a POST of `{ idempotencyKey, nonce, answer }`. */
  callback: z.strictObject({ url: z.url(), nonce: z.string().min(1) }),
});
export type SystemMessage = z.infer<typeof SystemMessage>;

/** The message for a command; undefined where the person is not known by what the system needs, and has nothing there. */
export function messageOf(
  call: Pick<ConnectorCall, 'system' | 'command' | 'identities' | 'callBack'>,
): SystemMessage | undefined {
  const { system, command, callBack } = call;
  const { attempt: _, kept: __, ...told } = command;
  const wanted = identitiesFor(system, command.classes);
  const identities = Object.fromEntries(
    Object.entries(call.identities).flatMap(([name, values]) =>
      values.length > 0 && (wanted === undefined || wanted.has(name)) ? [[name, [...values]]] : [],
    ),
  );
  if (Object.keys(identities).length === 0 || callBack === undefined) return undefined;
  return { v: 1, ...told, identities, callback: { ...callBack } };
}

/** What a system finds people by, and no more than that; undefined where the map does not say. */
function identitiesFor({ subjectKey, classes }: System, wanted: readonly string[]): Set<string> | undefined {
  const keys = classes
    .filter(({ id }) => wanted.includes(id))
    .map((one) => one.subjectKey?.from ?? subjectKey?.from);
  const names = keys.flatMap((from) => (from === undefined ? [] : [identityOf(from)]));
  return names.length < keys.length || names.length === 0 ? undefined : new Set(names);
}
