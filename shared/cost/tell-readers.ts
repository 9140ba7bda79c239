import type { Telemetry } from '../kernel/telemetry.ts';
import { ALERT_RAISED } from '../paging/events.ts';
import type { Bus } from '../platform/bus-client.ts';
import type { Email } from '../platform/email.ts';
import type { SendEmail } from '../platform/email-client.ts';
import { type CostReader, eachOnce } from './budget-audience.ts';
import { unheardAlert } from './unheard-alert.ts';

/** Whom a message goes to. */
export interface Addressees {
  /** The first of them whom it reaches is enough: the owner, then who stands in. */
  readonly firstOf: readonly (CostReader | undefined)[];
  /** Each of these has it besides. */
  readonly also: readonly (CostReader | undefined)[];
}

/** What became of a message. */
export interface Told {
  /** Ids of the readers it has reached, earlier runs included. */
  readonly sent: readonly string[];
  /** Whether nobody is left who must have it. */
  readonly done: boolean;
}

export interface TellReadersDeps {
  readonly send: SendEmail;
  readonly bus: Bus;
  readonly telemetry: Telemetry;
}

/**
 * Mails a message to its readers. An address that refuses is passed over for the next and raises an alert, so that a
 * broken way is noticed by the first message that needed it.
 */
export function makeTellReaders({ send, bus, telemetry }: TellReadersDeps) {
  return async (
    about: string,
    { firstOf, also }: Addressees,
    email: Email,
    before: readonly string[] = [],
  ): Promise<Told> => {
    const reached = new Set(before);
    const failed = new Set<string>();
    async function reach(reader: CostReader): Promise<boolean> {
      if (reached.has(reader.id)) return true;
      if (failed.has(reader.id)) return false;
      const { ok, reason } = await send(reader.address, email);
      if (ok) {
        reached.add(reader.id);
        return true;
      }
      failed.add(reader.id);
      telemetry.warn('cost-message-refused', { about, reader: reader.id, reason });
      await bus.put([{ ...ALERT_RAISED, detail: unheardAlert(about, reader.id, reason) }]);
      return false;
    }
    let heard = false;
    for (const reader of eachOnce(firstOf)) {
      heard = await reach(reader);
      if (heard) break;
    }
    for (const reader of eachOnce(also)) if (!(await reach(reader))) heard = false;
    if (reached.size === 0 && failed.size === 0) {
      telemetry.warn('cost-message-for-nobody', { about });
      await bus.put([{ ...ALERT_RAISED, detail: unheardAlert(about, undefined, 'nobody-configured') }]);
    }
    return { sent: [...reached], done: heard };
  };
}
