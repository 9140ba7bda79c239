import { alg, Graph } from '@dagrejs/graphlib';
import type { SystemId } from './config.ts';

/** A system, and those that must be erased before it. Names of systems that are not there are passed over. */
export interface Ordered {
  readonly id: SystemId;
  readonly after: readonly SystemId[];
}

/**
 * Groups of systems, in the order in which they are erased: those of a group may run together, for each of them comes
 * after systems of earlier groups only, and in the first group that is so. Within a group they are as in the map.
 * Undefined where the map has a cycle.
 */
export function erasureOrder(systems: readonly Ordered[]): SystemId[][] | undefined {
  const graph = graphOf(systems);
  if (!alg.isAcyclic(graph)) return undefined;
  const group = new Map<SystemId, number>();
  for (const id of alg.topsort(graph)) {
    const before = graph.predecessors(id) ?? [];
    group.set(id, Math.max(-1, ...before.map((one) => group.get(one) ?? -1)) + 1);
  }
  const groups: SystemId[][] = [];
  for (const { id } of systems) {
    const place = group.get(id) ?? 0;
    groups[place] = [...(groups[place] ?? []), id];
  }
  return groups;
}

/**
 * One cycle for each knot of systems that wait for each other, the shortest through the first of them in the map, as a
 * path: `[a, b, a]` where a comes after b and b after a.
 */
export function cycles(systems: readonly Ordered[]): SystemId[][] {
  const graph = graphOf(systems);
  const place = new Map(systems.map(({ id }, index) => [id, index]));
  const placeOf = (id: SystemId) => place.get(id) ?? 0;
  return alg
    .findCycles(graph)
    .map((knot) => knot.toSorted((a, b) => placeOf(a) - placeOf(b)))
    .toSorted(([a = ''], [b = '']) => placeOf(a) - placeOf(b))
    .map((knot) => shortestCycle(graph, knot));
}

function graphOf(systems: readonly Ordered[]): Graph {
  const graph = new Graph({ directed: true });
  const ids = new Set(systems.map(({ id }) => id));
  for (const id of ids) graph.setNode(id);
  for (const { id, after } of systems)
    for (const before of after) if (ids.has(before)) graph.setEdge(before, id);
  return graph;
}

function shortestCycle(graph: Graph, knot: readonly SystemId[]): SystemId[] {
  const [first = ''] = knot;
  const inside = new Set(knot);
  let paths: SystemId[][] = [[first]];
  const seen = new Set<SystemId>();
  while (paths.length > 0) {
    const longer: SystemId[][] = [];
    for (const path of paths) {
      for (const before of graph.predecessors(path.at(-1) ?? '') ?? []) {
        if (before === first) return [...path, first];
        if (inside.has(before) && !seen.has(before)) {
          seen.add(before);
          longer.push([...path, before]);
        }
      }
    }
    paths = longer;
  }
  return [...knot, first];
}
