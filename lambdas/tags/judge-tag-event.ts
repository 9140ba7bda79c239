import { createHash } from 'node:crypto';
import { instant } from '../../shared/kernel/instant.ts';
import { documentClient } from '../../shared/runtime/aws-clients.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { functionConfig } from '../../shared/runtime/function-config.ts';
import { queueHandler } from '../../shared/runtime/queue-handler.ts';
import { telemetry } from '../../shared/runtime/telemetry.ts';
import { tagWriter } from '../../shared/tags/apply-tags-client.ts';
import { TagsConfig } from '../../shared/tags/config.ts';
import { tagReader } from '../../shared/tags/current-tags-client.ts';
import { makeEnforceTags } from '../../shared/tags/enforce-tags.ts';
import { JudgeTagEventEnv } from '../../shared/tags/event-env.ts';
import { makeJudgeTagEvent } from '../../shared/tags/judge-tag-event.ts';
import { parentTags } from '../../shared/tags/parent-tags-client.ts';
import { compilePolicy } from '../../shared/tags/policy.ts';
import { putBack } from '../../shared/tags/put-back-client.ts';
import { ResourceStore } from '../../shared/tags/resource-store.ts';
import { taggingClients } from '../../shared/tags/tagging-api-client.ts';

const env = parseEnv(JudgeTagEventEnv);
const policy = compilePolicy(functionConfig(TagsConfig));
const store = new ResourceStore(documentClient(), { resources: env.RESOURCES_TABLE, audit: env.AUDIT_TABLE });
const clients = taggingClients();
const now = () => instant(Date.now());
const hash = (text: string) => createHash('sha256').update(text).digest('hex');
const enforce = makeEnforceTags({ store, writer: tagWriter(clients), policy, telemetry, hash, now });

export const handler = queueHandler({
  handle: makeJudgeTagEvent({
    store,
    reader: tagReader(clients),
    parents: parentTags(),
    enforce,
    policy,
    putBack: putBack(env.QUEUE_URL),
    telemetry,
    now,
  }),
  deadLetterQueueUrl: env.DLQ_URL,
});
