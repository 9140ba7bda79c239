/** Somebody by one of their identities: `{ name: 'userId', value: 'u-1' }`. */
export interface Person {
  /**
   * One that the data map lists under `identities`, and that a case of theirs comes to know. Nobody checks it here: what is
   * sealed by another one, as by an order id that systems are only asked by, is not erased with the person.
   */
  readonly name: string;
  readonly value: string;
}

/** Seals what is written where it cannot be edited later, so that it can be erased with the person's key. */
export interface PersonSeal {
  /**
   * @param className the class of data in the data map whose erasure is to reach it
   * @returns text of letters, digits, `-` and `_` after `bt1.`, some 300 characters longer than a third more of the data
   * @throws an Error with `code` `subject-key-destroyed` for a person whose key is on its way out
   */
  seal(person: Person, className: string, data: string | Uint8Array): Promise<string>;
  /**
   * What was sealed, as text in UTF-8.
   * @throws an Error with `code` `subject-key-destroyed` once the person was erased, and `not-sealed` for what was not sealed
   *   for this person and class
   */
  open(person: Person, className: string, sealed: string): Promise<string>;
}

/** Where the keys are. */
export interface PersonSealOptions {
  /** The stack's output `TagKeyId`; from another account its ARN. */
  readonly tagKeyId: string;
  /** By default that of the process. */
  readonly region?: string | undefined;
}

/** Makes a seal: one for each process, since it keeps data keys for five minutes. */
export type OpenPersonSeal = (options: PersonSealOptions) => PersonSeal;
