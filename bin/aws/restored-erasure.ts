import { instant, shift } from '../../shared/kernel/instant.ts';
import type { System, SystemId } from '../../shared/privacy/config.ts';
import type { ConnectorCall } from '../../shared/privacy/connector.ts';
import { DynamoTableClient, recordsClient } from '../../shared/privacy/connectors/dynamodb-client.ts';
import { DynamoConnector } from '../../shared/privacy/connectors/dynamodb-connector.ts';
import { digestOfJson } from '../../shared/privacy/digest.ts';
import { MemoryTally } from '../../shared/privacy/memory-tally.ts';
import { Refusal } from '../refusal.ts';
import type { Found } from './restored-table.ts';

const TURN_MS = 60_000;

/** Does in a restored table what its system's connector did when the person was erased. */
export class RestoredErasure {
  readonly #system: Extract<System, { connector: 'dynamodb' }>;
  readonly #connector: DynamoConnector;

  /** @param table the restored one; the rest is as the data map has the system */
  constructor(system: Extract<System, { connector: 'dynamodb' }>, table: string, region: string) {
    const client = recordsClient(region);
    this.#system = { ...system, table };
    this.#connector = new DynamoConnector({
      table: (name) => new DynamoTableClient(client, name),
      now: () => instant(Date.now()),
    });
  }

  /** How many records are to be erased. @throws Refusal with the code where it cannot be read */
  async left(found: Found, classes: readonly SystemId[]): Promise<number> {
    for (;;) {
      const read = await this.#connector.verify(this.#call('verify', found, classes));
      if (read.answer === 'more') continue;
      if (read.answer === 'empty') return 0;
      if (read.answer === 'residue') return read.count;
      throw refusal(read);
    }
  }

  /** @throws Refusal with the code where it cannot be erased */
  async erase(found: Found, classes: readonly SystemId[]): Promise<void> {
    const call = this.#call('erase', found, classes);
    for (;;) {
      const answer = await this.#connector.erase({ ...call, until: turn() });
      if (answer.answer === 'more') continue;
      if (answer.answer === 'failed' || answer.answer === 'later') throw refusal(answer);
      return;
    }
  }

  #call(
    kind: 'erase' | 'verify',
    { holder, value, tag }: Found,
    classes: readonly SystemId[],
  ): ConnectorCall {
    const system = this.#system;
    return {
      system,
      command: {
        kind,
        caseId: 'restore-check',
        system: system.id,
        subjectRef: tag,
        classes: [...classes],
        idempotencyKey: digestOfJson(['restore-check', system.table, tag, ...classes]),
        attempt: 1,
      },
      identities: { [holder.identity]: [value] },
      kept: [],
      tally: new MemoryTally(),
      until: turn(),
    };
  }
}

function turn() {
  return shift(instant(Date.now()), TURN_MS);
}

function refusal(answer: { readonly answer: string; readonly code?: string }): Refusal {
  return new Refusal(`the table cannot be worked on: ${answer.code ?? answer.answer}`);
}
