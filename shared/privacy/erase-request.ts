import * as z from 'zod';
import { AppError } from '../kernel/errors.ts';
import type { IdentityName } from './config.ts';
import { canonicalIdentity } from './normalise-identity.ts';
import { RequestType } from './request.ts';
import type { Identities } from './resolve-identities.ts';

const MOST_VALUES = 10;

/** What a request must look like before its identities are looked at; those have no schema that could quote them. */
const Envelope = z.strictObject({
  type: RequestType,
  identities: z.record(z.string(), z.array(z.string().max(320)).min(1).max(MOST_VALUES)),
  /** Where the evidence is that the person is who they say: a pointer, such as the id of a ticket. */
  evidence: z
    .string()
    .regex(/^[\w:/.-]{1,200}$/)
    .optional(),
});

const { $schema: _, ...WRITTEN } = z.toJSONSchema(Envelope, { io: 'input' });

/** The body of a request as the API describes it. It takes anything: what is wrong, only `parseErasureRequest` may say. */
export const ERASURE_REQUEST = z.unknown().meta({
  override: ({ jsonSchema }: { readonly jsonSchema: object }) => void Object.assign(jsonSchema, WRITTEN),
});

/** A request as it came in. */
export interface ErasureRequest {
  readonly type: RequestType;
  readonly identities: Identities;
  readonly evidence: string | undefined;
}

const FIELDS = new Set(Object.keys(Envelope.shape));

/**
 * Reads the body of a request. Its errors say which field is wrong and what is wanted: never a value, and never the name
 * of a field that is not ours, for people write addresses in both.
 * @param known the identities of the data map
 * @throws AppError `invalid-input`
 */
export function parseErasureRequest(body: unknown, known: readonly IdentityName[]): ErasureRequest {
  const parsed = Envelope.safeParse(body);
  if (!parsed.success) {
    const wrong = parsed.error.issues.map(({ code, path }) => faultOf(code, path, known));
    throw invalid(wrong);
  }
  const { type, identities, evidence } = parsed.data;
  const names = Object.keys(identities);
  if (names.length === 0) throw invalid([{ path: 'identities', message: `wanted: ${known.join(', ')}` }]);
  const faults = names.flatMap((name) => {
    if (!known.includes(name)) return [{ path: 'identities', message: `wanted: only ${known.join(', ')}` }];
    const bad = (identities[name] ?? []).some((value) => canonicalIdentity(name, value) === undefined);
    return bad
      ? [{ path: `identities.${name}`, message: 'wanted: one that exists, such as an e-mail address' }]
      : [];
  });
  if (faults.length > 0) throw invalid(faults);
  return { type, identities, evidence };
}

interface SafeFault {
  readonly path: string;
  readonly message: string;
}

function faultOf(code: string, path: readonly PropertyKey[], known: readonly IdentityName[]): SafeFault {
  const [field, name] = path.map(String);
  if (field === undefined || !FIELDS.has(field))
    return { path: '', message: `wanted: an object with ${[...FIELDS].join(', ')}, and nothing else` };
  if (field === 'type') return { path: 'type', message: `wanted: ${RequestType.options.join(', ')}` };
  if (field === 'evidence')
    return { path: 'evidence', message: 'wanted: a pointer to the evidence, such as the id of a ticket' };
  const where = name !== undefined && known.includes(name) ? `identities.${name}` : 'identities';
  const size =
    code === 'too_big' || code === 'too_small'
      ? ` of at most 320 characters, 1 to ${MOST_VALUES} of them`
      : '';
  return { path: where, message: `wanted: by the name of an identity, a list of texts${size}` };
}

function invalid(faults: readonly SafeFault[]): AppError {
  const once = faults.filter(({ path }, place) => faults.findIndex((other) => other.path === path) === place);
  const [first] = once;
  const where = first === undefined || first.path === '' ? 'the request' : first.path;
  return new AppError(`the request is not valid: ${where}: ${first?.message ?? ''}`, {
    code: 'invalid-input',
    kind: 'invalid',
    faults: once,
  });
}
