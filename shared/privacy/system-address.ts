import { System } from './config.ts';

const PARAMETER = /\$\{ssm:(\/[\w./-]+)\}/g;

/** The names in the parameter store of what is said of a system: `${ssm:/app/table}` is `/app/table`. Each once, in order. */
export function parametersIn(system: System): string[] {
  const texts = Object.values(system).filter((value) => typeof value === 'string');
  return [
    ...new Set(texts.flatMap((text) => [...text.matchAll(PARAMETER)].flatMap(([, name = '']) => name))),
  ];
}

/** The system with these in their places; undefined where one is missing, or what comes of it is none. */
export function withParameters(system: System, values: ReadonlyMap<string, string>): System | undefined {
  if (parametersIn(system).some((name) => !values.has(name))) return undefined;
  const filled = Object.entries(system).map(([key, value]) => [
    key,
    typeof value === 'string'
      ? value.replaceAll(PARAMETER, (_, name: string) => values.get(name) ?? '')
      : value,
  ]);
  return System.safeParse(Object.fromEntries(filled)).data;
}
