import { allDone } from '../kernel/all-done.ts';
import { atMost } from '../kernel/at-most.ts';
import { elapsed, type Instant } from '../kernel/instant.ts';
import type { Telemetry } from '../kernel/telemetry.ts';
import { wrote } from '../kernel/wrote.ts';
import type { Occasion } from '../platform/audit-store.ts';
import type { Email } from '../platform/email.ts';
import type { SendEmail } from '../platform/email-client.ts';
import type { Digest, DigestLine } from './digest.ts';
import type { DigestRecord } from './notice-record.ts';
import type { NoticeStore } from './notice-store.ts';
import { rememberStep } from './remember-step.ts';
import type { ResourceStore } from './resource-store.ts';

export interface TellTeamDeps {
  readonly notices: Pick<NoticeStore, 'digest' | 'writeDigest'>;
  readonly resources: Pick<ResourceStore, 'read' | 'write'>;
  readonly send: SendEmail;
  readonly compose: (digest: Digest) => Email;
  /** A step of a resource as a digest remembers it. */
  readonly toldKey: (arn: string, step: string) => string;
  readonly telemetry: Telemetry;
  readonly now: () => Instant;
}

/** What came of it. `busy`: somebody else is sending it, and it is to be looked at again. */
export interface TeamTold {
  readonly result: 'sent' | 'sent-before' | 'busy' | 'failed';
  /** A code, where it failed. */
  readonly reason?: string;
}

/** Who began to send and did not end is given up after this long. */
const CLAIM_MS = 5 * 60_000;
const WRITES_AT_ONCE = 16;

/**
 * Sends a team its digest: claims it, so that two at once send it once; sends it; keeps that it was sent; and only then
 * the steps it told of. Done again after it was sent, it keeps what steps are still to be kept. Killed between sending
 * and keeping, it sends twice rather than not at all.
 */
export function makeTellTeam(deps: TellTeamDeps) {
  return async (digest: Digest, address: string | undefined, occasion: Occasion): Promise<TeamTold> => {
    const { notices, telemetry, send, compose } = deps;
    const { team, at, lines } = digest;
    const before = await notices.digest(team.id, at);
    if (before?.state === 'sent') {
      await remember(deps, lines, before, occasion);
      return { result: 'sent-before' };
    }
    if (address === undefined) return { result: 'failed', reason: 'no-address' };
    if (before?.state === 'claimed' && elapsed(before.claimedAt, deps.now()) < CLAIM_MS)
      return { result: 'busy' };
    const claim = claimOf(deps, digest, before);
    if (!(await wrote(notices.writeDigest(before, claim, occasion)))) return { result: 'busy' };
    const outcome = await send(address, compose(digest));
    const { ok, reason } = outcome;
    const settled: DigestRecord = {
      ...claim,
      version: claim.version + 1,
      state: ok ? 'sent' : 'failed',
      ...(ok ? {} : { reason }),
    };
    await notices.writeDigest(claim, settled, occasion);
    telemetry.info('tag-digest-told', { team: team.id, at, lines: lines.length, ok, reason });
    if (!ok) return { result: 'failed', reason };
    await remember(deps, lines, settled, occasion);
    return { result: 'sent' };
  };
}

function claimOf(
  { toldKey, now }: TellTeamDeps,
  { team, at, lines }: Digest,
  before: DigestRecord | undefined,
): DigestRecord {
  return {
    v: 1,
    version: (before?.version ?? 0) + 1,
    team: team.id,
    at,
    state: 'claimed',
    claimedAt: now(),
    told: lines.flatMap(({ arn, step }) => (step?.step === undefined ? [] : [toldKey(arn, step.step)])),
  };
}

async function remember(
  { resources, toldKey }: TellTeamDeps,
  lines: readonly DigestLine[],
  { told }: DigestRecord,
  occasion: Occasion,
): Promise<void> {
  const keys = new Set(told);
  const gate = atMost(WRITES_AT_ONCE);
  await allDone(
    lines.flatMap(({ arn, step }) =>
      step?.step === undefined || !keys.has(toldKey(arn, step.step))
        ? []
        : [gate(() => rememberStep(resources, step, 'resource.escalate', occasion))],
    ),
  );
}
