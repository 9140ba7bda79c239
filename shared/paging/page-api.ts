import * as z from 'zod';
import { contract } from '../platform/api-parts.ts';

const Html = { description: 'A page for people, as HTML' };

/** `GET /p/{token}` */
export const OpenPage = contract({
  route: 'GET /p/{token}',
  summary: 'What a paged person sees. Changes nothing',
  access: 'token',
  params: z.strictObject({ token: z.string().max(512) }),
  query: z.looseObject({}),
  body: undefined,
  responses: { 200: Html, 404: Html, 410: Html },
});

/** `POST /p/{token}` */
export const PressButton = contract({
  route: 'POST /p/{token}',
  summary: 'What the buttons of the page do; a form body with `action` and `rung`',
  access: 'token',
  params: z.strictObject({ token: z.string().max(512) }),
  query: z.looseObject({}),
  body: undefined,
  responses: { 200: Html, 400: Html, 404: Html, 409: Html, 410: Html },
});
