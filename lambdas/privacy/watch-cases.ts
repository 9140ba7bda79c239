import { instant } from '../../shared/kernel/instant.ts';
import { bus } from '../../shared/platform/bus-client.ts';
import { WatchCasesEnv } from '../../shared/privacy/api-env.ts';
import { AuditChainStore } from '../../shared/privacy/audit-chain-store.ts';
import { CaseListStore } from '../../shared/privacy/case-list-store.ts';
import { CaseStore } from '../../shared/privacy/case-store.ts';
import { PrivacyConfig } from '../../shared/privacy/config.ts';
import { erasureTimer } from '../../shared/privacy/erasure-timer-client.ts';
import { HoldStore } from '../../shared/privacy/hold-store.ts';
import { wakeCase } from '../../shared/privacy/wake-case.ts';
import { makeWatchOpenCases } from '../../shared/privacy/watch-open-cases.ts';
import { documentClient } from '../../shared/runtime/aws-clients.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { functionConfig } from '../../shared/runtime/function-config.ts';
import { scheduleHandler } from '../../shared/runtime/schedule-handler.ts';
import { telemetry } from '../../shared/runtime/telemetry.ts';

const env = parseEnv(WatchCasesEnv);
const client = documentClient();
const chain = new AuditChainStore(client, env.CASES_TABLE);

export const handler = scheduleHandler(
  makeWatchOpenCases({
    lists: new CaseListStore(client, env.CASES_TABLE),
    store: new CaseStore(client, env.CASES_TABLE, chain),
    holds: new HoldStore(client, env.CASES_TABLE, chain),
    bus: bus(env.BUS_NAME),
    wake: wakeCase(erasureTimer(env.ERASURE_ARN), telemetry),
    privacy: functionConfig(PrivacyConfig).privacy,
    telemetry,
    now: () => instant(Date.now()),
  }),
);
