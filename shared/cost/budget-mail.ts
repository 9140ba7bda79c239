import { inertLinks } from '../platform/inert-links.ts';
import type { MailView } from '../platform/mail-view.ts';
import { oneLine } from '../platform/one-line.ts';
import type { BudgetWords } from './describe-budget.ts';

/** The message about a budget as a mail. Names of services may be a marketplace seller's: they are made inert. */
export function budgetMail(words: BudgetWords): MailView {
  const { subject, headline, figures, sentences, facts, services, over, thread } = words;
  return {
    subject,
    preheader: sentences.join(' '),
    badge: over ? { text: 'Budget used up', tone: 'alarm' } : { text: 'Budget', tone: 'notice' },
    title: headline,
    blocks: [
      { kind: 'figures', figures },
      { kind: 'lines', lines: sentences },
      ...(services.length === 0
        ? []
        : [
            {
              kind: 'table' as const,
              table: {
                heading: 'Where it went',
                head: ['Service', 'Cost', 'Share'],
                rows: services.map(({ name, amount, percent }) => [
                  inertLinks(oneLine(name, 80), '[.]'),
                  amount,
                  percent,
                ]),
                amounts: [1, 2],
              },
            },
          ]),
      {
        kind: 'table',
        table: {
          heading: 'About this budget',
          rows: facts.map(({ name, value }) => [name, value]),
          amounts: [],
        },
      },
    ],
    footer: [
      'Each threshold of a budget is told once in its period. Budgets are set in cost.yaml.',
      'Sent by Belltower, from the costs it has collected.',
    ],
    thread,
  };
}
