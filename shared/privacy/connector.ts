import type { Instant } from '../kernel/instant.ts';
import type { SystemCommand } from './command.ts';
import type { System, SystemId } from './config.ts';
import type { EraseAnswer, VerifyAnswer } from './progress.ts';
import type { Identities, Lookup, LookupAnswer } from './resolve-identities.ts';

/** What a connector is given: the system with its addresses resolved, the classes to work on, all the person is known by. */
export interface ConnectorCall {
  readonly system: System;
  readonly command: SystemCommand;
  readonly identities: Identities;
  /** Classes of which the system has said in this round that something of theirs could not be erased. */
  readonly kept: readonly SystemId[];
  readonly tally: Tally;
  /** It answers before this, `more` where it is not done by then. */
  readonly until: Instant;
  /** Only for systems that answer later: where, and what their answer must bring. The same for the same command. */
  readonly callBack?: CallBack | undefined;
}

/** The address that takes answers of this system for this case: a POST of `{ idempotencyKey, nonce, answer }`. */
export interface CallBack {
  readonly url: string;
  /** Secret: it goes to the system and nowhere else. */
  readonly nonce: string;
}

/**
 * Counts what was erased since the system's last answer of this round: each record once, however often the work is begun
 * again, however many are at it, and whatever classes go on or off hold meanwhile.
 */
export interface Tally {
  /** To be called before records are erased for good. @param records names of theirs, the same for whoever erases them */
  claim(records: readonly string[]): Promise<Claim>;
  total(): Promise<Tallied>;
}

/** What was erased. */
export interface Tallied {
  /** Whether anything was claimed. */
  readonly any: boolean;
  /** Records that were not claimed for an answer before, as those are that have now lost more. */
  readonly count: number;
}

/** What one worker claims to erase. */
export interface Claim {
  /** Takes back what it did not erase after all; who else has claimed the same still has. */
  release(records: readonly string[]): Promise<void>;
}

/** `later`: a callback or a person answers. `more`: time ran out, call again with the same. */
type Unfinished = { readonly answer: 'later' } | { readonly answer: 'more' };
export type Erased = EraseAnswer | Unfinished;
export type Read = VerifyAnswer | Unfinished;

/**
 * Does what a command says at systems of one kind. What fails is an answer `failed` with one of our codes; whatever is
 * thrown is taken for one by its name, and its text, which may quote a person, is dropped.
 */
export interface Connector {
  /** Erases; done over with the same idempotency key, it has no new effect and gives the same answer. */
  erase(call: ConnectorCall): Promise<Erased>;
  /** Reads again what was erased. */
  verify(call: ConnectorCall): Promise<Read>;
  /** Asks who else the person is. */
  lookUp(system: System, lookup: Lookup): Promise<LookupAnswer>;
  /** Reads what there is of a person, for an export: a place for later, which no connector has yet. */
  read?(call: ConnectorCall): AsyncIterable<Readonly<Record<string, unknown>>>;
}
