const ROUNDS = 2;
const TREND_SPAN = 15;
const SEASON_SPAN = 7;

/**
 * What is left of a series when its trend and its season are taken off, by loess. Cleveland, Cleveland, McRae and
 * Terpenning, "STL", Journal of Official Statistics 6 (1990); without the robustness weights and the low-pass filter.
 */
export function stlResidual(values: readonly number[], period: number): number[] {
  let trend = values.map(() => 0);
  let season = values.map(() => 0);
  for (let round = 0; round < ROUNDS; round++) {
    const detrended = values.map((value, at) => value - (trend[at] ?? 0));
    season = seasonOf(detrended, period);
    trend = loess(
      values.map((value, at) => value - (season[at] ?? 0)),
      TREND_SPAN,
    );
  }
  return values.map((value, at) => value - (trend[at] ?? 0) - (season[at] ?? 0));
}

/** Each place of the period smoothed for itself; on the average a season is nothing. */
function seasonOf(values: readonly number[], period: number): number[] {
  const season = values.map(() => 0);
  for (let phase = 0; phase < period; phase++) {
    const places = values.flatMap((_, at) => (at % period === phase ? [at] : []));
    const smooth = loess(
      places.map((at) => values[at] ?? 0),
      SEASON_SPAN,
    );
    for (const [rank, at] of places.entries()) season[at] = smooth[rank] ?? 0;
  }
  const level = season.reduce((sum, value) => sum + value, 0) / season.length;
  return season.map((value) => value - level);
}

/** Local lines with tricube weights over so many neighbours. */
function loess(values: readonly number[], span: number): number[] {
  const count = Math.min(span, values.length);
  return values.map((_, at) => {
    const from = Math.max(0, Math.min(values.length - count, at - (count >> 1)));
    const reach = Math.max(at - from, from + count - 1 - at) + 1;
    let [w, wx, wy, wxx, wxy] = [0, 0, 0, 0, 0];
    for (let near = from; near < from + count; near++) {
      const x = near - at;
      const weight = (1 - (Math.abs(x) / reach) ** 3) ** 3;
      const y = values[near] ?? 0;
      w += weight;
      wx += weight * x;
      wy += weight * y;
      wxx += weight * x * x;
      wxy += weight * x * y;
    }
    const spread = w * wxx - wx * wx;
    return spread === 0 ? wy / w : (wxx * wy - wx * wxy) / spread;
  });
}
