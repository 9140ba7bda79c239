import { type Micros, spokenMoney } from '../kernel/money.ts';
import type { MailView } from '../platform/mail-view.ts';
import type { ToPng } from '../platform/png.ts';
import { renderMail } from '../platform/render-mail.ts';
import type { CostConfig } from './config.ts';
import { drawMonthChart, drawStackChart } from './month-chart.ts';
import type { Restatement } from './restated-review.ts';
import type { Review } from './review.ts';
import type { PublishReview } from './review-costs.ts';
import { REVIEW_LINK_DAYS, type ReviewLinks } from './review-link-client.ts';
import { reviewMail } from './review-mail.ts';
import { type PageChart, reviewPage } from './review-page.ts';
import type { ReviewPages } from './review-pages-store.ts';
import { reviewName } from './review-token.ts';
import { type ReviewWords, reviewWords } from './review-words.ts';
import { briefDay } from './spoken-day.ts';

export interface PublishReviewDeps {
  readonly pages: Pick<ReviewPages, 'put'>;
  readonly links: Pick<ReviewLinks, 'issue'>;
  readonly toPng: ToPng;
  /** Where pages are served, without a slash at the end. */
  readonly pageUrl: string;
  readonly config: CostConfig;
}

/** Keeps the page of a review, and makes the mail that points to it. The same review again replaces its page. */
export function makePublishReview({
  pages,
  links,
  toPng,
  pageUrl,
  config,
}: PublishReviewDeps): PublishReview {
  return async (review, restatement, today) => {
    const words = reviewWords(review, restatement, config);
    const of = reviewName(review.of);
    const charts = reviewCharts(review, words);
    await pages.put(review.month, of, reviewPage(words, charts));
    const token = await links.issue({ month: review.month, of }, today);
    const pictures = await Promise.all(
      charts.map(async ({ id, heading, svg, alt }) => ({ id, png: await toPng(svg), alt, caption: heading })),
    );
    return renderMail(
      reviewMail({
        words,
        thread: `cost-review-${review.month}-${of}`,
        link: `${pageUrl}/r/${token}`,
        linkDays: REVIEW_LINK_DAYS,
        charts: pictures,
        badge: badgeOf(review, restatement),
      }),
    );
  };
}

function badgeOf({ budgets }: Review, restatement: Restatement | undefined): MailView['badge'] {
  if (restatement !== undefined) return { text: 'Corrected review', tone: 'notice' };
  const over = budgets.some(({ spent, amount }) => spent > amount);
  return over
    ? { text: 'Monthly review: over budget', tone: 'alarm' }
    : { text: 'Monthly review', tone: 'good' };
}

/** The charts of a review, with what is to be seen on each. */
function reviewCharts(review: Review, { months }: ReviewWords): (PageChart & { readonly id: string })[] {
  const { days, stacks, currency, stackedBy } = review;
  const money = (micros: Micros) => spokenMoney(micros, currency);
  const known = days.flatMap(({ day, usage }) => (usage === undefined ? [] : [{ day, usage }]));
  const [dearest] = known.toSorted((a, b) => b.usage - a.usage);
  const parts = stacks.map((stack) => `${stack.name} ${money(stack.total)}`).join(', ');
  return [
    {
      id: 'by-day',
      heading: 'Usage a day, and the month before',
      svg: drawMonthChart(review, months),
      alt: `Usage a day in ${months.now}${dearest === undefined ? '' : `: most on ${briefDay(dearest.day)} with ${money(dearest.usage)}`}.`,
    },
    {
      id: 'by-part',
      heading: `Usage a day by ${stackedBy}`,
      svg: drawStackChart(review),
      alt: `Usage by ${stackedBy} in ${months.now}: ${parts}.`,
    },
  ];
}
