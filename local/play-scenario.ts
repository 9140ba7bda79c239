import { styleText } from 'node:util';
import { describeStep } from './describe-step.ts';
import { ExpectationFailed } from './expectation.ts';
import { progressList } from './progress.ts';
import type { Scenario } from './scenario.ts';
import { runStep } from './scenario-steps.ts';
import type { IncidentDetails, ScenarioWorld } from './scenario-world.ts';
import { incidentStory, mailboxStory } from './timeline.ts';

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
  const incidents = await incidentsOf(scenario, world);
  for (const details of worthTelling(incidents)) console.log(incidentStory(details, world.config));
  const untold = incidents.length - worthTelling(incidents).length;
  if (untold > 0) console.log(styleText('dim', `\nand ${untold} more incidents like the first`));
  const messages = world.mailbox.messages.filter(({ seenAt }) => seenAt >= begun);
  const start = incidents[0]?.incident.startedAt;
  if (start !== undefined) console.log(mailboxStory(messages, start));
  return failures;
}

/** Those that the alarms and the alerts of the scenario have opened, and those that it expects. */
async function incidentsOf({ steps }: Scenario, world: ScenarioWorld): Promise<IncidentDetails[]> {
  const alarms = steps.flatMap((step) => ('putAlarm' in step ? [step.putAlarm.name] : []));
  const services = steps.flatMap((step) => {
    if ('raiseAlerts' in step) return [step.raiseAlerts.service];
    return 'expectIncidents' in step ? [step.expectIncidents.service] : [];
  });
  const found = await Promise.all(alarms.map((alarm) => world.incidentOf(alarm)));
  const ofAlarms = found.flatMap((incident) => (incident === undefined ? [] : [world.details(incident.id)]));
  const ofAlerts = [...new Set(services)].map((service) => world.incidentsOf(service));
  return [...(await Promise.all(ofAlarms)), ...(await Promise.all(ofAlerts)).flat()];
}

const MOST_TOLD = 3;

/** All of a few; of many that are alike, the first and the storms. */
function worthTelling(incidents: readonly IncidentDetails[]): readonly IncidentDetails[] {
  if (incidents.length <= MOST_TOLD) return incidents;
  return incidents.filter(({ incident }, place) => place === 0 || incident.storm !== undefined);
}

function offset(begun: number): string {
  return styleText('dim', `+${((Date.now() - begun) / 1000).toFixed(1)} s`);
}
