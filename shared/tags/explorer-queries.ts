import * as z from 'zod';

/** Resource Explorer shows the first thousand of what a query finds, and no more. */
export const MOST_FOUND = 1000;

/** What is still to be asked. Each query narrows `tag:none` of the region: by nothing, a service, or a type. */
export const ExplorerPlan = z.strictObject({
  /** `''`, `service:ec2`, `resourcetype:ec2:volume`; the first is asked next. */
  narrow: z.array(z.string()),
  /** Where the first of them goes on. */
  token: z.string().optional(),
});
export type ExplorerPlan = z.infer<typeof ExplorerPlan>;

/** Before anything was asked. */
export const WHOLE_PLAN: ExplorerPlan = { narrow: [''] };

/**
 * The whole query. IAM is left out: its tags are not in the index, so that all of it would seem to have none (Resource
 * Explorer User Guide, "Search query syntax reference").
 * @param global whether what has no region is looked for here too
 */
export function queryText(narrow: string, region: string, global: boolean): string {
  const where = global ? `region:${region},global` : `region:${region}`;
  return ['tag:none', where, '-service:iam', narrow].filter((part) => part !== '').join(' ');
}

/**
 * How to go on where a query finds more than is shown: by service, then by type. What is narrowest and still finds too
 * much cannot be seen whole.
 * @param types all types that are indexed: `ec2:volume`
 */
export function splitQuery(narrow: string, types: readonly string[]): readonly string[] | undefined {
  const services = [...new Set(types.map((type) => type.slice(0, type.indexOf(':'))))].sort();
  if (narrow === '')
    return services.filter((service) => service !== 'iam').map((service) => `service:${service}`);
  if (!narrow.startsWith('service:')) return undefined;
  const service = narrow.slice('service:'.length);
  const own = types.filter((type) => type.startsWith(`${service}:`)).sort();
  return own.length < 2 ? undefined : own.map((type) => `resourcetype:${type}`);
}
