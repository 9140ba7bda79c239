import { instant } from '../../shared/kernel/instant.ts';
import { bus } from '../../shared/platform/bus-client.ts';
import { WatchCasesEnv } from '../../shared/privacy/api-env.ts';
import { CaseListStore } from '../../shared/privacy/case-list-store.ts';
import { CertificateSigner } from '../../shared/privacy/certificate-signer-client.ts';
import { PrivacyConfig } from '../../shared/privacy/config.ts';
import { erasureTimer } from '../../shared/privacy/erasure-timer-client.ts';
import { privacyStores } from '../../shared/privacy/privacy-store.ts';
import { makeVouchForChains } from '../../shared/privacy/vouch-for-chains.ts';
import { wakeCase } from '../../shared/privacy/wake-case.ts';
import { makeWatchOpenCases } from '../../shared/privacy/watch-open-cases.ts';
import { documentClient } from '../../shared/runtime/aws-clients.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { functionConfig } from '../../shared/runtime/function-config.ts';
import { scheduleHandler } from '../../shared/runtime/schedule-handler.ts';
import { telemetry } from '../../shared/runtime/telemetry.ts';

const env = parseEnv(WatchCasesEnv);
const client = documentClient();
const { cases: store, holds, journal } = privacyStores(client, env.CASES_TABLE);
const now = () => instant(Date.now());
const signer = () => CertificateSigner.open(env.SIGNING_KEY_ID);

export const handler = scheduleHandler(
  makeWatchOpenCases({
    lists: new CaseListStore(client, env.CASES_TABLE),
    store,
    holds,
    bus: bus(env.BUS_NAME),
    wake: wakeCase(erasureTimer(env.ERASURE_ARN), telemetry),
    vouch: makeVouchForChains({ journal, signer, telemetry, now }),
    privacy: functionConfig(PrivacyConfig).privacy,
    telemetry,
    now,
  }),
);
