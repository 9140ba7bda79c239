import * as z from 'zod';

/** By which our statement is known among those of others. */
const SID = 'BelltowerQuarantine';

const Statement = z.looseObject({
  Sid: z.string().optional(),
  Effect: z.string(),
  Principal: z.unknown().optional(),
  Action: z.union([z.string(), z.array(z.string())]).optional(),
});
const Document = z.looseObject({
  Statement: z.preprocess((one) => (Array.isArray(one) ? one : [one]), z.array(Statement)),
});
/** A policy of a bucket, of which we know our own statement; all else in it stays as it is. */
export type BucketPolicy = z.infer<typeof Document>;

/** Reads a policy. Undefined where the text is none. */
export function readPolicy(text: string): BucketPolicy | undefined {
  try {
    return Document.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Whether our statement is in it. */
export function hasOurs({ Statement: statements }: BucketPolicy): boolean {
  return statements.some(({ Sid }) => Sid === SID);
}

/** Whether it lets a service of AWS write, as those that deliver logs do: what they write would be lost. */
export function letsServiceWrite(policy: BucketPolicy): boolean {
  return mayWrite(policy).some(({ Principal }) => isService(Principal));
}

/**
 * Whether it lets another account write that it names, as load balancers in older regions and pipelines do. Not told by
 * it: whoever a grant of the bucket's ACL lets in.
 * @param own the account of the bucket; undefined: any that is named is another
 */
export function letsOtherAccountWrite(policy: BucketPolicy, own: string | undefined): boolean {
  return mayWrite(policy).some(({ Principal }) => accountsOf(Principal).some((account) => account !== own));
}

function mayWrite({ Statement: statements }: BucketPolicy): BucketPolicy['Statement'] {
  return statements.filter(
    ({ Effect, Action = '*' }) => Effect === 'Allow' && [Action].flat().some((action) => WRITES.test(action)),
  );
}

const Named = z.object({ AWS: z.union([z.string(), z.array(z.string())]) });

/** The accounts of the principals that a statement names. */
function accountsOf(principal: unknown): string[] {
  const { data } = Named.safeParse(principal);
  return [data?.AWS ?? []].flat().flatMap((name) => ACCOUNT.exec(name)?.[1] ?? []);
}

const ACCOUNT = /^(?:arn:[^:]*:(?:iam|sts)::)?(\d{12})(?::|$)/;

/** Actions, with their patterns, among which putting objects may be; a statement that says which are not has none. */
const WRITES = /^(\*|s3:(\*|put.*))$/i;

function isService(principal: unknown): boolean {
  return typeof principal === 'object' && principal !== null && 'Service' in principal;
}

/** A policy with our statement at its end. @param policy that of the bucket; undefined: it has none */
export function withOurs(policy: BucketPolicy | undefined, bucketArn: string): BucketPolicy {
  const ours = {
    Sid: SID,
    Effect: 'Deny',
    Principal: '*',
    Action: ['s3:PutObject', 's3:ReplicateObject'],
    Resource: `${bucketArn}/*`,
  };
  const { Statement: statements, ...rest } = policy ?? { Version: '2012-10-17', Statement: [] };
  return { ...rest, Statement: [...statements, ours] };
}

/** A policy without our statement. Undefined where nothing is left of it. */
export function withoutOurs(policy: BucketPolicy): BucketPolicy | undefined {
  const { Statement: statements, ...rest } = policy;
  const left = statements.filter(({ Sid }) => Sid !== SID);
  return left.length === 0 ? undefined : { ...rest, Statement: left };
}
