import { dataMap, system } from '../test/support/data-map.ts';
import { PlayedErasure } from '../test/support/played-erasure.ts';
import { printTable } from './table.ts';

/** Prices of eu-west-1 per call, as in docs/cost.md; a transaction is taken to write three items of 2 KB, twice. */
const USD = {
  functions: 0.0000002 + 0.5 * 0.2 * 0.0000133334,
  transitions: 0.025 / 1000,
  reads: 0.000000141 * 2,
  transactions: 0.000000705 * 12,
  kms: 0.000003,
};

/** What a case of erasure asks of AWS, from its grace to its last sweep, over our real functions in memory: `npm run bench:erasure`. */
const rows: (string | number)[][] = [];
for (const systems of [1, 3, 10]) rows.push(await counted(systems, false), await counted(systems, true));
printTable(
  'Calls of one case, its three sweeps included (besides those of the systems themselves)',
  ['systems', 'sealed', 'functions', 'transitions', 'reads', 'transactions', 'KMS', 'USD'],
  rows,
);

async function counted(systems: number, sealed: boolean): Promise<(string | number)[]> {
  const ids = Array.from({ length: systems }, (_, n) => `system-${n + 1}`);
  const played = new PlayedErasure(dataMap(ids.map((id) => system(id))));
  for (const id of ids) played.connector.records.set(id, [{ class: 'data', userId: 'u-1' }]);
  await played.begin();
  if (sealed) await played.keys.seal(played.subject, 'data', Buffer.from('a line of the log'));
  const table = played.dynamo;
  const execute = table.execute.bind(table);
  const asked: string[] = [];
  table.execute = (command) => {
    asked.push(String(Object(command).constructor.name));
    return execute(command);
  };
  played.kms.mock.resetHistory();
  await played.play();
  const turns = played.history.filter((step) => 'commands' in step).length;
  const commands = played.history.length - turns;
  const transactions = asked.filter((name) => name.startsWith('TransactWrite')).length;
  const count = {
    functions: turns + commands,
    // Act, the choice and what it leads to in each turn; Run, its choice and its end for each command.
    transitions: turns * 3 + commands * 3,
    reads: asked.length - transactions,
    transactions,
    kms: played.kms.mock.calls().length,
  };
  played.kms.mock.restore();
  const usd = (Object.keys(count) as (keyof typeof count)[]).reduce(
    (sum, name) => sum + count[name] * USD[name],
    0,
  ); // its own keys
  return [systems, sealed ? 'yes' : 'no', ...Object.values(count), Number(usd.toFixed(4))];
}
