import type { CostWalk } from './cost-walk.ts';
import type { Direction } from './point-gate.ts';
import type { SeriesNode } from './series-node.ts';

/** A team owns what it has this share of. */
const OWNS = 0.8;

/** The team that has nearly all of what a node costs on a day, or of what its service is off by; undefined where none has. */
export function ownerOf(
  walk: CostWalk,
  node: SeriesNode,
  day: number,
  direction: Direction,
): string | undefined {
  if (node.key.team !== undefined) return node.key.team;
  return byCost(walk, node, day) ?? byDeviation(walk, node, day, direction);
}

function byCost({ tree }: CostWalk, node: SeriesNode, day: number): string | undefined {
  const teams = new Map<string | undefined, number>();
  let all = 0;
  for (const { key, from, micros } of tree.leaves.get(node) ?? []) {
    const amount = micros[tree.firstDay + day - from] ?? Number.NaN;
    if (Number.isNaN(amount)) continue;
    teams.set(key.team, (teams.get(key.team) ?? 0) + amount);
    all += amount;
  }
  return [...teams].find(([, amount]) => all > 0 && amount >= OWNS * all)?.[0];
}

function byDeviation(
  { tree, watches }: CostWalk,
  node: SeriesNode,
  day: number,
  direction: Direction,
): string | undefined {
  const off = ({ place }: SeriesNode) => {
    const { today } = watches[place] ?? {};
    return today?.day === day ? direction * (today.actual - today.centre) : 0;
  };
  const excess = off(node);
  const teams = tree.teams.get(node.key.service ?? '') ?? [];
  return excess > 0 ? teams.find((team) => off(team) >= OWNS * excess)?.key.team : undefined;
}
