import { countCalls, SERVICES } from './aws-calls.ts';
import { measureBundles } from './bundles.ts';
import { planPagesPerSecond } from './plan-pages.ts';
import { printTable } from './table.ts';

const TARGET_BYTES = 350_000;

const calls = await countCalls();
printTable(
  'AWS calls our functions make (targets: 3 for an alert that opens an incident, 4 per page sent)',
  ['for one', ...SERVICES, 'in all'],
  calls.map(({ what, per, byService }) => {
    const each = SERVICES.map((service) => round((byService[service] ?? 0) / per));
    const all = Object.values(byService).reduce((sum, n) => sum + n, 0);
    return [what, ...each, round(all / per)];
  }),
);

const bundles = await measureBundles();
printTable(
  `Bundles, minified (target: ${TARGET_BYTES / 1000} KB); load: a fresh process that imports it, over one that imports an empty module`,
  ['function', 'KB', 'load'],
  bundles.map(({ name, bytes, loadRatio }) => [name, Math.round(bytes / 1000), round(loadRatio)]),
);
const [largest] = bundles;
if (largest !== undefined) {
  printTable(
    `What is in the largest, ${largest.name}`,
    ['package', 'KB'],
    largest.parts.slice(0, 12).map(([name, bytes]) => [name, Math.round(bytes / 1000)]),
  );
}

printTable('planPages', ['case', 'calls a second'], planPagesPerSecond());

function round(n: number): number {
  return Math.round(n * 10) / 10;
}
