import type { Day } from '../kernel/day.ts';
import type { Micros } from '../kernel/money.ts';
import type { CauseKind } from './explanation.ts';
import type { SeriesKey } from './series.ts';

/** One question to Cost Explorer: usage costs, day by day, of one series, taken apart by one thing. */
export interface CauseQuestion {
  readonly series: SeriesKey;
  readonly by: CauseKind;
  readonly from: Day;
  /** The last day, included. */
  readonly to: Day;
  /** Whether the amounts used are wanted too. */
  readonly quantity: boolean;
}

/** What one group cost on one day. */
export interface CauseRow {
  readonly day: Day;
  /** The service, usage type, account id, region or team; empty where Cost Explorer knows none. */
  readonly group: string;
  readonly micros: Micros;
  /** In the group's own unit; absent where it was not asked for. */
  readonly quantity?: number | undefined;
}

export interface CauseAnswer {
  readonly rows: readonly CauseRow[];
  /** Whether there was no further page. Only the first is read, since each costs a request. */
  readonly complete: boolean;
}

/** Asks Cost Explorer. Each question is one request, which AWS charges $0.01 for. @throws AppError */
export interface CostQuestions {
  ask(question: CauseQuestion): Promise<CauseAnswer>;
}

/** What was changed in an account, by the names of the API calls, most recent first; never who did it. */
export interface RecentChanges {
  /** Undefined where nobody can say. */
  find(series: SeriesKey, from: Day, to: Day): Promise<readonly string[] | undefined>;
}
