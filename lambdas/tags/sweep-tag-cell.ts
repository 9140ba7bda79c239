import { createHash } from 'node:crypto';
import { instant } from '../../shared/kernel/instant.ts';
import { homeOf } from '../../shared/platform/member-access.ts';
import { Members } from '../../shared/platform/member-client.ts';
import { SweepCellInput } from '../../shared/platform/sweep.ts';
import { makeSweepCell } from '../../shared/platform/sweep-cell.ts';
import { SweepProgressStore } from '../../shared/platform/sweep-progress-store.ts';
import { documentClient } from '../../shared/runtime/aws-clients.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { functionConfig } from '../../shared/runtime/function-config.ts';
import { taskHandler } from '../../shared/runtime/task-handler.ts';
import { telemetry } from '../../shared/runtime/telemetry.ts';
import { TagsConfig } from '../../shared/tags/config.ts';
import { compilePolicy } from '../../shared/tags/policy.ts';
import { ResourceStore } from '../../shared/tags/resource-store.ts';
import { SeenStore } from '../../shared/tags/seen-store.ts';
import { SweepTagCellEnv } from '../../shared/tags/sweep-env.ts';
import { makeSweepTagPage } from '../../shared/tags/sweep-tag-page.ts';
import { tagCells } from '../../shared/tags/tag-cell-client.ts';
import { tagPlaces } from '../../shared/tags/tag-places.ts';

const { RESOURCES_TABLE, AUDIT_TABLE, MEMBER_ROLE: homeRole } = parseEnv(SweepTagCellEnv);
const config = functionConfig(TagsConfig);
const { organization } = config;
const client = documentClient();
const now = () => instant(Date.now());
const hash = (text: string) => createHash('sha256').update(text).digest('hex');
const session = { homeRole, organization: organization.name, session: 'belltower-tags', now: Date.now };
const { globalRegion } = tagPlaces(organization, homeOf(homeRole).home);
const store = new ResourceStore(client, { resources: RESOURCES_TABLE, audit: AUDIT_TABLE });
const seen = new SeenStore(client, RESOURCES_TABLE);
const sweepPage = makeSweepTagPage({ store, seen, hash, policy: compilePolicy(config), telemetry, now });
const enter = tagCells(new Members(session), globalRegion, now);
const progress = new SweepProgressStore(client, RESOURCES_TABLE);

export const handler = taskHandler(
  SweepCellInput,
  makeSweepCell({ enter, sweepPage, progress, telemetry, now }),
);
