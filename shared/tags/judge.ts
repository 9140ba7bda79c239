import type { Instant } from '../kernel/instant.ts';
import { Severity } from './config.ts';
import { type ExemptionState, exemptionOf } from './exemption.ts';
import { judgeKey, type KeyFinding } from './judge-key.ts';
import { matchesResource } from './match-resource.ts';
import type { TagPolicy, TagRule } from './policy.ts';
import { isAwsTag, type Resource, type Tags } from './resource.ts';
import { isUntaggable } from './untaggable.ts';
import type { Reason, TagAction, Verdict } from './verdict.ts';

/** How many tags of one's own a resource can have. */
export const MOST_TAGS = 50;

/**
 * Judges one resource by the policy. The actions are what would put it right, whatever the mode; whether they are taken
 * is decided by `planTagging`. A value is replaced only where a mapping says what it stands for, and a tag that a person
 * wrote is never replaced by a guess.
 */
export function judge(resource: Resource, policy: TagPolicy, now: Instant): Verdict {
  const { tags, type } = resource;
  if (isUntaggable(type))
    return said('untaggable', [{ code: 'UNTAGGABLE', text: `resources of type ${type} can have no tags` }]);
  const exemption = exemptionOf(resource, policy.config, now);
  const about = exemptionReasons(exemption);
  if (tags === undefined)
    return said(exemption.kind === 'valid' ? 'exempt' : 'unknown', [
      ...about,
      { code: 'TAGS_UNKNOWN', text: 'its tags could not be read' },
    ]);
  const rules = rulesFor(resource, policy);
  const findings = rules.flatMap((rule) => judgeKey(rule, resource, tags, policy) ?? []);
  const facts = {
    missing: findings.flatMap(({ missing }) => missing ?? []),
    invalid: findings.flatMap(({ invalid }) => invalid ?? []),
  };
  const reasons = [...about, ...findings.map(({ reason }) => reason)];
  if (exemption.kind === 'valid')
    return { ...facts, verdict: 'exempt', actions: [], reasons, severity: undefined };
  if (findings.length === 0) {
    const right: Reason =
      rules.length === 0
        ? { code: 'NOTHING_REQUIRED', text: 'no rule is about it' }
        : { code: 'ALL_RIGHT', text: rules.map(({ key }) => key).join(', ') };
    return { ...facts, verdict: 'compliant', actions: [], reasons: [...about, right], severity: undefined };
  }
  const { actions, refused } = withinLimit(findings, tags);
  return {
    ...facts,
    verdict: 'violation',
    actions,
    reasons: [...reasons, ...refused],
    severity: Severity.options.findLast((severity) => findings.some((one) => one.severity === severity)),
  };
}

/** The rules that are about a resource. */
export function rulesFor(resource: Resource, { rules, config }: TagPolicy): readonly TagRule[] {
  return rules.filter(
    ({ appliesTo }) => appliesTo === undefined || matchesResource(appliesTo, resource, config.organization),
  );
}

function said(verdict: Verdict['verdict'], reasons: readonly Reason[]): Verdict {
  return { verdict, missing: [], invalid: [], actions: [], reasons, severity: undefined };
}

function exemptionReasons(exemption: ExemptionState): Reason[] {
  if (exemption.kind === 'none') return [];
  const { until, why } = exemption;
  if (exemption.kind === 'ended') return [{ code: 'EXEMPTION_ENDED', text: `on ${until} (${why})` }];
  return [
    { code: 'EXEMPT', text: `until ${until} (${why})` },
    ...(exemption.endsTomorrow
      ? [{ code: 'EXEMPTION_ENDS' as const, text: `its last day is ${until}` }]
      : []),
  ];
}

/** The actions there is room for: a new key needs a place among the 50, another value of a key that is there does not. */
function withinLimit(
  findings: readonly KeyFinding[],
  tags: Tags,
): { readonly actions: readonly TagAction[]; readonly refused: readonly Reason[] } {
  const held = Object.keys(tags).filter((key) => !isAwsTag(key)).length;
  let room = MOST_TAGS - held;
  const actions: TagAction[] = [];
  const without: string[] = [];
  for (const { action } of findings) {
    if (action === undefined) continue;
    const isNew = action.action === 'set-tag' ? action.was === null : !action.beside;
    if (isNew && room <= 0) {
      without.push(action.action === 'set-tag' ? action.key : action.to);
      continue;
    }
    if (isNew) room--;
    actions.push(action);
  }
  if (without.length === 0) return { actions, refused: [] };
  const text = `it has ${held} tags of at most ${MOST_TAGS}, so ${without.join(', ')} cannot be added`;
  return { actions, refused: [{ code: 'TAG_LIMIT', text }] };
}
