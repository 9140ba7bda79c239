import { TagResourcesCommand, UntagResourcesCommand } from '@aws-sdk/client-resource-groups-tagging-api';
import { writeGroupTags } from './group-tags-client.ts';
import { iamTags } from './iam-tags-client.ts';
import { MOST_ARNS, type TagBatch } from './plan-tagging.ts';
import { type TagOutcome, tagFault } from './tag-outcome.ts';
import { type TaggingClients, thrownFault } from './tagging-api-client.ts';
import { isListedNatively, isScalingGroup, isTaggedByIam, taggingRegion } from './tagging-place.ts';

/** Puts tags on resources. */
export interface TagWriter {
  /**
   * Writes a batch: what is to be set first, then, where that went well, what is to be removed. Answers with the outcome
   * of every resource and never throws. What failed among others is tried once more by itself.
   */
  write(batch: TagBatch): Promise<readonly TagOutcome[]>;
}

/**
 * Writes by the Tagging API, 20 resources in a call, by IAM where that is the only one who can, and by Auto Scaling, which
 * alone keeps whether instances are launched with a tag. Other tags of a
 * resource stay: for a bucket, whose tags S3 replaces as a whole, the Tagging API reads them and writes them back.
 */
export function tagWriter(clients: TaggingClients): TagWriter {
  return {
    async write(batch) {
      const { arns, account, region } = batch;
      const groups = arns.filter(isScalingGroup);
      const others = Map.groupBy(
        arns.filter((arn) => !isListedNatively(arn)),
        (arn) => taggingRegion(arn, region),
      );
      const outcomes: TagOutcome[] = [];
      if (groups.length > 0 && region !== undefined)
        outcomes.push(...(await writeGroupTags(clients.autoscaling(account, region), groups, batch)));
      for (const arn of arns.filter(isTaggedByIam)) outcomes.push(await writeByIam(clients, arn, batch));
      for (const [place, all] of others)
        for (let from = 0; from < all.length; from += MOST_ARNS) {
          const some = all.slice(from, from + MOST_ARNS);
          outcomes.push(...(await writeTogether(clients.tagging(account, place), some, batch)));
        }
      return outcomes;
    },
  };
}

type TaggingApi = ReturnType<TaggingClients['tagging']>;
type Write = Pick<TagBatch, 'set' | 'remove'>;

async function writeByIam(clients: TaggingClients, arn: string, batch: TagBatch): Promise<TagOutcome> {
  const { account, set, remove } = batch;
  const tags = iamTags(clients.iam(account), arn);
  if (tags === undefined) return { arn, result: 'refused', code: 'NoTagsOfThisType' };
  try {
    if (Object.keys(set).length > 0) await tags.set(set);
    if (remove.length > 0) await tags.remove(remove);
    return { arn, result: 'written' };
  } catch (thrown) {
    return faulty(arn, thrown);
  }
}

async function writeTogether(
  api: TaggingApi,
  arns: readonly string[],
  { set, remove }: Write,
): Promise<readonly TagOutcome[]> {
  const wasSet =
    Object.keys(set).length === 0
      ? arns.map((arn): TagOutcome => ({ arn, result: 'written' }))
      : await call(arns, (some) =>
          api.send(new TagResourcesCommand({ ResourceARNList: [...some], Tags: { ...set } })),
        );
  const there = wasSet.filter(({ result }) => result === 'written').map(({ arn }) => arn);
  if (remove.length === 0 || there.length === 0) return wasSet;
  const removed = await call(there, (some) =>
    api.send(new UntagResourcesCommand({ ResourceARNList: [...some], TagKeys: [...remove] })),
  );
  return [...wasSet.filter(({ result }) => result !== 'written'), ...removed];
}

interface Answer {
  readonly FailedResourcesMap?:
    | Readonly<
        Record<
          string,
          {
            readonly StatusCode?: number | undefined;
            readonly ErrorCode?: string | undefined;
            readonly ErrorMessage?: string | undefined;
          }
        >
      >
    | undefined;
}

/** One call for all. Those that failed in it, or all where one of them makes it refuse the call, are asked for alone. */
async function call(
  arns: readonly string[],
  ask: (arns: readonly string[]) => Promise<Answer>,
): Promise<readonly TagOutcome[]> {
  try {
    const outcomes = outcomesOf(arns, await ask(arns));
    return arns.length === 1 ? outcomes : await alone(outcomes, mayPass, ask);
  } catch (thrown) {
    const outcomes = arns.map((arn) => faulty(arn, thrown));
    return arns.length === 1 ? outcomes : await alone(outcomes, isOfOne, ask);
  }
}

function mayPass({ result }: TagOutcome): boolean {
  return result === 'failed' || result === 'throttled';
}

/** An ARN that it cannot read makes the call refuse the others too; whatever else it says of a call is true of each. */
function isOfOne({ result }: TagOutcome): boolean {
  return result === 'refused' || result === 'gone';
}

async function alone(
  outcomes: readonly TagOutcome[],
  again: (outcome: TagOutcome) => boolean,
  ask: (arns: readonly string[]) => Promise<Answer>,
): Promise<readonly TagOutcome[]> {
  const last: TagOutcome[] = [];
  for (const outcome of outcomes) last.push(...(again(outcome) ? await call([outcome.arn], ask) : [outcome]));
  return last;
}

function outcomesOf(arns: readonly string[], { FailedResourcesMap: failed = {} }: Answer): TagOutcome[] {
  return arns.map((arn) => {
    const failure = failed[arn];
    if (failure === undefined) return { arn, result: 'written' };
    const { ErrorCode: code = 'Unknown', ErrorMessage, StatusCode } = failure;
    return { arn, result: tagFault(code, ErrorMessage, StatusCode), code };
  });
}

function faulty(arn: string, thrown: unknown): TagOutcome {
  const { kind, code } = thrownFault(thrown);
  return { arn, result: kind, code };
}
