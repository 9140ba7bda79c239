import type { Contract } from '../kernel/contract.ts';
import { type Operation, operation } from '../runtime/api-handler.ts';
import { Health, OpenApi } from './api.ts';
import { openApiDocument } from './openapi.ts';

/** Health and the API's own description, which is made once, when somebody first asks. */
export function describingOperations(contracts: readonly Contract[]): Operation[] {
  let document: string | undefined;
  return [
    operation(Health, async () => ({ status: 200, body: { status: 'ok' } })),
    operation(OpenApi, async () => {
      document ??= JSON.stringify(openApiDocument(contracts));
      return { status: 200, body: document };
    }),
  ];
}
