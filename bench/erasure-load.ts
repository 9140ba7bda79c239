import { UsageFault } from '../local/local-fault.ts';
import { openLocalStack } from '../local/local-stack.ts';
import { wholeRun } from '../local/whole-run.ts';
import { CrowdWorld } from './crowd-world.ts';
import { printTable } from './table.ts';

const CASES = 100;
const WITHIN_S = 900;

/**
 * Cases of erasure at once on the local stack: `npm run bench:erasure-load -- [cases] [seconds]`. A missed target is told and
 * fails nothing.
 */
await wholeRun(async ({ lifetime }) => {
  const cases = wholeNumber(process.argv[2], CASES);
  const within = wholeNumber(process.argv[3], WITHIN_S);
  const say = (stage: string) => console.error(`local stack: ${stage}`);
  const stack = await openLocalStack({ lifetime, say });
  const world = new CrowdWorld(stack);
  say(`making the data of ${cases} people`);
  await world.fill(cases, lifetime.signal);

  console.log(`${cases} cases at once, waiting up to ${within} s`);
  const { asked, askedAgain } = await world.ask();
  const { ended, polls } = await world.wait(within * 1000);
  const { certified, done, open, longest, median } = await world.outcome();
  const failed = await world.failedExecutions();
  const left = await world.left();
  printTable(
    `What became of ${cases} cases`,
    ['', 'measured', 'target'],
    [
      ['requests taken within', seconds(asked), ''],
      ['requests that were sent again (429, 5xx)', askedAgain, ''],
      ['cases certified', certified, met(`${cases}`, certified === cases)],
      ['of them done', done, met(`${cases}`, done === cases)],
      ['not certified', open, ''],
      ['all certified within', ended === undefined ? 'not at all' : seconds(ended), ''],
      ['from request to certificate, median', seconds(median), ''],
      ['the longest', seconds(longest), ''],
      ['records left in the systems', left, met('0', left === 0)],
      ['executions failed', failed, met('0', failed === 0)],
      ['the audit trail', await world.audit(), ''],
    ],
  );
  printTable(
    `Commands in flight, as ${polls} looks have seen them`,
    ['system', 'the most', 'may have'],
    world.inFlight().map(({ system, most, cap }) => [system, most, met(`${cap}`, most <= cap)]),
  );
  console.log(`The emulator's log: ${stack.emulator.log}`);
  return 0;
});

function met(target: string, isMet: boolean): string {
  return isMet ? target : `${target}: TARGET MISSED`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function wholeNumber(text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (!/^[1-9]\d*$/.test(text))
    throw new UsageFault(`${text} is not a whole number: bench:erasure-load [cases] [seconds]`);
  return Number(text);
}
