import { CostConfig } from '../../shared/cost/config.ts';
import { findingQuestions } from '../../shared/cost/cost-explorer-client.ts';
import { makeExplainFinding } from '../../shared/cost/explain-finding.ts';
import { findingLinks } from '../../shared/cost/finding-link-client.ts';
import { FindingStore } from '../../shared/cost/finding-store.ts';
import { makeSendFinding } from '../../shared/cost/send-finding.ts';
import { TellFindingEnv } from '../../shared/cost/tell-env.ts';
import { makeTellFinding, TellFindingInput } from '../../shared/cost/tell-finding.ts';
import { instant } from '../../shared/kernel/instant.ts';
import { bus } from '../../shared/platform/bus-client.ts';
import { emailSender } from '../../shared/platform/email-client.ts';
import { pngDrawer } from '../../shared/platform/png.ts';
import { documentClient } from '../../shared/runtime/aws-clients.ts';
import { bundledFile } from '../../shared/runtime/bundled-file.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { functionConfig } from '../../shared/runtime/function-config.ts';
import { taskHandler } from '../../shared/runtime/task-handler.ts';
import { telemetry } from '../../shared/runtime/telemetry.ts';

const env = parseEnv(TellFindingEnv);
const config = functionConfig(CostConfig);
const now = () => instant(Date.now());
const send = makeSendFinding({
  links: findingLinks(env.LINK_KEY_ID),
  bus: bus(env.BUS_NAME),
  email: emailSender(config.organization.sender),
  png: pngDrawer(bundledFile),
  pageUrl: env.PAGE_URL,
  pager: env.PAGER === 'yes',
  telemetry,
  config,
  now,
});
const store = new FindingStore(documentClient(), { costs: env.COSTS_TABLE, audit: env.AUDIT_TABLE });
const explain = makeExplainFinding({ questions: findingQuestions(config.cost), telemetry });
const tell = makeTellFinding({ store, explain, send, telemetry, now });

export const handler = taskHandler(TellFindingInput, ({ findingId, at }) =>
  tell(findingId, `${findingId}-${at}`),
);
