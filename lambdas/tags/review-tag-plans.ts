import { instant } from '../../shared/kernel/instant.ts';
import { apiHandler } from '../../shared/runtime/api-handler.ts';
import { documentClient } from '../../shared/runtime/aws-clients.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { functionConfig } from '../../shared/runtime/function-config.ts';
import { telemetry } from '../../shared/runtime/telemetry.ts';
import { makePlans } from '../../shared/tags/approve-plan.ts';
import { makeAskRelease } from '../../shared/tags/ask-release.ts';
import { TagsConfig } from '../../shared/tags/config.ts';
import { QuarantineStore } from '../../shared/tags/quarantine-store.ts';
import { ReportStore } from '../../shared/tags/report-store.ts';
import { ResourceStore } from '../../shared/tags/resource-store.ts';
import { tagOperations } from '../../shared/tags/serve-tags.ts';
import { startAct } from '../../shared/tags/start-act-client.ts';
import { ReviewTagPlansEnv } from '../../shared/tags/sweep-env.ts';

const env = parseEnv(ReviewTagPlansEnv);
const config = functionConfig(TagsConfig);
const client = documentClient();
const tables = { resources: env.RESOURCES_TABLE, audit: env.AUDIT_TABLE };
const store = new QuarantineStore(client, tables);
const now = () => instant(Date.now());

export const handler = apiHandler(
  tagOperations({
    reports: new ReportStore(client, tables.resources),
    plans: makePlans({ store, now }),
    quarantines: store,
    resources: new ResourceStore(client, tables),
    askRelease: makeAskRelease({ store, policy: { config }, now }),
    start: startAct(env.TAG_SWEEP_ARN, telemetry),
    now,
  }),
);
