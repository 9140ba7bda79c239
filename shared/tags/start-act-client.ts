import { createHash } from 'node:crypto';
import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { Instant } from '../kernel/instant.ts';
import type { Telemetry } from '../kernel/telemetry.ts';
import { logCalls } from '../runtime/aws-calls.ts';
import { clientOptions } from '../runtime/client-options.ts';
import type { TagAct } from './tag-act.ts';

/** Has an act done at once. False: it could not be started, and the next sweep does it. */
export type StartAct = (act: TagAct, version: number, at: Instant) => Promise<boolean>;

/**
 * Executions of the tag sweep, named by the act, the version of what it is about and the minute: Step Functions takes a name
 * once. Asked for again a minute later it is begun again, as the first one may have ended without a result.
 */
export function startAct(
  stateMachineArn: string,
  telemetry: Telemetry,
  client = logCalls(new SFNClient(clientOptions())),
): StartAct {
  return async (act, version, at) => {
    const about = act.kind === 'plan' ? act.digest : createHash('sha256').update(act.arn).digest('hex');
    try {
      const minute = at.slice(0, 16).replace(/[-:]/g, '');
      const name = `${act.kind}-${about.slice(0, 40)}-${version}-${minute}`;
      await client.send(
        new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify({ at, act }) }),
      );
      return true;
    } catch (thrown) {
      if (thrown instanceof ExecutionAlreadyExists) return true;
      telemetry.warn('tag-act-not-started', {
        kind: act.kind,
        error: thrown instanceof Error ? thrown.name : 'Unknown',
      });
      return false;
    }
  };
}
