import * as z from 'zod';
import type { Contract } from '../kernel/contract.ts';

/** `GET /v1/health` */
export const Health = {
  route: 'GET /v1/health',
  summary: 'Whether the API answers',
  access: 'public',
  params: z.strictObject({}),
  query: z.looseObject({}),
  body: undefined,
  responses: { 200: { description: 'It does', schema: z.object({ status: z.literal('ok') }) } },
} as const satisfies Contract;

/** `GET /openapi.json` */
export const OpenApi = {
  route: 'GET /openapi.json',
  summary: 'This document',
  access: 'public',
  params: z.strictObject({}),
  query: z.looseObject({}),
  body: undefined,
  responses: { 200: { description: 'OpenAPI 3.1' } },
} as const satisfies Contract;

/** What the platform itself answers to over HTTP. */
export const PLATFORM_API: readonly Contract[] = [Health, OpenApi];
