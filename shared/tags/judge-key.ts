import type { Severity } from './config.ts';
import { type Filling, fillingOf } from './fill.ts';
import { type HeldKey, holdsKey } from './key-variants.ts';
import type { TagPolicy, TagRule } from './policy.ts';
import { type Resource, serviceOf, type Tags } from './resource.ts';
import type { Reason, TagAction, WrongTag } from './verdict.ts';

/** What is wrong about one required key of one resource. */
export interface KeyFinding {
  readonly reason: Reason;
  readonly severity: Severity;
  readonly missing?: string;
  readonly invalid?: readonly WrongTag[];
  /** What would put it right, if anything would without guessing. */
  readonly action?: TagAction | undefined;
}

/** Judges one key. One finding at most; undefined where the key is right. */
export function judgeKey(
  rule: TagRule,
  resource: Resource,
  tags: Tags,
  policy: TagPolicy,
): KeyFinding | undefined {
  const { key, severity } = rule;
  const held = holdsKey(tags, key, serviceOf(resource.arn) === 'iam');
  switch (held.kind) {
    case 'absent':
      return {
        severity,
        missing: key,
        reason: { code: 'MISSING', text: key },
        action: setTag(rule, resource, policy, key, null),
      };
    case 'conflict':
      return { severity, ...conflict(key, held, tags) };
    case 'variant':
      return { severity, ...variant(rule, held, tags, fillingOf(rule, resource, policy)) };
    case 'present': {
      const wrong = wrongValue(rule, held, resource, policy);
      return wrong === undefined ? undefined : { severity, ...wrong };
    }
  }
}

function setTag(
  rule: TagRule,
  resource: Resource,
  policy: TagPolicy,
  key: string,
  was: string | null,
): TagAction | undefined {
  const filling = fillingOf(rule, resource, policy);
  return filling === undefined ? undefined : { action: 'set-tag', key, ...filling, was };
}

function conflict(
  key: string,
  { keys, right }: HeldKey & { kind: 'conflict' },
  tags: Tags,
): Omit<KeyFinding, 'severity'> {
  const all = [...(right === undefined ? [] : [right]), ...keys];
  const values = all.map((one) => `${JSON.stringify(one)} is ${JSON.stringify(tags[one] ?? '')}`).join(', ');
  return {
    reason: { code: 'CONFLICT', text: `${values}: which of them is ${key} is for its owner to say` },
    invalid: keys.map((one) => ({ key: one, value: tags[one] ?? '', kind: 'conflict' })),
  };
}

function variant(
  rule: TagRule,
  { keys, value, beside }: HeldKey & { kind: 'variant' },
  tags: Tags,
  filling: Filling | undefined,
): Omit<KeyFinding, 'severity'> {
  const { key } = rule;
  const said = rule.judgeValue(value);
  const named = keys.map((one) => JSON.stringify(one)).join(', ');
  const also = said.kind === 'right' ? '' : `, and its value ${JSON.stringify(value)} is not allowed`;
  const [first] = keys;
  return {
    reason: { code: 'KEY_VARIANT', text: `${named} is to be ${JSON.stringify(key)}${also}` },
    invalid: [{ key: first, value: tags[first] ?? '', kind: 'variant', suggestion: key }],
    action: {
      action: 'rename-tag',
      keys,
      to: key,
      value: said.kind === 'alias' ? said.stands : value.trim() === '' ? (filling?.value ?? value) : value,
      beside,
    },
  };
}

function wrongValue(
  rule: TagRule,
  { key, value }: HeldKey & { kind: 'present' },
  resource: Resource,
  policy: TagPolicy,
): Omit<KeyFinding, 'severity'> | undefined {
  const said = rule.judgeValue(value);
  const quoted = JSON.stringify(value);
  switch (said.kind) {
    case 'right':
      return undefined;
    case 'alias':
      return {
        reason: {
          code: 'ALIAS',
          text: `${key} is ${quoted}, which stands for ${JSON.stringify(said.stands)}`,
        },
        invalid: [{ key, value, kind: 'alias', suggestion: said.stands }],
        action: { action: 'set-tag', key, value: said.stands, from: 'alias', was: value },
      };
    case 'placeholder':
      return {
        reason: { code: 'PLACEHOLDER', text: `${key} is ${quoted}` },
        invalid: [{ key, value, kind: 'placeholder' }],
        // An empty value says nothing that could be lost; a word is somebody's own.
        action: value.trim() === '' ? setTag(rule, resource, policy, key, value) : undefined,
      };
    case 'not-allowed':
      return {
        reason: {
          code: 'NOT_ALLOWED',
          text: `${key} is ${quoted}${allowedWords(rule)}${meantWords(said.suggestion)}`,
        },
        invalid: [
          {
            key,
            value,
            kind: 'not-allowed',
            ...(said.suggestion === undefined ? {} : { suggestion: said.suggestion }),
          },
        ],
      };
  }
}

const MOST_NAMED = 8;

function allowedWords({ values }: TagRule): string {
  if (values === undefined) return '';
  const named = values.slice(0, MOST_NAMED).join(', ');
  return `, allowed: ${named}${values.length > MOST_NAMED ? ' and others' : ''}`;
}

function meantWords(suggestion: string | undefined): string {
  return suggestion === undefined ? '' : `, perhaps ${JSON.stringify(suggestion)} is meant`;
}
