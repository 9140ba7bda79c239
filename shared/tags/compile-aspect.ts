import { globMatches } from '../kernel/glob.ts';
import { isFilledLater } from './compile-scp.ts';
import type { TagPolicy, TagRule } from './policy.ts';
import { TAG_ON_CREATE } from './tag-on-create.ts';

/** One required tag as the aspect has it. */
interface AspectRule {
  readonly key: string;
  /** Whether it may be missing, because it is filled in when the resource is there. */
  readonly filledLater: boolean;
  readonly ignoreCase: boolean;
  readonly values?: readonly string[];
  readonly pattern?: string;
  /** The types it is about; without them, all that can have tags. */
  readonly types?: readonly string[];
}

/**
 * A TypeScript file that other CDK apps import: an aspect which makes synthesis fail where a resource lacks a required tag
 * or has a value that is not allowed. It needs aws-cdk-lib and constructs, and nothing else. Rules about single accounts,
 * regions or resources are left out: a template may go anywhere.
 */
export function compileAspect(policy: TagPolicy): string {
  const rules = policy.rules.flatMap((rule) => aspectRule(rule) ?? []);
  return FILE.replace('"RULES"', () => JSON.stringify(rules, undefined, 2)).replace('"PLACEHOLDERS"', () =>
    JSON.stringify(policy.config.tags.placeholders.map((one) => one.toLowerCase())),
  );
}

function aspectRule(rule: TagRule): AspectRule | undefined {
  const { key, values, pattern, ignoresCase, appliesTo } = rule;
  const { type, ...others } = appliesTo ?? {};
  if (Object.values(others).some((one) => one !== undefined)) return undefined;
  const types =
    type === undefined
      ? undefined
      : TAG_ON_CREATE.filter((one) => [type].flat().some((wanted) => globMatches(wanted, one.type))).map(
          ({ cloudFormation }) => cloudFormation,
        );
  return {
    key,
    filledLater: isFilledLater(rule),
    ignoreCase: ignoresCase,
    ...(values === undefined ? {} : { values }),
    ...(pattern === undefined ? {} : { pattern }),
    ...(types === undefined ? {} : { types }),
  };
}

const FILE = `// Written by \`belltower tags compile\` from tags.yaml: change that, not this.
//
//   import { Aspects, AspectPriority } from 'aws-cdk-lib';
//   import { RequiredTags } from './required-tags.ts';
//   Aspects.of(app).add(new RequiredTags(), { priority: AspectPriority.READONLY });
import { Annotations, CfnResource, type IAspect, TagManager, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

export interface RequiredTag {
  readonly key: string;
  readonly filledLater: boolean;
  readonly ignoreCase: boolean;
  readonly values?: readonly string[];
  readonly pattern?: string;
  readonly types?: readonly string[];
}

export const REQUIRED_TAGS: readonly RequiredTag[] = "RULES";

const PLACEHOLDERS: readonly string[] = "PLACEHOLDERS";

/** What is wrong with the tags of a resource, one line a key. */
export function faultsOf(type: string, tags: Readonly<Record<string, unknown>>): string[] {
  return REQUIRED_TAGS.flatMap(({ key, filledLater, types, ...rule }) => {
    if (types !== undefined && !types.includes(type)) return [];
    const others = Object.keys(tags).filter((one) => one !== key && one.trim().toLowerCase() === key.toLowerCase());
    if (others.length > 0 && !type.startsWith('AWS::IAM::'))
      return [\`tag \${JSON.stringify(others[0])} is to be written \${JSON.stringify(key)}\`];
    const held = Object.hasOwn(tags, key) ? key : others[0];
    if (held === undefined) return filledLater ? [] : [\`tag \${key} is missing\`];
    const value = tags[held];
    if (Token.isUnresolved(value) || isAllowed(String(value ?? ''), rule)) return [];
    return [\`tag \${key} may not be \${JSON.stringify(value)}\${rule.values === undefined ? '' : \`; allowed: \${rule.values.join(', ')}\`}\`];
  });
}

function isAllowed(value: string, { values, pattern, ignoreCase }: Pick<RequiredTag, 'values' | 'pattern' | 'ignoreCase'>): boolean {
  if (value.trim() === '') return false;
  const cased = (text: string) => (ignoreCase ? text.toLowerCase() : text);
  if (values !== undefined) return values.some((one) => cased(one) === cased(value));
  if (PLACEHOLDERS.includes(value.trim().toLowerCase())) return false;
  if (pattern === undefined) return true;
  const fits = new RegExp(\`^(?:\${pattern})$\`);
  return fits.test(value) || (ignoreCase && [value.toLowerCase(), value.toUpperCase()].some((one) => fits.test(one)));
}

/** Adds an error, or a warning, to every resource of CloudFormation that can have tags and lacks a required one. */
export class RequiredTags implements IAspect {
  private readonly severity: 'error' | 'warning';

  constructor(severity: 'error' | 'warning' = 'error') {
    this.severity = severity;
  }

  visit(node: IConstruct): void {
    if (!CfnResource.isCfnResource(node)) return;
    const tags = TagManager.of(node);
    if (tags === undefined) return;
    for (const fault of faultsOf(node.cfnResourceType, tags.tagValues())) {
      if (this.severity === 'error') Annotations.of(node).addError(fault);
      else Annotations.of(node).addWarningV2(\`belltower:\${fault}\`, fault);
    }
  }
}
`;
