/** By which names services of AWS say that the caller may not do this, or is not known where it asks. */
const REFUSALS: ReadonlySet<string> = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'AuthFailure',
  'InvalidClientTokenId', // in a region that the account has not switched on
  'OptInRequired',
  'SubscriptionRequiredException',
  'UnauthorizedException',
  'UnauthorizedOperation',
  'UnrecognizedClientException', // as InvalidClientTokenId
]);

/** The name by which a service of AWS has refused a call for good; undefined where something else went wrong. */
export function refusalName(thrown: unknown): string | undefined {
  const name = thrown instanceof Error ? thrown.name : '';
  return REFUSALS.has(name) ? name : undefined;
}
