import { printTable } from '../bench/table.ts';
import { heartbeatTimes } from '../shared/paging/config.ts';
import { AlarmConditions } from './alarm-condition.ts';
import { fictionalContacts } from './contacts.ts';
import { GameControls } from './game-controls.ts';
import { GAME_FAULTS, type GameFault } from './game-faults.ts';
import { beat } from './heart.ts';
import { readLocalConfig } from './local-config.ts';
import { faultLine, UsageFault } from './local-fault.ts';
import { type FaultOutcome, playFault, untilInTime } from './play-fault.ts';
import { ScenarioWorld } from './scenario-world.ts';
import { setUp } from './set-up.ts';
import { physicalIds } from './stack-resources.ts';
import { wholeRun } from './whole-run.ts';

const HEAD = [
  'broken',
  'noticed by',
  'at',
  'after',
  'paged after repair',
  'texts sent',
  'arrived',
  'verdict',
];
const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

/** Breaks one thing after the other on the local stack. Ends with 0 if each was noticed and no page was lost, else 1. */
await wholeRun(async ({ lifetime }) => {
  const faults = chosen(process.argv.slice(2));
  const config = readLocalConfig();
  const everyMs = heartbeatTimes(config.paging)?.everyMs ?? 0; // without a heartbeat the first wait fails and says so
  const contacts = fictionalContacts(config.organization);
  const stack = await setUp(lifetime, undefined, contacts);
  const { emulator, outputs } = stack;
  const ids = await physicalIds(emulator.url);
  const controls = new GameControls(emulator.url, ids, outputs);
  const heart = new AbortController();
  lifetime.atEnd(() => heart.abort());
  const beating = beat(controls, config, heart.signal);
  const game = {
    url: emulator.url,
    world: new ScenarioWorld(stack, config, contacts),
    controls,
    alarms: new AlarmConditions(emulator.url, ids, outputs.OperationsTopicArn),
    signal: lifetime.signal,
  };
  console.log(
    'The emulator evaluates no alarm: the condition each alarm states is held against its metric here.\n',
  );
  const rows: string[][] = [];
  let failures = 0;
  for (const fault of faults) {
    try {
      await untilInTime(game, everyMs);
      console.log(`breaking: ${fault.what}`);
      const outcome = await playFault(fault, game);
      const lost = outcome.sent > outcome.arrived || outcome.arrived === 0;
      if (lost) failures++;
      rows.push(rowOf(outcome, lost ? 'PAGES LOST' : 'ok'));
    } catch (error) {
      lifetime.signal.throwIfAborted();
      failures++;
      rows.push([fault.name, fault.alarm, '', '', '', '', '', faultLine(error)]);
    }
    console.log(`  ${rows.at(-1)?.join(', ')}`);
  }
  heart.abort();
  const stopped = await beating;
  if (stopped instanceof Error) {
    failures++;
    console.log(`the heartbeat or the sweeper stopped: ${faultLine(stopped)}`);
  }
  printTable('Game day', HEAD, rows);
  console.log(
    failures === 0
      ? '\nAll was noticed and no page was lost.'
      : `\n${failures} failed (log: ${emulator.log})`,
  );
  return failures === 0 ? 0 : 1;
});

function rowOf(
  { name, alarm, noticed, pagedAfterRepair, sent, arrived }: FaultOutcome,
  verdict: string,
): string[] {
  const value = String(noticed.value);
  return [
    name,
    alarm,
    value,
    seconds(noticed.after),
    seconds(pagedAfterRepair),
    String(sent),
    String(arrived),
    verdict,
  ];
}

function chosen(names: readonly string[]): readonly GameFault[] {
  const known = GAME_FAULTS.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new UsageFault(`nothing called ${unknown} can be broken; there are: ${known.join(', ')}`);
  return names.length === 0 ? GAME_FAULTS : GAME_FAULTS.filter(({ name }) => names.includes(name));
}
