import canonicalize from 'canonicalize';

/** What JSON can say. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json | undefined };

/**
 * The one way to write a value as JSON by RFC 8785: keys by their UTF-16 code units, no spaces. Keys whose value is
 * undefined are left out.
 * @throws Error for what JSON cannot say: NaN, infinities, half a surrogate pair.
 */
export function canonicalJson(value: Json): string {
  return canonicalize(value) ?? 'null'; // undefined only for undefined and functions, which are no Json
}
