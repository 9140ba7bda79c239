import { describe, expect, it } from 'vitest';
import { composeReview } from '../../../shared/cost/compose-review.ts';
import { reviewPage } from '../../../shared/cost/review-page.ts';
import { reviewWords } from '../../../shared/cost/review-words.ts';
import { aSeries, runOfDays } from '../../support/costs.ts';
import { OCTOBER_COUNTS, octoberFindings, reviewConfig, storedMonths } from '../../support/reviewed-month.ts';

const config = reviewConfig();

function words(changes: Partial<Parameters<typeof composeReview>[0]> = {}) {
  const review = composeReview({
    month: '2026-10',
    of: { kind: 'all' },
    stored: storedMonths(),
    findings: octoberFindings(),
    counts: OCTOBER_COUNTS,
    savings: undefined,
    own: 14_200_000,
    config,
    ...changes,
  });
  return reviewWords(review, undefined, changes.config ?? config);
}
const table = (said: ReturnType<typeof words>, heading: string) =>
  said.tables.find((one) => one.heading === heading);

describe('a review in words', () => {
  it('says in one sentence what the month cost, and in four numbers how that is', () => {
    const said = words();
    expect(said.title).toBe(
      'acme cost $20,883 in October 2026, $2,116.78 (11%) more than in September 2026.',
    );
    expect(said.figures).toEqual([
      { value: '$20,883', label: 'in all' },
      { value: '+11%', label: 'against September 2026' },
      { value: '104%', label: 'of the budget everything' },
      { value: '11%', label: 'of usage has no team' },
    ]);
    expect(said.notes).toEqual(['Over budget: everything (104%), payments (118%).']);
    expect(said.footer).toEqual(['Belltower itself cost $14.20 in October 2026.']);
  });

  it('has what became of each anomaly', () => {
    expect(table(words(), 'Anomalies, and what became of them')?.rows.map((row) => row.at(-1))).toEqual([
      'over',
      'said to be expected',
      'the new normal',
    ]);
  });

  it('50, 54: says that there is no budget, no saving known, no unit to divide by', () => {
    const said = words({ config: reviewConfig({ budgets: [] }), findings: [], own: undefined });
    expect(said.figures[2]).toEqual({ value: 'no budget', label: 'is set' });
    expect(table(said, 'Budgets')).toMatchObject({ rows: [], none: 'No budget is set.' });
    expect(table(said, 'What could be saved')).toMatchObject({
      rows: [],
      none: expect.stringContaining('Not known'),
    });
    expect(table(said, 'Anomalies, and what became of them')).toMatchObject({ rows: [], none: 'None.' });
    expect(table(said, 'Cost of a unit of work')?.rows).toContainEqual(['reports', '0', 'n/a', 'n/a']);
    expect(said.footer[0]).toContain('is not known');
    expect(JSON.stringify(said)).not.toMatch(/NaN|Infinity|undefined|null/);
  });

  it('names what could be saved, once somebody looks for it', () => {
    const savings = [{ what: 'an unattached volume', perMonth: 8_000_000 }];
    expect(table(words({ savings }), 'What could be saved')?.rows).toEqual([
      ['an unattached volume', '$8.00'],
    ]);
    expect(table(words({ savings: [] }), 'What could be saved')?.none).toBe('Nothing was found.');
  });

  it('says what its sums lack: days, currencies, a bill that is not closed', () => {
    const days = runOfDays('2026-09-10', 49);
    const bill = (currency: string, estimated: boolean) =>
      aSeries(
        { service: 'EC2', account: '1' },
        '2026-09-10',
        days.map(() => 10),
        { currency, estimated },
      );
    const said = words({
      stored: { account: [bill('USD', true), bill('EUR', false)] },
      config: reviewConfig({ budgets: [] }),
    });
    expect(said.notes).toEqual([
      'AWS has not closed this bill yet. If it changes by more than 1%, a corrected review follows.',
      'The bill says nothing of 3 days of October 2026, which these sums lack.',
      'Of the month before 9 days are not known, so the comparison is not a fair one.',
      'Not in these sums: €280.00 in other currencies.',
    ]);
  });

  it('compares with nothing where nothing is known of the month before', () => {
    const said = words({ stored: { account: [aSeries({ service: 'EC2' }, '2026-10-01', [10])] } });
    expect(said.title).toBe('acme cost $10.00 in October 2026.');
    expect(said.figures[1]).toEqual({ value: 'n/a', label: 'nothing is known of September 2026' });
  });

  it('is a page on which no name becomes markup', () => {
    const name = '</style><script>x</script>"<i>';
    const stored = { account: [aSeries({ service: name }, '2026-10-01', [100])] };
    const page = reviewPage(words({ stored }), [{ heading: name, svg: '<svg/>', alt: name }]);
    expect(page).not.toMatch(/<script|<i>|"<i/);
    expect(page.match(/<\/style>/g)).toHaveLength(1);
  });
});
