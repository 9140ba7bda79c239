import { instant } from '../../shared/kernel/instant.ts';
import { apiHandler } from '../../shared/runtime/api-handler.ts';
import { documentClient } from '../../shared/runtime/aws-clients.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { makePlans } from '../../shared/tags/approve-plan.ts';
import { QuarantineStore } from '../../shared/tags/quarantine-store.ts';
import { ReportStore } from '../../shared/tags/report-store.ts';
import { tagOperations } from '../../shared/tags/serve-tags.ts';
import { ReviewTagPlansEnv } from '../../shared/tags/sweep-env.ts';

const env = parseEnv(ReviewTagPlansEnv);
const client = documentClient();
const store = new QuarantineStore(client, { resources: env.RESOURCES_TABLE, audit: env.AUDIT_TABLE });

export const handler = apiHandler(
  tagOperations(
    new ReportStore(client, env.RESOURCES_TABLE),
    makePlans({ store, now: () => instant(Date.now()) }),
  ),
);
