import { createHash } from 'node:crypto';
import { instant } from '../../shared/kernel/instant.ts';
import { Members } from '../../shared/platform/member-client.ts';
import { documentClient } from '../../shared/runtime/aws-clients.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { functionConfig } from '../../shared/runtime/function-config.ts';
import { taskHandler } from '../../shared/runtime/task-handler.ts';
import { telemetry } from '../../shared/runtime/telemetry.ts';
import { makeConcludeTagSweep } from '../../shared/tags/conclude-tag-sweep.ts';
import { TagsConfig } from '../../shared/tags/config.ts';
import { ConcludeTagSweepEnv } from '../../shared/tags/sweep-env.ts';
import { ConcludeTagSweepInput } from '../../shared/tags/tag-act.ts';
import { tagConclusion } from '../../shared/tags/tag-conclusion-client.ts';

const { RESOURCES_TABLE, AUDIT_TABLE, MEMBER_ROLE: homeRole, BUS_NAME } = parseEnv(ConcludeTagSweepEnv);
const config = functionConfig(TagsConfig);
const session = {
  homeRole,
  organization: config.organization.name,
  session: 'belltower-tags',
  now: Date.now,
};

const work = tagConclusion({
  client: documentClient(),
  tables: { resources: RESOURCES_TABLE, audit: AUDIT_TABLE },
  busName: BUS_NAME,
  members: new Members(session),
  homeRole,
  config,
  hash: (text) => createHash('sha256').update(text).digest('hex'),
  telemetry,
  now: () => instant(Date.now()),
});
const conclude = makeConcludeTagSweep(work);

export const handler = taskHandler(ConcludeTagSweepInput, async (input) =>
  'act' in input ? work.act(input) : conclude(input),
);
