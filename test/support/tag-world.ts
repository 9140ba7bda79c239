import { createHash } from 'node:crypto';
import type { EC2Client } from '@aws-sdk/client-ec2';
import type { IAMClient } from '@aws-sdk/client-iam';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { ResourceExplorer2Client } from '@aws-sdk/client-resource-explorer-2';
import type { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { type Instant, shift } from '../../shared/kernel/instant.ts';
import type { AlertRaised } from '../../shared/paging/events.ts';
import type { Email } from '../../shared/platform/email.ts';
import { renderMail } from '../../shared/platform/render-mail.ts';
import { Organization } from '../../shared/platform/schema.ts';
import type { SendOutcome } from '../../shared/platform/send-outcome.ts';
import type { SweepCell } from '../../shared/platform/sweep.ts';
import { makeSweepCell } from '../../shared/platform/sweep-cell.ts';
import { SweepProgressStore } from '../../shared/platform/sweep-progress-store.ts';
import { tagWriter } from '../../shared/tags/apply-tags-client.ts';
import { makePlans } from '../../shared/tags/approve-plan.ts';
import { makeAskRelease } from '../../shared/tags/ask-release.ts';
import { makeCarryOutPlan } from '../../shared/tags/carry-out-plan.ts';
import { makeConcludeTagSweep } from '../../shared/tags/conclude-tag-sweep.ts';
import { TagsSection } from '../../shared/tags/config.ts';
import { tagReader } from '../../shared/tags/current-tags-client.ts';
import { digestMail } from '../../shared/tags/digest-mail.ts';
import { inventory } from '../../shared/tags/inventory-client.ts';
import { NoticeStore, toldKey } from '../../shared/tags/notice-store.ts';
import { compilePolicy } from '../../shared/tags/policy.ts';
import { makePutInQuarantine } from '../../shared/tags/put-in-quarantine.ts';
import { anyOf, quarantine, STOPPERS } from '../../shared/tags/quarantine-client.ts';
import { makeQuarantineDue } from '../../shared/tags/quarantine-due.ts';
import { planName, QuarantineStore } from '../../shared/tags/quarantine-store.ts';
import { makeRaiseTagAlert } from '../../shared/tags/raise-tag-alert.ts';
import { makeRelease } from '../../shared/tags/release-quarantine.ts';
import { ReportStore } from '../../shared/tags/report-store.ts';
import { ResourceRecord } from '../../shared/tags/resource-record.ts';
import { ResourceStore } from '../../shared/tags/resource-store.ts';
import { arnHash, SeenStore } from '../../shared/tags/seen-store.ts';
import { tagOperations } from '../../shared/tags/serve-tags.ts';
import { makeSweepTagPage } from '../../shared/tags/sweep-tag-page.ts';
import { makeTagAct, type TagAct } from '../../shared/tags/tag-act.ts';
import { makeTellTeam } from '../../shared/tags/tell-team.ts';
import { FunctionBefore } from '../../shared/tags/ways/no-concurrency.ts';
import { functionStopper } from '../../shared/tags/ways/no-concurrency-client.ts';
import { DatabaseBefore } from '../../shared/tags/ways/stop-database.ts';
import { databaseStopper } from '../../shared/tags/ways/stop-database-client.ts';
import { InstanceBefore } from '../../shared/tags/ways/stop-instance.ts';
import { instanceStopper } from '../../shared/tags/ways/stop-instance-client.ts';
import { asClient, MemoryDynamo } from './memory-dynamo.ts';
import { PlayedEc2 } from './played-ec2.ts';
import { SILENT } from './stored-incidents.ts';
import { ACCOUNT, REQUIRED } from './tags.ts';

/** A Sunday. */
export const SUNDAY = '2026-11-01T02:00:00.000Z';
export const day = (count: number, hours = 0) => shift(SUNDAY, count * 86_400_000 + hours * 3_600_000);
const TABLES = { resources: 'tags', audit: 'audit' };

const ORGANIZATION = Organization.parse({
  name: 'acme',
  home: { region: 'eu-west-1' },
  accounts: [{ id: ACCOUNT, name: 'payments-prod', env: 'prod', owner: 'payments' }],
  regions: ['eu-west-1'],
  teams: [
    { id: 'payments', name: 'Payments', email: 'payments@acme.example' },
    { id: 'search', name: 'Search', email: 'search@acme.example' },
  ],
});

type Input = Record<string, unknown>;
const hash = (text: string) => createHash('sha256').update(text).digest('hex');

/** An account whose resources have tags, played, and all of tag enforcement over it on an in-memory table. */
export class TagWorld {
  readonly dynamo = new MemoryDynamo();
  /** The tags of each resource; undefined: it never had any, and only Resource Explorer knows it. */
  readonly tags = new Map<string, Record<string, string> | undefined>();
  /** The calls that change something in AWS, as `TagResources 20`, and on what. */
  readonly writes: { readonly call: string; readonly arns: readonly string[] }[] = [];
  readonly mails: { readonly to: string; readonly email: Email }[] = [];
  readonly alerts: AlertRaised[] = [];
  /** The state of instances, and the concurrency of functions where it was set. */
  readonly running = new Map<string, string>();
  /** What an instance is once EC2 has taken the call to start it. */
  starting = 'running';
  /** Auto Scaling groups, which the Tagging API does not list, and their tags. */
  readonly groups = new PlayedEc2();
  /** Accounts that refuse us. */
  readonly closed = new Set<string>();
  /** What becomes of the next mails, in order; then all are accepted. */
  readonly mailOutcomes: (SendOutcome | Error)[] = [];
  /** The one DB instance there is, as RDS describes it. */
  database: object = {};
  /** The code with which EC2 refuses to change anything, if it does. */
  refusing: string | undefined;
  /** The code with which EC2 and Lambda answer although they have done what was asked, if they do. */
  losing: string | undefined;
  explorer: 'on' | 'off' = 'on';
  /** Called before each listing of the Tagging API; what it throws, that answers. */
  beforePage: (page: number) => void = () => {};
  now: Instant = SUNDAY;
  #section: object;
  #organization = ORGANIZATION;

  constructor(section: object = {}) {
    this.#section = section;
  }

  /** As after a deployment with another tags.yaml. */
  configure(section: object): void {
    this.#section = section;
  }

  accounts(...ids: readonly string[]): void {
    const accounts = ids.map((id) => ({ id, name: `account-${id}`, owner: 'payments' }));
    this.#organization = Organization.parse({ ...ORGANIZATION, accounts });
  }

  get config() {
    const tags = TagsSection.parse({ required: REQUIRED, ...this.#section });
    return { organization: this.#organization, tags };
  }

  /** One sweep: every cell until it is done, then what follows. */
  async sweep(at: Instant, now: Instant = at) {
    this.now = now;
    for (const { id } of this.#organization.accounts) await this.cell(at, id);
    return this.conclude(at);
  }

  async cell(at: Instant, account = ACCOUNT) {
    const sweep = makeSweepCell({
      enter: async (cell) => this.#enter(cell),
      sweepPage: makeSweepTagPage({
        store: this.store,
        seen: new SeenStore(this.dynamo.client, TABLES.resources),
        hash,
        policy: compilePolicy(this.config),
        telemetry: SILENT,
        now: () => this.now,
      }),
      progress: this.progress,
      telemetry: SILENT,
      now: () => this.now,
    });
    for (;;) {
      const answer = await sweep({ at, account, region: 'eu-west-1' });
      if (answer.done) return answer;
    }
  }

  /** Does what somebody has decided, as the workflow does in place of a sweep. */
  act(act: TagAct) {
    return makeTagAct({ ...this.#acts(), now: () => this.now })({ at: this.now, act });
  }

  #acts() {
    const policy = compilePolicy(this.config);
    const [store, resources, telemetry] = [this.quarantines, this.store, SILENT];
    const stops = this.#quarantine();
    const put = makePutInQuarantine({ store, resources, quarantine: stops, telemetry });
    const tags = tagReader(this.#taggingClients());
    const quarantineDue = makeQuarantineDue({
      store,
      resources,
      tags,
      put,
      nameOf: planName,
      policy,
      telemetry,
    });
    const raise = this.#raise();
    return {
      quarantineDue,
      release: makeRelease({ store, resources, quarantine: stops, policy, telemetry }),
      carryOut: makeCarryOutPlan({ store, resources, quarantineDue, raise, policy, telemetry }),
    };
  }

  #raise() {
    return makeRaiseTagAlert({
      notices: new NoticeStore(this.dynamo.client, TABLES),
      bus: {
        put: async (events) => void this.alerts.push(...events.map(({ detail }) => detail as AlertRaised)),
      },
    });
  }

  /** The API, which starts what is to be done at once as the workflow does; undefined: starting fails. */
  api(started?: (act: TagAct) => void) {
    const now = () => this.now;
    const [store, policy] = [this.quarantines, compilePolicy(this.config)];
    return tagOperations({
      reports: new ReportStore(this.dynamo.client, TABLES.resources),
      plans: makePlans({ store, now }),
      quarantines: store,
      resources: this.store,
      askRelease: makeAskRelease({ store, policy, now }),
      start: async (act) => {
        started?.(act);
        return started !== undefined;
      },
      now,
    });
  }

  conclude(at: Instant) {
    const policy = compilePolicy(this.config);
    const notices = new NoticeStore(this.dynamo.client, TABLES);
    const now = () => this.now;
    const { quarantineDue, release } = this.#acts();
    return makeConcludeTagSweep({
      progress: this.progress,
      seen: new SeenStore(this.dynamo.client, TABLES.resources),
      resources: this.store,
      reports: new ReportStore(this.dynamo.client, TABLES.resources),
      quarantines: this.quarantines,
      quarantineDue,
      release,
      tell: makeTellTeam({
        notices,
        resources: this.store,
        send: async (to, email) => this.#send(to, email),
        compose: (one) => renderMail(digestMail(one, policy.config)),
        toldKey,
        telemetry: SILENT,
        now,
      }),
      raise: this.#raise(),
      hashOf: arnHash,
      untagged: hash('[]'),
      places: { accounts: this.#organization.accounts.map(({ id }) => id), regions: ['eu-west-1'] },
      globalRegion: 'eu-west-1',
      policy,
      telemetry: SILENT,
      now,
    })({ at });
  }

  readonly store = new ResourceStore(this.dynamo.client, TABLES);
  readonly quarantines = new QuarantineStore(this.dynamo.client, TABLES);
  readonly progress = new SweepProgressStore(this.dynamo.client, TABLES.resources);

  /** The records as they are. */
  records(): ResourceRecord[] {
    return this.dynamo
      .items('tags')
      .flatMap((item) =>
        item['sk'] === 'RECORD' && String(item['pk']).startsWith('RESOURCE#')
          ? [ResourceRecord.parse(item)]
          : [],
      );
  }

  /** What was audited about resources: `resource.escalate remind`. */
  audited(action?: string): string[] {
    return this.dynamo
      .items('audit')
      .filter((entry) => action === undefined || entry['action'] === action)
      .map((entry) => `${String(entry['action'])} ${String(entry['reason'])}`);
  }

  /** The subjects of the mails since it was last asked. */
  taken(): string[] {
    return this.mails.splice(0).map(({ to, email }) => `${to}: ${email.subject}`);
  }

  async #send(to: string, email: Email): Promise<SendOutcome> {
    const outcome = this.mailOutcomes.shift() ?? { ok: true, reason: 'accepted' };
    if (outcome instanceof Error) throw outcome;
    if (outcome.ok) this.mails.push({ to, email });
    return outcome;
  }

  #enter({ account, region }: SweepCell) {
    const clients = {
      tagging: this.#tagging(account),
      explorer: asClient<ResourceExplorer2Client>(() => this.#search(account)),
      iam: asClient<IAMClient>(() => ({})),
      autoscaling: this.#groups(),
    };
    return {
      inventory: inventory(clients, { account, region, global: false }),
      writer: tagWriter(this.#taggingClients()),
      parents: { tagsFor: async () => new Map() },
    };
  }

  #taggingClients() {
    return {
      tagging: (account: string | undefined) => this.#tagging(account ?? ACCOUNT),
      iam: () => asClient<IAMClient>(() => ({})),
      autoscaling: () => this.#groups(),
    };
  }

  #groups() {
    return this.groups.clients.autoscaling({ account: ACCOUNT, region: 'eu-west-1' });
  }

  #tagging(account: string) {
    return asClient<ResourceGroupsTaggingAPIClient>((command) => {
      if (this.closed.has(account)) throw Object.assign(new Error('no'), { name: 'AccessDeniedException' });
      const { name, input } = named(command);
      if (name === 'GetResourcesCommand') return this.#list(account, input);
      if (name === 'TagResourcesCommand') return this.#write('TagResources', input);
      if (name === 'UntagResourcesCommand') return this.#write('UntagResources', input);
      throw new Error(`the Tagging API knows no ${name}`);
    });
  }

  #list(account: string, { ResourceARNList, PaginationToken }: Input) {
    const all = [...this.tags].flatMap(([arn, tags]) =>
      tags === undefined || !arn.includes(`:${account}:`) ? [] : [{ ResourceARN: arn, Tags: pairs(tags) }],
    );
    if (Array.isArray(ResourceARNList))
      return {
        ResourceTagMappingList: all.filter(({ ResourceARN }) => ResourceARNList.includes(ResourceARN)),
      };
    const page = Number(PaginationToken ?? 0);
    this.beforePage(page);
    const rest = all.length > (page + 1) * 100 ? String(page + 1) : '';
    return { ResourceTagMappingList: all.slice(page * 100, (page + 1) * 100), PaginationToken: rest };
  }

  #write(call: string, { ResourceARNList, Tags = {}, TagKeys = [] }: Input) {
    const arns = ResourceARNList as string[]; // as the command was made
    this.writes.push({ call: `${call} ${arns.length}`, arns });
    for (const arn of arns) {
      const left = Object.entries(this.tags.get(arn) ?? {}).filter(
        ([key]) => !(TagKeys as string[]).includes(key),
      );
      this.tags.set(arn, { ...Object.fromEntries(left), ...(Tags as object) });
    }
    return { FailedResourcesMap: {} };
  }

  #search(account: string) {
    if (this.explorer === 'off') throw Object.assign(new Error('no view'), { name: 'UnauthorizedException' });
    const none = [...this.tags].filter(
      ([arn, tags]) => arn.includes(`:${account}:`) && Object.keys(tags ?? {}).length === 0,
    );
    return { Resources: none.map(([Arn]) => ({ Arn, OwningAccountId: account })), Count: { Complete: true } };
  }

  #quarantine() {
    return quarantine(() => undefined, 'eu-west-1', {
      ...STOPPERS,
      'stop-instance': () => anyOf(InstanceBefore, instanceStopper({}, this.#ec2())),
      'stop-database': () =>
        anyOf(
          DatabaseBefore,
          databaseStopper(
            {},
            asClient(() => ({ DBInstances: [this.database] })),
          ),
        ),
      'no-concurrency': () => anyOf(FunctionBefore, functionStopper({}, this.#lambda())),
    });
  }

  #ec2() {
    return asClient<EC2Client>((command) => {
      const { name, input } = named(command);
      const [id] = input['InstanceIds'] as string[];
      const arn = instance(id ?? '');
      if (name === 'DescribeInstancesCommand')
        return { Reservations: [{ Instances: [{ State: { Name: this.running.get(arn) ?? 'running' } }] }] };
      if (this.refusing !== undefined) throw Object.assign(new Error('no'), { name: this.refusing });
      this.writes.push({ call: name.replace('Command', ''), arns: [arn] });
      this.running.set(arn, name === 'StopInstancesCommand' ? 'stopped' : this.starting);
      if (this.losing !== undefined) throw Object.assign(new Error('no'), { name: this.losing });
      return {};
    });
  }

  #lambda() {
    return asClient<LambdaClient>((command) => {
      const { name, input } = named(command);
      const arn = String(input['FunctionName']);
      if (name === 'GetFunctionConcurrencyCommand') {
        const reserved = this.running.get(arn);
        return reserved === undefined ? {} : { ReservedConcurrentExecutions: Number(reserved) };
      }
      this.writes.push({ call: name.replace('Command', ''), arns: [arn] });
      const reserved = input['ReservedConcurrentExecutions'];
      if (reserved === undefined) this.running.delete(arn);
      else this.running.set(arn, String(Number(reserved)));
      if (this.losing !== undefined) throw Object.assign(new Error('no'), { name: this.losing });
      return {};
    });
  }
}

/** The ARN of an instance of the account. */
export function instance(id: string, account = ACCOUNT): string {
  return `arn:aws:ec2:eu-west-1:${account}:instance/${id}`;
}

function named(command: unknown): { name: string; input: Input } {
  return { name: command?.constructor.name ?? '', input: (command as { input: Input }).input }; // every command has one
}

function pairs(tags: Record<string, string>) {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
