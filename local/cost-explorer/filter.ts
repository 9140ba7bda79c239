import * as z from 'zod';
import type { BillLine } from './bill.ts';
import { ServiceFault } from './service-fault.ts';

/** The dimensions that this bill has, and where they are on its lines. */
export const DIMENSION_COLUMNS = {
  SERVICE: 'service',
  LINKED_ACCOUNT: 'account',
  REGION: 'region',
  USAGE_TYPE: 'usage_type',
  RECORD_TYPE: 'record_type',
} as const satisfies Record<string, keyof BillLine>;

type Dimension = keyof typeof DIMENSION_COLUMNS;

const Values = { Values: z.array(z.string()).optional(), MatchOptions: z.array(z.string()).optional() };
const Dimensions = z.strictObject({ Key: z.string(), ...Values });
const Tags = z.strictObject({ Key: z.string(), ...Values });

/** A filter as callers write it. */
export interface Expression {
  readonly And?: readonly Expression[] | undefined;
  readonly Or?: readonly Expression[] | undefined;
  readonly Not?: Expression | undefined;
  readonly Dimensions?: z.infer<typeof Dimensions> | undefined;
  readonly Tags?: z.infer<typeof Tags> | undefined;
}

export const Expression: z.ZodType<Expression> = z.strictObject({
  And: z.lazy(() => z.array(Expression)).optional(),
  Or: z.lazy(() => z.array(Expression)).optional(),
  Not: z.lazy(() => Expression).optional(),
  Dimensions: Dimensions.optional(),
  Tags: Tags.optional(),
});

type Line = Pick<BillLine, 'service' | 'account' | 'region' | 'usage_type' | 'record_type' | 'team'>;
type Fits = (line: Line) => boolean;

/**
 * A filter as a test of lines. @throws ServiceFault `ValidationException` for one that Cost Explorer refuses
 * @param tag the only tag that is activated
 */
export function compileFilter(expression: Expression, tag: string): Fits {
  const given = Object.entries(expression).filter(([, part]) => part !== undefined);
  if (given.length !== 1)
    throw invalid('an Expression has exactly one of And, Or, Not, Dimensions, CostCategories and Tags');
  const { And, Or, Not, Dimensions: dimensions, Tags: tags } = expression;
  if (And !== undefined) {
    const parts = several('And', And, tag);
    return (line) => parts.every((fits) => fits(line));
  }
  if (Or !== undefined) {
    const parts = several('Or', Or, tag);
    return (line) => parts.some((fits) => fits(line));
  }
  if (Not !== undefined) {
    const fits = compileFilter(Not, tag);
    return (line) => !fits(line);
  }
  if (dimensions !== undefined) return dimensionFilter(dimensions);
  return tagFilter(tags ?? { Key: '' }, tag);
}

function several(name: string, parts: readonly Expression[], tag: string): Fits[] {
  if (parts.length < 2) throw invalid(`${name} expression must have at least 2 operands`);
  return parts.map((part) => compileFilter(part, tag));
}

function dimensionFilter({
  Key,
  Values: values = [],
  MatchOptions = ['EQUALS', 'CASE_SENSITIVE'],
}: z.infer<typeof Dimensions>): Fits {
  const column = columnOf(Key);
  only(MatchOptions, ['EQUALS', 'CASE_SENSITIVE'], 'Dimensions');
  if (values.length === 0) throw invalid('Dimensions expression must have at least one value');
  const wanted = new Set(values);
  return (line) => wanted.has(line[column]);
}

function tagFilter(
  { Key, Values: values = [], MatchOptions = ['EQUALS', 'CASE_SENSITIVE'] }: z.infer<typeof Tags>,
  tag: string,
): Fits {
  only(MatchOptions, ['EQUALS', 'ABSENT', 'CASE_SENSITIVE'], 'Tags');
  const tagged = (line: Line) => (Key === tag ? line.team : ''); // a tag that is not activated is on nothing
  if (MatchOptions.includes('ABSENT')) {
    if (values.length > 0) throw invalid('Values must be empty where MatchOptions is ABSENT');
    return (line) => tagged(line) === '';
  }
  if (values.length === 0) throw invalid('Tags expression must have at least one value');
  const wanted = new Set(values);
  return (line) => wanted.has(tagged(line));
}

/** @throws ServiceFault for a dimension that is none, or that this bill does not have */
export function columnOf(key: string): (typeof DIMENSION_COLUMNS)[Dimension] {
  const column = Object.entries(DIMENSION_COLUMNS).find(([name]) => name === key)?.[1];
  if (column === undefined)
    throw invalid(`dimension ${key} is not one of ${Object.keys(DIMENSION_COLUMNS).join(', ')}`);
  return column;
}

function only(options: readonly string[], allowed: readonly string[], where: string): void {
  const wrong = options.find((option) => !allowed.includes(option));
  if (wrong !== undefined) throw invalid(`MatchOptions ${wrong} is not supported for ${where}`);
}

function invalid(message: string): ServiceFault {
  return new ServiceFault('ValidationException', message);
}
