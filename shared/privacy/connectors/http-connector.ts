import { AppError } from '../../kernel/errors.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { System } from '../config.ts';
import type { Connector, ConnectorCall, Erased, Read } from '../connector.ts';
import type { LookupAnswer } from '../resolve-identities.ts';
import { messageOf } from '../system-message.ts';
import { connectorError, failed } from './failure-of.ts';
import { erasedBy, type Heard, readBy, recordsBy, refusalBy } from './http-answer.ts';
import { LookedUp } from './looked-up.ts';

/** Signs a body, posts it, and says what was heard; never throws for what a server does. */
export type PostSigned = (url: string, body: string) => Promise<Heard>;

export interface HttpConnectorDeps {
  readonly post: PostSigned;
  readonly now: () => Instant;
}

/** Tells third parties over https; docs/privacy.md has the contract they answer by. */
export class HttpConnector implements Connector {
  readonly #deps: HttpConnectorDeps;

  constructor(deps: HttpConnectorDeps) {
    this.#deps = deps;
  }

  async erase(call: ConnectorCall): Promise<Erased> {
    if (call.callBack === undefined) return failed('unexpected');
    const message = messageOf(call);
    if (message === undefined) return { answer: 'none' };
    return erasedBy(await this.#post(call.system, message), call.command.classes, this.#deps.now());
  }

  async verify(call: ConnectorCall): Promise<Read> {
    if (call.callBack === undefined) return failed('unexpected');
    const message = messageOf(call);
    if (message === undefined) return { answer: 'empty' };
    return readBy(await this.#post(call.system, message), this.#deps.now());
  }

  async lookUp(system: System, lookup: Parameters<Connector['lookUp']>[1]): Promise<LookupAnswer> {
    const { attribute, forms } = lookup;
    const looked = new LookedUp(lookup);
    const wanted = [...new Set([attribute, ...looked.given])];
    const question = { v: 1, kind: 'look-up', system: system.id, attribute, values: forms, wanted };
    const heard = await this.#post(system, question);
    const refusal = refusalBy(heard, this.#deps.now(), 'no-read-right');
    const records = recordsBy(heard);
    if (records === undefined) throw connectorError(refusal?.code ?? 'answer-unreadable');
    for (const record of records) looked.add(record);
    return looked.answer;
  }

  async #post(system: System, body: object): Promise<Heard> {
    if (system.connector !== 'http')
      throw new AppError('not a system over https', { code: 'unexpected', kind: 'bug' });
    return this.#deps.post(system.url, JSON.stringify(body));
  }
}
