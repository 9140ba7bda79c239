/** What a provider said to one page. `reason` is a short code, never the provider's text, which may quote an address. */
export type SendOutcome =
  | {
      readonly ok: true;
      readonly reason: 'accepted' | 'delivered';
      /** The provider's name for the message, by which it reports on it later. */
      readonly receiptId?: string | undefined;
    }
  | { readonly ok: false; readonly reason: string; readonly retryable: boolean };

const MAY_PASS = new Set(['throttled', 'unavailable']);

/** The outcome of a send that threw, by the kind its error was given. */
export function failedOutcome(code: string, kind: string): SendOutcome {
  return { ok: false, reason: code, retryable: MAY_PASS.has(kind) };
}
