/** The days for which CloudWatch Logs keeps what is logged; PutRetentionPolicy refuses all others. */
export const ACCEPTED_DAYS: readonly number[] = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** The most that can be set; longer is for ever only. */
export const MOST_DAYS = 3653;

/** The first number of days CloudWatch accepts that is not below `days`; undefined above the most it accepts. */
export function acceptedDays(days: number): number | undefined {
  return ACCEPTED_DAYS.find((accepted) => accepted >= days);
}
