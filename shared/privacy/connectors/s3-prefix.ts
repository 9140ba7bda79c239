/**
 * Where a person's objects are: below the prefix, the identity, and a slash, so that `users/4` has nothing of `users/42`.
 * Undefined where the identity itself would be more than one step of a path: below `a/b` may be objects of another person
 * called `a`, and nobody here can tell.
 */
export function prefixOf(prefix: string, form: string): string | undefined {
  if (form === '' || form === '.' || form === '..' || form.includes('/')) return undefined;
  return `${prefix}${form}/`;
}
