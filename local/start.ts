import { parseArgs } from 'node:util';
import { fictionalContacts } from './contacts.ts';
import { readLocalConfig } from './local-config.ts';
import { faultLine, UsageFault } from './local-fault.ts';
import { playScenario } from './play-scenario.ts';
import { loadScenarios } from './scenario.ts';
import { ScenarioWorld } from './scenario-world.ts';
import { setUp } from './set-up.ts';
import { whereThingsAre } from './where-things-are.ts';
import { wholeRun } from './whole-run.ts';

const USAGE = 'usage: npm start -- [--once] [--port PORT] [--scenario NAME]… [--no-scenarios]';

await wholeRun(async ({ lifetime, leave }) => {
  const { once, port, scenario } = options();
  const scenarios = scenario === false ? [] : loadScenarios(scenario);
  const config = readLocalConfig();
  const contacts = fictionalContacts(config.organization);
  const stack = await setUp(lifetime, port, contacts);
  void stack.emulator.died.then((fault) => {
    console.error(faultLine(fault));
    void leave(1);
  });

  const world = new ScenarioWorld(stack, config, contacts);
  let failures = 0;
  for (const each of scenarios) failures += await playScenario(each, world, lifetime.signal);
  if (scenarios.length > 0) {
    console.log(
      failures === 0
        ? '\nEverything went as expected.'
        : `\n${failures} expectation(s) failed (log: ${stack.emulator.log})`,
    );
  }
  if (once) return failures === 0 ? 0 : 1;
  console.log(whereThingsAre(stack, world));
  return undefined;
});

function options(): { once: boolean; port: number | undefined; scenario: string[] | false | undefined } {
  const { values } = parsed();
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && !(Number.isInteger(port) && port > 1023 && port < 65_536)) {
    throw new UsageFault(`--port ${values.port}: a port is a number from 1024 to 65535`);
  }
  return { once: values.once, port, scenario: values['no-scenarios'] ? false : values.scenario };
}

function parsed() {
  try {
    return parseArgs({
      options: {
        once: { type: 'boolean', default: false },
        port: { type: 'string' },
        scenario: { type: 'string', multiple: true },
        'no-scenarios': { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new UsageFault(`${error instanceof Error ? error.message : String(error)}; ${USAGE}`);
  }
}
