import type { GameControls } from './game-controls.ts';

/** One thing that is broken while an incident is open, who has to notice, and who must be paged in the end. */
export interface GameFault {
  readonly name: string;
  readonly what: string;
  /** The alarm that has to go off: its logical id. */
  readonly alarm: string;
  /** Before the alert comes in, or as soon as the first page of it is out. */
  readonly when: 'before-the-alert' | 'after-the-first-page';
  /** By `config/local`: the team label of the alert, which routes it to this ladder, and who is to be reached at last. */
  readonly ladder: 'payments' | 'patient';
  readonly reaches: string;
  /** Seconds until the alarm must go off, and from the repair until the page must have come. */
  readonly noticedWithin: number;
  readonly pagedWithin: number;
  readonly break: (controls: GameControls) => Promise<unknown>;
  readonly repair: (controls: GameControls) => Promise<unknown>;
}

/** The alarm that no synthetic page arrives. */
export const HEARTBEAT_ALARM = 'PagingHeartbeatNotArriving';

/** What a game day breaks, one after the other. */
export const GAME_FAULTS: readonly GameFault[] = [
  {
    name: 'dead-letters',
    what: 'a message nobody can read is set aside',
    alarm: 'PagingIntakeQueueDeadLettersNotEmpty',
    when: 'before-the-alert',
    ladder: 'patient',
    reaches: 'on-call:payments-primary',
    noticedWithin: 15,
    pagedWithin: 15,
    break: (controls) => controls.garble(),
    repair: (controls) => controls.emptyIntakeDeadLetters(),
  },
  {
    name: 'timers',
    what: 'every timer of every ladder is stopped',
    alarm: 'PagingSweeperOverdue',
    when: 'after-the-first-page',
    ladder: 'payments',
    reaches: 'on-call:payments-secondary',
    noticedWithin: 75,
    pagedWithin: 30,
    break: (controls) => controls.stopTimers(),
    repair: async () => {}, // nobody has to: the sweeper starts new ones
  },
  {
    name: 'worker',
    what: 'the function that sends pages takes none from its queue',
    alarm: HEARTBEAT_ALARM,
    when: 'before-the-alert',
    ladder: 'patient',
    reaches: 'on-call:payments-primary',
    noticedWithin: 120,
    pagedWithin: 90,
    break: (controls) => controls.work(false),
    repair: (controls) => controls.work(true),
  },
  {
    name: 'dependency',
    what: 'KMS refuses to sign page links',
    alarm: HEARTBEAT_ALARM,
    when: 'before-the-alert',
    ladder: 'patient',
    reaches: 'on-call:payments-primary',
    noticedWithin: 120,
    pagedWithin: 120,
    break: (controls) => controls.signLinks(false),
    repair: (controls) => controls.signLinks(true),
  },
];
