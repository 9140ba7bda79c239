import { AlertRaised } from './events.ts';
import { cutText } from './fit-alert.ts';
import type { Hash } from './signal.ts';

const BUDGETS_PAGE = 'https://console.aws.amazon.com/costmanagement/home#/budgets';

/**
 * Reads the text that AWS Budgets publishes to a topic: a letter which names the account, and then each fact on a line
 * of its own, `Budget Name: monthly-prod`. Undefined where it is not that. `topicAccount` stands in for a missing
 * account. Amounts are texts, as the payer's currency has them.
 */
export function budgetFromText(text: string, topicAccount: string, hash: Hash): AlertRaised | undefined {
  if (!/^\s*AWS Budget Notification\b/.test(text)) return undefined;
  const line = (name: string) => new RegExp(`^${name}:[ \\t]*(\\S.*)$`, 'm').exec(text)?.[1]?.trim();
  const name = line('Budget Name');
  const type = line('Budget Type');
  const budgeted = line('Budgeted Amount');
  const alertType = line('Alert Type');
  const threshold = line('Alert Threshold');
  if (name === undefined || threshold === undefined) return undefined;
  if (alertType !== 'ACTUAL' && alertType !== 'FORECASTED') return undefined;
  const amount = line(`${alertType} Amount`);
  if (amount === undefined) return undefined;
  const account = /^AWS Account (\d{12})\b/m.exec(text)?.[1] ?? topicAccount;
  const key = `budgets:${account}:${name}:${alertType}:${threshold}`;
  const facts = { budget: name, budgetType: type, budgetedAmount: budgeted, alertType, threshold, amount };
  const labels = Object.entries(facts).flatMap(([label, value]) =>
    value === undefined ? [] : [[label, cutText(value, 512)]],
  );
  const alert = AlertRaised.safeParse({
    title: `Budget ${cutText(name, 256)}: ${alertType} ${cutText(amount, 128)} ${crossed(cutText(threshold, 128))}`,
    source: 'budgets',
    severity: 'SEV3',
    dedupKey: key.length <= 1024 ? key : `budgets:${hash(key)}`,
    labels: Object.fromEntries(labels),
    links: [{ text: 'AWS Budgets', url: BUDGETS_PAGE }],
    ...(account === '' ? {} : { account }),
  });
  return alert.success ? alert.data : undefined;
}

/** `> $800.00`: passed; a budget of coverage or utilization alerts below its threshold. */
function crossed(threshold: string): string {
  const [, sign = '', value = threshold] = /^([<>=]{1,2})\s*(\S.*)$/.exec(threshold) ?? [];
  if (sign.startsWith('<')) return `fell below its ${value} alert`;
  if (sign.startsWith('=')) return `met its ${value} alert`;
  return `passed its ${value} alert`;
}
