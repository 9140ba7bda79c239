import { styleText } from 'node:util';
import { LOCAL_REGION } from './aws-environment.ts';
import type { LocalStack } from './local-stack.ts';
import type { ScenarioWorld } from './scenario-world.ts';

/** What a person can do next with the running stack. */
export function whereThingsAre(
  { emulator, outputs, instance, costExplorer }: LocalStack,
  world: ScenarioWorld,
): string {
  const link = world.mailbox.messages.findLast((message) => message.link !== undefined)?.link;
  const rows = [
    ['API', outputs.ApiUrl],
    ...(link === undefined ? [] : [['A page link', link]]),
    ['Caught SMS', `${emulator.url}/_ministack/sns/sms-messages`],
    ['Caught e-mail', `${emulator.url}/_ministack/ses/messages`],
    [
      'AWS CLI',
      `AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test aws --region ${LOCAL_REGION} --endpoint-url ${emulator.url} …`,
    ],
    ['Bill', `${instance.dir}/bill.csv, replayed at ${costExplorer}`],
    ['Logs', instance.dir],
  ];
  const table = rows.map(([name = '', value = '']) => `  ${styleText('bold', name.padEnd(14))} ${value}`);
  return ['', ...table, '', 'Running until Ctrl-C.'].join('\n');
}
