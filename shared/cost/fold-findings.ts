import { beginEvent } from './begin-event.ts';
import type { CostEvent } from './cost-event.ts';
import type { CostWalk } from './cost-walk.ts';
import { groupOfDay, MANY } from './group-findings.ts';
import { ownerOf } from './owner-of.ts';
import { type Direction, exceedsShare, scaledFloor } from './point-gate.ts';
import { seriesId } from './series.ts';
import type { SeriesNode } from './series-node.ts';
import type { SeriesWatch } from './series-watch.ts';
import { isOn, type Told } from './told.ts';

/** A node explains a rise of one that contains it when it has this share of it. */
const EXPLAINS = 0.8;
/** An event inside one that was told is news when it is this share of all of it. */
const NEWS = 0.5;
/** A member of a group is news when it has grown to more than so many times what it was. */
const GREW = 2;
/** Missing days explain a fall when they would make up this share of it. */
const MISSING = 0.5;
const LATELY = 14;

/**
 * Makes of the events that began on a day what is to be told: one finding a cause, at the smallest node that explains
 * it. What an earlier finding explains is not told again.
 */
export function foldDay(walk: CostWalk, day: number, began: readonly CostEvent[]): void {
  walk.on = walk.on.filter((told) => isOn(told, day));
  const today: Told[] = [];
  const coarseFirst = began.toSorted((a, b) => a.node.depth - b.node.depth || a.node.place - b.node.place);
  const [root] = coarseFirst.filter(({ node }) => node === walk.tree.root);
  for (const isTeam of [false, true])
    for (const event of coarseFirst) {
      if (event.node === walk.tree.root || isTeam !== isTeamNode(walk, event.node)) continue;
      const told = fold(walk, day, event, [...walk.on, ...today], coarseFirst);
      if (told !== undefined) today.push(told);
    }
  const grouped = groupOfDay(walk, day, today);
  walk.on.push(...grouped);
  walk.told.push(...grouped);
  if (root !== undefined) foldRoot(walk, day, root, coarseFirst);
}

/** A rise of the whole bill which what was told does not explain. */
function foldRoot(walk: CostWalk, day: number, event: CostEvent, began: readonly CostEvent[]): void {
  if (event.gate !== 'point') return;
  const told = fold(walk, day, event, walk.on, began);
  if (told === undefined) return;
  const members = event.node.children
    .map((node) => ({ node, impact: offToday(walk, node, day) }))
    .filter(({ node, impact }) => risesAlong(walk, node, event.direction * impact))
    .toSorted((a, b) => Math.abs(b.impact) - Math.abs(a.impact));
  const at = event.days.at(-1);
  const isWhole = told.node === event.node && at !== undefined;
  if (isWhole && members.length < MANY) return;
  const all = isWhole ? { ...told, group: { day: at, members } } : told;
  walk.on.push(all);
  walk.told.push(all);
}

/** Whether a part of a bill is off by at least half of what would be unusual in it. */
function risesAlong(walk: CostWalk, node: SeriesNode, off: number): boolean {
  const { today, limits } = watchOf(walk, node);
  return off > 0 && off * 200 >= (today?.centre ?? 0) * limits.deviationPct;
}

function fold(
  walk: CostWalk,
  day: number,
  event: CostEvent,
  on: readonly Told[],
  began: readonly CostEvent[],
): Told | undefined {
  const { node, direction } = event;
  const excess = direction * offToday(walk, node, day);
  const same = on.filter((told) => told.direction === direction);
  if (same.some(({ events }) => events.includes(event)) || isExplained(walk, day, event, excess, same))
    return undefined;
  if (direction === -1 && isMissing(walk, node, day, excess)) return undefined;
  const cause = smallestCause(walk, day, event, excess);
  const lead = leadOf(walk, day, event, cause, began);
  const owner = ownerOf(walk, lead.node, day, direction);
  return {
    node: lead.node,
    direction,
    kind: lead.kind,
    gate: lead.gate,
    flagged: day,
    events: [lead],
    limits: watchOf(walk, lead.node).limits,
    ...(owner === undefined ? {} : { owner }),
  };
}

/** By how much a node is off today; all of what it costs, while it is new. */
export function offToday(walk: CostWalk, node: SeriesNode, day: number): number {
  const { today, since, lastSeen } = watchOf(walk, node);
  if (today?.day === day) return today.actual - today.centre;
  return since > 0 && lastSeen === day ? (node.micros[day] ?? 0) : 0;
}

/** What is known of a node. */
export function watchOf(walk: CostWalk, node: SeriesNode): SeriesWatch {
  const watch = walk.watches[node.place];
  if (watch === undefined) throw new RangeError('a node of another tree');
  return watch;
}

function isExplained(
  walk: CostWalk,
  day: number,
  { node, direction }: CostEvent,
  excess: number,
  on: readonly Told[],
): boolean {
  if (isTeamNode(walk, node)) {
    const ofService = [...on.flatMap(nodesOf), ...mutedOn(walk, day)].filter(
      (other) => isIn(walk, node, other) || other === node,
    );
    return sumOff(walk, day, ofService, direction) >= EXPLAINS * excess;
  }
  if (on.some((told) => isPartOf(walk, day, node, excess, told))) return true;
  const inside = [...on.flatMap(nodesOf), ...mutedOn(walk, day)].filter(
    (other) => other !== node && isIn(walk, other, node),
  );
  if (inside.length === 0) return false;
  const rest = excess - sumOff(walk, day, inside, direction);
  const { limits, today } = watchOf(walk, node);
  const centre = today?.centre ?? 0;
  return rest < scaledFloor(centre, limits) || !exceedsShare(rest, centre, limits);
}

