import { styleText } from 'node:util';
import { progressList } from './progress.ts';
import { describeStep, type Scenario } from './scenario.ts';
import { ExpectationFailed, runStep } from './scenario-steps.ts';
import type { ScenarioWorld } from './scenario-world.ts';
import { incidentStory } from './timeline.ts';

/** Plays a scenario and prints what happened. Resolves with the number of expectations that failed. */
export async function playScenario(
  scenario: Scenario,
  world: ScenarioWorld,
  signal: AbortSignal,
): Promise<number> {
  const begun = Date.now();
  let failures = 0;
  let broken = false;
  console.log(`\n${styleText('bold', scenario.title)}`);
  const list = progressList<object>(
    scenario.steps.map((step) => ({
      title: describeStep(step),
      skip: () => (broken ? `${describeStep(step)} (not tried)` : false),
      task: async (_, task) => {
        try {
          const outcome = await runStep(step, world, signal);
          task.title = `${offset(begun)}  ${outcome}`;
        } catch (error) {
          if (signal.aborted) return new Promise<void>(() => {}); // the process is about to end: say no more
          failures++;
          broken = !(error instanceof ExpectationFailed);
          throw error;
        }
      },
    })),
    {},
    false,
  );
  await list.run();
  signal.throwIfAborted();
  const alarms = scenario.steps.flatMap((step) => ('putAlarm' in step ? [step.putAlarm.name] : []));
  for (const alarm of alarms) {
    const incident = await world.incidentOf(alarm);
    if (incident === undefined) continue;
    const messages = world.mailbox.messages.filter(({ seenAt }) => seenAt >= begun);
    console.log(incidentStory(await world.details(incident.id), world.config, messages));
  }
  return failures;
}

function offset(begun: number): string {
  return styleText('dim', `+${((Date.now() - begun) / 1000).toFixed(1)} s`);
}
