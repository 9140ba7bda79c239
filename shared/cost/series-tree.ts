import type { LeafSeries } from './leaf-series.ts';
import { type Dimension, type SeriesKey, seriesId } from './series.ts';
import type { SeriesNode } from './series-node.ts';

/** A bill in one currency: the usage of its series, of all that contain them, and by team beside those. */
export interface SeriesTree {
  /** Days since 1970-01-01; the nodes' days count from it. */
  readonly firstDay: number;
  /** How many days there are. */
  readonly length: number;
  readonly root: SeriesNode;
  /** All nodes, every one after the one that contains it; `teams` at the end. */
  readonly nodes: readonly SeriesNode[];
  /** Team × service, by service. */
  readonly teams: ReadonlyMap<string, readonly SeriesNode[]>;
  /** The series the bill is made of, by the node that is made of them. */
  readonly leaves: ReadonlyMap<SeriesNode, readonly LeafSeries[]>;
}

/** From the coarsest to the finest. */
const LEVELS: readonly Dimension[] = ['service', 'account', 'region', 'usageType'];

interface Growing {
  readonly key: SeriesKey;
  readonly children: Map<string, Growing>;
  readonly own: LeafSeries[];
}

/**
 * Builds what the series of one currency add up to. A level that has the same amounts as the next finer one is left out.
 * @param series usage that adds up to the bill, each dollar once; a team among the parts of a key is summed over
 * @param byTeam the same by team × service, where the series do not say the team
 */
export function growTree(series: readonly LeafSeries[], byTeam: readonly LeafSeries[]): SeriesTree {
  const all = [...series, ...byTeam];
  const firstDay = all.reduce((least, { from }) => Math.min(least, from), all[0]?.from ?? 0);
  const end = all.reduce((most, { from, micros }) => Math.max(most, from + micros.length), firstDay);
  const length = end - firstDay;
  const nodes: SeriesNode[] = [];
  const leaves = new Map<SeriesNode, readonly LeafSeries[]>();
  const add = (
    { key, guarded }: Pick<SeriesNode, 'key' | 'guarded'>,
    parent: SeriesNode | undefined,
    from: readonly LeafSeries[],
  ) => {
    const depth = parent === undefined ? 0 : parent.depth + 1;
    const micros = sumOf(from, firstDay, length);
    const node = { key, guarded, parent, children: [], micros, depth, place: nodes.length };
    nodes.push(node);
    parent?.children.push(node);
    leaves.set(node, from);
    return node;
  };
  const grow = (growing: Growing, guarded: boolean, parent: SeriesNode): void => {
    const [only, ...others] = growing.children.values();
    if (only !== undefined && others.length === 0 && growing.own.length === 0) {
      grow(only, guarded, parent);
      return;
    }
    const node = add({ key: growing.key, guarded }, parent, leavesOf(growing));
    for (const child of growing.children.values()) grow(child, child.key.usageType === undefined, node);
  };
  const top = plant(series);
  const root = add({ key: {}, guarded: false }, undefined, series);
  for (const child of top.children.values()) grow(child, true, root);
  const teams = new Map<string, SeriesNode[]>();
  for (const { key, from } of teamSeries(series, byTeam)) {
    const { service = '' } = key;
    const node = add({ key, guarded: false }, undefined, from);
    teams.set(service, [...(teams.get(service) ?? []), node]);
  }
  return { firstDay, length, root, nodes, teams, leaves };
}

function plant(series: readonly LeafSeries[]): Growing {
  const top: Growing = { key: {}, children: new Map(), own: [] };
  for (const leaf of series) {
    let at = top;
    for (const level of LEVELS) {
      const name = leaf.key[level];
      if (name === undefined) continue;
      const branch = `${level}=${name}`;
      const next = at.children.get(branch) ?? {
        key: { ...at.key, [level]: name },
        children: new Map(),
        own: [],
      };
      at.children.set(branch, next);
      at = next;
    }
    at.own.push(leaf);
  }
  return top;
}

function leavesOf({ own, children }: Growing): LeafSeries[] {
  return [...own, ...[...children.values()].flatMap(leavesOf)];
}

function teamSeries(series: readonly LeafSeries[], byTeam: readonly LeafSeries[]) {
  const found = new Map<string, { key: SeriesKey; from: LeafSeries[] }>();
  for (const leaf of byTeam.length > 0 ? byTeam : series) {
    const { team, service } = leaf.key;
    if (team === undefined) continue;
    const key = { team, ...(service === undefined ? {} : { service }) };
    const id = seriesId(key);
    const entry = found.get(id) ?? { key, from: [] as LeafSeries[] };
    entry.from.push(leaf);
    found.set(id, entry);
  }
  return found.values();
}

/** Day by day; a day is missing where it is missing in all. */
function sumOf(from: readonly LeafSeries[], firstDay: number, length: number): Float64Array {
  const [only] = from;
  if (from.length === 1 && only?.from === firstDay && only.micros.length === length) return only.micros;
  const sum = new Float64Array(length).fill(Number.NaN);
  for (const { from: start, micros } of from) {
    const offset = start - firstDay;
    for (let at = 0; at < micros.length; at++) {
      const value = micros[at] ?? Number.NaN;
      if (Number.isNaN(value)) continue;
      const sofar = sum[offset + at] ?? Number.NaN;
      sum[offset + at] = Number.isNaN(sofar) ? value : sofar + value;
    }
  }
  return sum;
}
