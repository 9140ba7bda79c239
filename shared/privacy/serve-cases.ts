import { AppError } from '../kernel/errors.ts';
import type { Instant } from '../kernel/instant.ts';
import { type ApiRequest, type Operation, operation } from '../runtime/api-handler.ts';
import { ListCases, ReadCase, ReadCertificate } from './case-api.ts';
import { ConfirmStep, ExtendCase, ReopenStep, VerifyPerson, WithdrawCase } from './case-change-api.ts';
import type { CaseListStore } from './case-list-store.ts';
import type { CaseRecord } from './case-record.ts';
import type { CaseStore } from './case-store.ts';
import { caseView } from './case-view.ts';
import type { CertificateStore } from './certificate-store.ts';
import type { makeChangeCases } from './change-cases.ts';
import type { PrivacySection } from './config.ts';
import type { CaseWish } from './decide-wish.ts';
import type { makeOpenRequest } from './open-request.ts';
import { OpenRequest } from './request-api.ts';

export interface ServeCasesDeps {
  readonly store: Pick<CaseStore, 'read'>;
  readonly lists: Pick<CaseListStore, 'page'>;
  readonly certificates: Pick<CertificateStore, 'ofCase'>;
  readonly privacy: PrivacySection;
  readonly now: () => Instant;
}

/** Reading cases over the API. */
export function readingOperations({ store, lists, certificates, ...shown }: ServeCasesDeps): Operation[] {
  const { privacy, now } = shown;
  return [
    operation(ListCases, async ({ query: { list, limit, cursor } }) => {
      const page = await lists.page(list, limit, cursor);
      const cases = page.records.map((record) => caseView(record, privacy.policy, now()));
      return { status: 200, body: { cases, cursor: page.cursor } };
    }),
    operation(ReadCase, async ({ params }) => answer(await store.read(params.id), shown)),
    operation(ReadCertificate, async ({ params: { id } }) => {
      const latest = (await certificates.ofCase(id)).at(-1);
      if (latest === undefined)
        throw new AppError('this case has no certificate', {
          code: 'certificate-not-found',
          kind: 'not-found',
        });
      return { status: 200, body: latest.text };
    }),
  ];
}

type Shown = Pick<ServeCasesDeps, 'privacy' | 'now'>;

/** Requests, and changing cases, over the API. */
export function changingOperations(
  open: ReturnType<typeof makeOpenRequest>,
  change: ReturnType<typeof makeChangeCases>,
  shown: Shown,
): Operation[] {
  const changed = async (
    { params, caller, requestId }: ApiRequest<{ id: string }, unknown, unknown>,
    wish: CaseWish,
    evidence?: string,
  ) => answer(await change(params.id, wish, { actor: caller, correlationId: requestId }, evidence), shown);
  return [
    operation(OpenRequest, async ({ body, caller, requestId }) => {
      const { attached, record } = await open(body, { actor: caller, correlationId: requestId });
      return { status: attached ? 200 : 201, body: { attached, ...answer(record, shown).body } };
    }),
    operation(VerifyPerson, (request) => {
      const { outcome, evidence } = request.body;
      return changed(request, { wish: 'verification', outcome }, evidence);
    }),
    operation(WithdrawCase, (request) => changed(request, { wish: 'withdraw' })),
    operation(ExtendCase, (request) => changed(request, { wish: 'extend', reason: request.body.reason })),
    operation(ReopenStep, (request) => changed(request, { wish: 'reopen', system: request.params.system })),
    operation(ConfirmStep, (request) =>
      changed(request, { wish: 'confirm', system: request.params.system, said: request.body }),
    ),
  ];
}

function answer(record: CaseRecord, { privacy, now }: Shown) {
  return { status: 200, body: { case: caseView(record, privacy.policy, now()) } };
}
