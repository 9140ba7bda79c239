import {
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponsesObject,
} from 'zod-openapi';
import type { Contract } from '../kernel/contract.ts';

/** The OpenAPI 3.1 document of these contracts: the same schemas that the functions parse by. */
export function openApiDocument(contracts: readonly Contract[]) {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const contract of contracts) {
    const [method = '', path = ''] = contract.route.split(' ');
    paths[path] = { ...paths[path], [method.toLowerCase()]: operationOf(contract) };
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Belltower',
      version: '1',
      description: 'Incidents, alerts, who is on call; the erasure of people.',
    },
    paths: paths as ZodOpenApiPathsObject, // keyed by the methods that the routes name
    components: {
      securitySchemes: {
        sigv4: {
          type: 'apiKey',
          in: 'header',
          name: 'Authorization',
          description: 'AWS Signature Version 4, service execute-api',
        },
      },
    },
  });
}

function operationOf({
  route,
  summary,
  access,
  params,
  query,
  body,
  responses,
}: Contract): ZodOpenApiOperationObject {
  return {
    operationId: route.replace(/[^A-Za-z0-9]+/g, '-').toLowerCase(),
    summary,
    ...(access === 'iam' ? { security: [{ sigv4: [] }] } : {}),
    // Contracts state their params and query as objects; the Contract type is wider so that it needs no generics here.
    requestParams: { path: params as never, query: query as never },
    ...(body === undefined ? {} : { requestBody: { content: { 'application/json': { schema: body } } } }),
    responses: responsesOf(responses),
  };
}

function responsesOf(responses: Contract['responses']): ZodOpenApiResponsesObject {
  const entries = Object.entries(responses).map(([status, { description, schema }]) => [
    status,
    { description, ...(schema === undefined ? {} : { content: { 'application/json': { schema } } }) },
  ]);
  return Object.fromEntries(entries) as ZodOpenApiResponsesObject; // entries of status and response, as built above
}
