import { elapsed, type Instant } from '../kernel/instant.ts';
import type { ParentSource } from './belonging.ts';
import { PARENT_READERS, type Parent, type ParentClients } from './parent-readers-client.ts';
import type { Resource, Tags } from './resource.ts';

/** The tags of what resources belong to. */
export interface ParentTags {
  /**
   * The tags of what each of these belongs to, by the ARN of the resource, with as few calls as there can be. Those are
   * left out that belong to nothing, and those whose parent is gone or may not be read.
   * @throws AppError `throttled`, `unavailable` when asking again may help
   */
  tagsFor(source: ParentSource, resources: readonly Resource[]): Promise<ReadonlyMap<string, Tags>>;
}

/** As many parents are remembered, each for so long: a function lives for hours, and tags are put right meanwhile. */
const MOST_REMEMBERED = 1000;
const REMEMBERED_MS = 5 * 60_000;

interface Remembered {
  readonly at: Instant;
  readonly tags: Promise<Tags | undefined>;
}

/** Asks for each parent once in five minutes; all of an account and region that are asked for together, together. */
export function parentTags(clients: ParentClients, now: () => Instant): ParentTags {
  const known = new Map<string, Remembered>();

  function read(
    source: ParentSource,
    parents: readonly Parent[],
  ): ReadonlyMap<string, Promise<Tags | undefined>> {
    const at = now();
    if (known.size >= MOST_REMEMBERED) known.clear();
    const named = new Map(parents.map((parent) => [nameOf(source, parent), parent]));
    const unknown = [...named].filter(([name]) => {
      const before = known.get(name);
      return before === undefined || elapsed(before.at, at) >= REMEMBERED_MS;
    });
    const places = Map.groupBy(unknown, ([, { account, region }]) => `${account} ${region}`);
    for (const all of places.values()) {
      const [first] = all;
      if (first === undefined) continue;
      const asked = PARENT_READERS[source].read(
        clients,
        first[1],
        all.map(([, { id }]) => id),
      );
      for (const [name, { id }] of all) {
        const tags = asked.then((found) => found.get(id));
        known.set(name, { at, tags });
        tags.catch(() => known.delete(name));
      }
    }
    return new Map(
      [...named.keys()].flatMap((name) => {
        const one = known.get(name);
        return one === undefined ? [] : [[name, one.tags] as const];
      }),
    );
  }

  return {
    async tagsFor(source, resources) {
      const located = await PARENT_READERS[source].locate(clients, resources);
      const asked = read(source, [...located.values()]);
      const found = new Map<string, Tags>();
      for (const [arn, parent] of located) {
        const tags = await asked.get(nameOf(source, parent));
        if (tags !== undefined) found.set(arn, tags);
      }
      return found;
    },
  };
}

function nameOf(source: ParentSource, { account, region, id }: Parent): string {
  return JSON.stringify([source, account, region, id]);
}
