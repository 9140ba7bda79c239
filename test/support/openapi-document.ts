import * as z from 'zod';

const Schema = z.union([z.boolean(), z.record(z.string(), z.unknown())]);
const Content = z.record(z.string(), z.looseObject({ schema: Schema.optional() }));
const Parameter = z.looseObject({
  name: z.string().min(1),
  in: z.enum(['query', 'header', 'path', 'cookie']),
  schema: Schema,
});
const Operation = z.looseObject({
  operationId: z.string().min(1),
  parameters: z.array(Parameter).default([]),
  requestBody: z.looseObject({ content: Content }).optional(),
  responses: z.record(
    z.string().regex(/^([1-5]\d\d|default)$/),
    z.looseObject({ description: z.string().min(1), content: Content.optional() }),
  ),
  security: z.array(z.record(z.string(), z.array(z.string()))).optional(),
});
const Method = z.enum(['get', 'put', 'post', 'delete', 'patch']);

/**
 * What OpenAPI 3.1 demands of a document, as far as ours makes use of it: the fields it requires, path parameters that
 * are declared and required, ids that are unique, references and security schemes that exist.
 */
export const OpenApiDocument = z
  .looseObject({
    openapi: z.string().regex(/^3\.1\.\d+$/),
    info: z.looseObject({ title: z.string().min(1), version: z.string().min(1) }),
    paths: z.record(z.string().startsWith('/'), z.partialRecord(Method, Operation)),
    components: z.looseObject({
      schemas: z.record(z.string(), Schema).default({}),
      securitySchemes: z.record(z.string(), z.looseObject({ type: z.string() })).default({}),
    }),
  })
  .superRefine((document, context) => {
    const fault = (message: string) => context.addIssue({ code: 'custom', message });
    const ids = new Set<string>();
    for (const [path, methods] of Object.entries(document.paths)) {
      const inPath = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name);
      for (const [method, { operationId, parameters, security = [] }] of Object.entries(methods)) {
        const where = `${method} ${path}`;
        const declared = parameters.filter((one) => one.in === 'path');
        if (declared.map(({ name }) => name).join() !== inPath.join()) fault(`${where}: path parameters`);
        if (declared.some(({ required }) => required !== true))
          fault(`${where}: a path parameter is optional`);
        if (ids.has(operationId)) fault(`${where}: ${operationId} is taken`);
        ids.add(operationId);
        for (const scheme of security.flatMap(Object.keys)) {
          if (!(scheme in document.components.securitySchemes)) fault(`${where}: no scheme ${scheme}`);
        }
      }
    }
    for (const [, name = ''] of JSON.stringify(document).matchAll(/"\$ref":"([^"]*)"/g)) {
      const known = name.startsWith('#/components/schemas/') && name.slice(21) in document.components.schemas;
      if (!known) fault(`nothing at ${name}`);
    }
  });
export type OpenApiDocument = z.infer<typeof OpenApiDocument>;

/** Every operation as API Gateway writes its route: `GET /v1/incidents/{id}`. */
export function operationsOf({ paths }: OpenApiDocument): string[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
}
