import { oneLine } from '../shared/platform/one-line.ts';
import type { TagsConfig } from '../shared/tags/config.ts';
import type { EventJudgement } from '../shared/tags/judge-event.ts';
import type { TagAction } from '../shared/tags/verdict.ts';

/** Judgements as a person reads them: each resource, why, and what would put it right. */
export function judgementWords(judgements: readonly EventJudgement[], { tags }: TagsConfig): string {
  if (judgements.length === 0) return 'No records, so nothing was made.';
  return [
    ...judgements.map((one) => lines(one).join('\n')),
    `${summary(judgements)}. ${modeWords(tags)}`,
  ].join('\n\n');
}

function modeWords({ apply, enforce }: TagsConfig['tags']): string {
  const writes = apply && enforce.mode !== 'report';
  return `The policy's mode is ${enforce.mode}${writes ? '' : ', and nothing is written'}${apply ? '' : ': apply is false'}.`;
}

function lines({ arn, type, action, reason, creator, verdict, actions }: EventJudgement): string[] {
  const what = oneLine(arn ?? type ?? 'the event', 300);
  const state = action === 'judged' ? verdict : action;
  return [
    `${state.toUpperCase()}  ${what}`,
    ...reason.split('; ').map((one) => `  ${oneLine(one, 400)}`),
    ...(creator === null ? [] : [`  made by ${oneLine(creator, 100)}`]),
    ...actions.map((one) => `  to put it right: ${actionWords(one)}`),
  ];
}

function actionWords(action: TagAction): string {
  if (action.action === 'rename-tag')
    return `${action.keys.map(quoted).join(', ')} becomes ${action.to} = ${quoted(action.value)}`;
  const was = action.was === null ? '' : `, was ${quoted(action.was)}`;
  return `${action.key} = ${quoted(action.value)} (from ${action.from}${was})`;
}

function quoted(text: string): string {
  return JSON.stringify(oneLine(text, 256));
}

function summary(judgements: readonly EventJudgement[]): string {
  const counts = new Map<string, number>();
  for (const { action, verdict } of judgements) {
    const state = action === 'judged' ? verdict : action;
    counts.set(state, (counts.get(state) ?? 0) + 1);
  }
  return [...counts].map(([state, count]) => `${state}: ${count}`).join(', ');
}
