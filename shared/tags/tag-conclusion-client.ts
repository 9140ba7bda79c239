import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Instant } from '../kernel/instant.ts';
import type { Telemetry } from '../kernel/telemetry.ts';
import { bus } from '../platform/bus-client.ts';
import { emailSender } from '../platform/email-client.ts';
import { homeOf } from '../platform/member-access.ts';
import type { Members } from '../platform/member-client.ts';
import { renderMail } from '../platform/render-mail.ts';
import { SweepProgressStore } from '../platform/sweep-progress-store.ts';
import { makeCarryOutPlan } from './carry-out-plan.ts';
import type { ConcludeTagSweepDeps } from './conclude-tag-sweep.ts';
import type { TagsConfig } from './config.ts';
import { tagReader } from './current-tags-client.ts';
import { digestMail } from './digest-mail.ts';
import { NoticeStore, toldKey } from './notice-store.ts';
import { compilePolicy } from './policy.ts';
import { makePutInQuarantine } from './put-in-quarantine.ts';
import { quarantine } from './quarantine-client.ts';
import { makeQuarantineDue } from './quarantine-due.ts';
import { planName, QuarantineStore } from './quarantine-store.ts';
import { makeRaiseTagAlert } from './raise-tag-alert.ts';
import { makeRelease } from './release-quarantine.ts';
import { ReportStore } from './report-store.ts';
import { ResourceStore } from './resource-store.ts';
import { arnHash, SeenStore } from './seen-store.ts';
import { makeTagAct } from './tag-act.ts';
import { tagPlaces } from './tag-places.ts';
import { memberCredentials, taggingClients } from './tagging-api-client.ts';
import { makeTellTeam } from './tell-team.ts';

export interface ConclusionOptions {
  readonly client: DynamoDBDocumentClient;
  readonly tables: { readonly resources: string; readonly audit: string };
  readonly busName: string;
  readonly members: Pick<Members, 'enter'>;
  /** The role's ARN as it would be in the account of Belltower. */
  readonly homeRole: string;
  readonly config: TagsConfig;
  /** SHA-256 in hex. */
  readonly hash: (text: string) => string;
  readonly telemetry: Telemetry;
  readonly now: () => Instant;
}

/** What concluding a sweep works with: the table, the accounts, mail and the bus; and what does the acts between sweeps. */
export function tagConclusion(
  options: ConclusionOptions,
): ConcludeTagSweepDeps & { readonly act: ReturnType<typeof makeTagAct> } {
  const { client, tables, members, homeRole, config, hash, telemetry, now } = options;
  const { organization } = config;
  const policy = compilePolicy(config);
  const access = memberCredentials(members, homeRole);
  const places = tagPlaces(organization, homeOf(homeRole).home);
  const resources = new ResourceStore(client, tables);
  const quarantines = new QuarantineStore(client, tables);
  const notices = new NoticeStore(client, tables);
  const stops = quarantine(access, organization.home.region);
  const put = makePutInQuarantine({ store: quarantines, resources, quarantine: stops, telemetry });
  const quarantineDue = makeQuarantineDue({
    store: quarantines,
    resources,
    tags: tagReader(taggingClients(access)),
    put,
    nameOf: planName,
    policy,
    telemetry,
  });
  const release = makeRelease({ store: quarantines, resources, quarantine: stops, policy, telemetry });
  const raise = makeRaiseTagAlert({ bus: bus(options.busName), notices });
  const carryOut = makeCarryOutPlan({
    store: quarantines,
    resources,
    quarantineDue,
    raise,
    policy,
    telemetry,
  });
  return {
    act: makeTagAct({ carryOut, release, now }),
    progress: new SweepProgressStore(client, tables.resources),
    seen: new SeenStore(client, tables.resources),
    resources,
    reports: new ReportStore(client, tables.resources),
    quarantines,
    quarantineDue,
    release,
    tell: makeTellTeam({
      notices,
      resources,
      send: emailSender(organization.sender),
      compose: (digest) => renderMail(digestMail(digest, config)),
      toldKey,
      telemetry,
      now,
    }),
    raise,
    hashOf: arnHash,
    untagged: hash('[]'), // what no tags are written as
    places,
    globalRegion: places.globalRegion,
    policy,
    telemetry,
    now,
  };
}
