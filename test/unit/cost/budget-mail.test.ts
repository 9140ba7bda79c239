import { expect, it } from 'vitest';
import { budgetMail } from '../../../shared/cost/budget-mail.ts';
import type { BudgetWords } from '../../../shared/cost/describe-budget.ts';
import { renderMail } from '../../../shared/platform/render-mail.ts';

const WORDS: BudgetWords = {
  subject: 'Budget payments: 80% used in October 2026 ($6,420.35 of $8,000.00)',
  headline: 'Payments has used 80% of its budget for October 2026: $6,420.35 of $8,000.00.',
  figures: [{ value: '$6,420.35', label: 'spent so far' }],
  sentences: ['It reached 80% on 20 Oct.'],
  facts: [{ name: 'Whose it is', value: 'Payments' }],
  services: [{ name: 'Logs by evil.example <b>', amount: '$1.00', percent: '1%' }],
  over: false,
  thread: 'budget-payments-2026-10-01',
};

it('says in HTML and in plain text what was spent, of what, since when, on what, and whose it is', () => {
  const { subject, text, html, thread } = renderMail(budgetMail(WORDS));
  expect(subject).toBe(WORDS.subject);
  expect(thread).toBe('budget-payments-2026-10-01');
  for (const said of [
    '80% of its budget',
    '$6,420.35',
    'It reached 80% on 20 Oct.',
    'Whose it is',
    'Payments',
  ])
    for (const body of [text, html]) expect(body).toContain(said);
});

it('makes no link and no markup of a name that somebody else chose', () => {
  const { text, html } = renderMail(budgetMail(WORDS));
  expect(text).toContain('evil[.]example');
  expect(html).not.toMatch(/evil\.example|<b>/);
});

it.each([
  [false, 'Budget', 'notice'],
  [true, 'Budget used up', 'alarm'],
])('is marked by whether the amount is used up (%s)', (over, text, tone) => {
  expect(budgetMail({ ...WORDS, over }).badge).toEqual({ text, tone });
});

it('has no empty table where nothing was spent', () => {
  const { blocks } = budgetMail({ ...WORDS, services: [] });
  expect(blocks.filter(({ kind }) => kind === 'table')).toHaveLength(1);
});
