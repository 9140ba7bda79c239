import { Construct } from 'constructs';
import { ReceiveAnswerEnv, ServeCasesEnv } from '../../shared/privacy/api-env.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import type { PrivacyPart } from './privacy-part.ts';

/** Where requests come in, people see to cases, and systems answer later. */
export class PrivacyApi extends Construct {
  constructor(scope: Construct, id: string, { platform, config, privacy }: PrivacyPart) {
    super(scope, id);
    const { alarms, api } = platform;
    const { cases, keys, erasure } = privacy;
    const serveCases = new ServiceFunction(this, 'ServeCases', {
      entry: 'privacy/serve-cases',
      schema: ServeCasesEnv,
      env: {
        // A claim of a person is checked in the transaction that opens a case.
        CASES_TABLE: cases.accessWithIndex('GetItem', 'Query', 'PutItem', 'ConditionCheckItem'),
        TAG_KEY_ID: keys.tags.sign(),
        VAULT_KEY_ID: keys.sealOnly(),
        ERASURE_ARN: erasure.start(),
      },
      config,
      limits: { timeout: 25, concurrency: 5 },
      alarms,
    });
    const receiveAnswer = new ServiceFunction(this, 'ReceiveAnswer', {
      entry: 'privacy/receive-answer',
      schema: ReceiveAnswerEnv,
      env: { CASES_TABLE: cases.access('GetItem', 'PutItem'), ERASURE_ARN: erasure.start() },
      config: {},
      limits: { timeout: 15, concurrency: 3 },
      alarms,
    });
    // A route for each: functions find their operation by the route, and IAM can allow one without the others.
    api.serveSigned(
      serveCases,
      'POST /v1/privacy/requests',
      'GET /v1/privacy/cases',
      'GET /v1/privacy/cases/{id}',
      'GET /v1/privacy/cases/{id}/certificate',
      'POST /v1/privacy/cases/{id}/verification',
      'POST /v1/privacy/cases/{id}/withdraw',
      'POST /v1/privacy/cases/{id}/extension',
      'POST /v1/privacy/cases/{id}/steps/{system}/reopen',
      'POST /v1/privacy/cases/{id}/steps/{system}/confirm',
      'POST /v1/privacy/cases/{id}/holds',
      'PUT /v1/privacy/subjects/{subject}/holds/{id}',
      'DELETE /v1/privacy/subjects/{subject}/holds/{id}',
    );
    api.serveOpen(
      'Systems elsewhere have no credentials of ours; each command has a nonce, of which only the digest is stored, good once.',
      receiveAnswer,
      'POST /v1/privacy/answers/{id}/{system}',
    );
  }
}
