import { createHash } from 'node:crypto';
import { instant } from '../../shared/kernel/instant.ts';
import { Members } from '../../shared/platform/member-client.ts';
import { documentClient } from '../../shared/runtime/aws-clients.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { functionConfig } from '../../shared/runtime/function-config.ts';
import { queueHandler } from '../../shared/runtime/queue-handler.ts';
import { telemetry } from '../../shared/runtime/telemetry.ts';
import { TagsConfig } from '../../shared/tags/config.ts';
import { makeEnforceTags } from '../../shared/tags/enforce-tags.ts';
import { JudgeTagEventEnv } from '../../shared/tags/event-env.ts';
import { makeJudgeTagEvent } from '../../shared/tags/judge-tag-event.ts';
import { compilePolicy } from '../../shared/tags/policy.ts';
import { putBack } from '../../shared/tags/put-back-client.ts';
import { ResourceStore } from '../../shared/tags/resource-store.ts';
import { tagAccess } from '../../shared/tags/tag-access-client.ts';
import { memberCredentials } from '../../shared/tags/tagging-api-client.ts';

const env = parseEnv(JudgeTagEventEnv);
const config = functionConfig(TagsConfig);
const policy = compilePolicy(config);
const store = new ResourceStore(documentClient(), { resources: env.RESOURCES_TABLE, audit: env.AUDIT_TABLE });
const members = new Members({
  homeRole: env.MEMBER_ROLE,
  organization: config.organization.name,
  session: 'belltower-tags',
  now: Date.now,
});
const access = memberCredentials(members, env.MEMBER_ROLE);
const now = () => instant(Date.now());
const hash = (text: string) => createHash('sha256').update(text).digest('hex');
const { writer, ...reads } = tagAccess(access, now);
const enforce = makeEnforceTags({ store, writer, policy, telemetry, hash, now });
const deps = { store, ...reads, enforce, policy, putBack: putBack(env.QUEUE_URL), telemetry, now };

export const handler = queueHandler({ handle: makeJudgeTagEvent(deps), deadLetterQueueUrl: env.DLQ_URL });
