import { instant } from '../../shared/kernel/instant.ts';
import { ReceiveAnswerEnv } from '../../shared/privacy/api-env.ts';
import { AuditChainStore } from '../../shared/privacy/audit-chain-store.ts';
import { CaseStore } from '../../shared/privacy/case-store.ts';
import { erasureTimer } from '../../shared/privacy/erasure-timer-client.ts';
import { answerOperations } from '../../shared/privacy/serve-answers.ts';
import { makeTakeAnswer } from '../../shared/privacy/take-answer.ts';
import { wakeCase } from '../../shared/privacy/wake-case.ts';
import { apiHandler } from '../../shared/runtime/api-handler.ts';
import { documentClient } from '../../shared/runtime/aws-clients.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { telemetry } from '../../shared/runtime/telemetry.ts';

const env = parseEnv(ReceiveAnswerEnv);
const client = documentClient();

export const handler = apiHandler(
  answerOperations(
    makeTakeAnswer({
      store: new CaseStore(client, env.CASES_TABLE, new AuditChainStore(client, env.CASES_TABLE)),
      wake: wakeCase(erasureTimer(env.ERASURE_ARN), telemetry),
      telemetry,
      now: () => instant(Date.now()),
    }),
  ),
);