/** Whether what was told of a node that contains this one, or of this one among others, is this too. */
function isPartOf(walk: CostWalk, day: number, node: SeriesNode, excess: number, told: Told): boolean {
  if (told.group !== undefined)
    return told.group.members.some(
      (member) => isWithin(node, member.node) && excess <= GREW * Math.abs(member.impact),
    );
  if (!isWithin(node, told.node)) return false;
  return told.flagged === day || excess < NEWS * told.direction * offToday(walk, told.node, day);
}

function nodesOf({ node, group }: Told): readonly SeriesNode[] {
  return group === undefined ? [node] : group.members.map((member) => member.node);
}

/** What is unusual on a day and muted. */
function mutedOn({ muted }: CostWalk, day: number): SeriesNode[] {
  const nodes: SeriesNode[] = [];
  for (let at = muted.length - 1; at >= 0 && muted[at]?.day === day; at--) {
    const node = muted[at]?.node;
    if (node !== undefined) nodes.push(node);
  }
  return nodes;
}

/** What some nodes are off by together, nothing counted twice. */
function sumOff(walk: CostWalk, day: number, all: readonly SeriesNode[], direction: Direction): number {
  const nodes = [...new Set(all)];
  return nodes
    .filter((node) => !nodes.some((other) => other !== node && isIn(walk, node, other)))
    .reduce((sum, node) => sum + direction * offToday(walk, node, day), 0);
}

/** Whether a fall is one only because something is missing, which is not 0. */
function isMissing(walk: CostWalk, node: SeriesNode, day: number, excess: number): boolean {
  const service = walk.tree.root.children.find(({ key }) => key.service === node.key.service);
  const nodes = isTeamNode(walk, node) && service !== undefined ? [node, service] : [node];
  return nodes.some((one) => missingToday(walk, one, day) >= MISSING * excess);
}

/** What those series of a node cost last which were there lately and are missing today. */
function missingToday({ tree }: CostWalk, node: SeriesNode, day: number): number {
  const missing = new Map<string, number>();
  for (const { key, from, micros } of tree.leaves.get(node) ?? []) {
    const at = tree.firstDay + day - from;
    const last = lastKnown(micros, at);
    const id = seriesId(key);
    if (last === at) missing.set(id, 0);
    else if (last >= Math.max(0, at - LATELY) && !missing.has(id)) missing.set(id, micros[last] ?? 0);
  }
  return [...missing.values()].reduce((sum, amount) => sum + amount, 0);
}

/** The last place up to this one at which there is an amount; -1 where there is none lately. */
function lastKnown(micros: Float64Array, at: number): number {
  for (let place = at; place >= Math.max(0, at - LATELY); place--)
    if (!Number.isNaN(micros[place] ?? Number.NaN)) return place;
  return -1;
}

/** The smallest node inside that has four fifths of the rise; of a team's, an account's or what is finer. */
function smallestCause(walk: CostWalk, day: number, { node, direction }: CostEvent, excess: number) {
  const largestOf = (nodes: readonly SeriesNode[]) =>
    nodes
      .filter((one) => direction * offToday(walk, one, day) >= EXPLAINS * excess)
      .toSorted((a, b) => direction * (offToday(walk, b, day) - offToday(walk, a, day)))[0];
  let at = node;
  if (isTeamNode(walk, node)) {
    const service = walk.tree.root.children.find(({ key }) => key.service === node.key.service);
    const parts = service?.key.account === undefined ? (service?.children ?? []) : [service];
    at = largestOf(parts.filter((part) => isIn(walk, node, part))) ?? node;
  }
  for (let next = largestOf(at.children); next !== undefined; next = largestOf(at.children)) at = next;
  const { service, account } = at.key;
  if (service === undefined || account !== undefined || isTeamNode(walk, at)) return at;
  const teams = (walk.tree.teams.get(service) ?? []).filter((team) => watchOf(walk, team).since >= 0);
  return teams.length < 2 ? at : (largestOf(teams) ?? at);
}

/** The event of the cause: its own, or one that begins because what contains it shows it. */
function leadOf(
  walk: CostWalk,
  day: number,
  event: CostEvent,
  cause: SeriesNode,
  began: readonly CostEvent[],
): CostEvent {
  if (cause === event.node) return event;
  const watch = watchOf(walk, cause);
  const own = began.find(({ node, direction }) => node === cause && direction === event.direction);
  if (own !== undefined) return own;
  if (watch.event !== undefined)
    return watch.event.direction === event.direction && watch.event.flagged === day ? watch.event : event;
  const { direction, kind, gate } = event;
  return watch.today?.day === day && kind !== 'new'
    ? beginEvent(watch, { direction, kind, gate, days: [watch.today] })
    : event;
}

function isTeamNode({ tree }: CostWalk, node: SeriesNode): boolean {
  return node.parent === undefined && node !== tree.root;
}

function isWithin(node: SeriesNode, container: SeriesNode): boolean {
  for (let at: SeriesNode | undefined = node; at !== undefined; at = at.parent)
    if (at === container) return true;
  return false;
}

/** Whether what a node costs is, in part, what the other costs. */
function isIn(walk: CostWalk, node: SeriesNode, container: SeriesNode): boolean {
  if (isWithin(node, container) || container === walk.tree.root) return true;
  const [team, other] = isTeamNode(walk, node) ? [node, container] : [container, node];
  if (!isTeamNode(walk, team) || team.key.service !== other.key.service) return false;
  const { leaves } = walk.tree;
  const ofTeam = leaves.get(team) ?? [];
  const shared = (leaves.get(other) ?? []).filter(({ key }) => key.team !== undefined);
  return shared.length === 0 || shared.some((leaf) => ofTeam.includes(leaf));
}
