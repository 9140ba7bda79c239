import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { addDays } from '../../../shared/kernel/day.ts';
import { runCliHere } from '../../support/cli-in-process.ts';
import { runCli } from '../../support/run-cli.ts';

/** A file with this in it, for the length of a test. */
function file(content: string, name = 'bill.csv'): string {
  const folder = mkdtempSync(join(tmpdir(), 'belltower-bill-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

/** Rows of a service from 2026-01-01 on. */
const rows = (service: string, costs: readonly (number | string)[]) =>
  costs.map((cost, day) => `${addDays('2026-01-01', day)},${service},${cost}`);
const csv = (...lines: readonly string[]) => `${lines.join('\n')}\n`;
const flat = (days: number, cost: number) => Array.from({ length: days }, () => cost);
const HEAD = 'date,service,cost';

const backtest = (...args: string[]) => runCliHere(['cost', 'backtest', ...args]);
const json = async (...args: string[]) => {
  const { status, stdout } = await backtest(...args, '--json');
  expect(status).toBe(0);
  const findings: unknown = JSON.parse(stdout);
  return findings;
};

describe('belltower cost backtest', () => {
  it('prints one object per finding, and a summary to stderr', async () => {
    const bill = file(csv(HEAD, ...rows('A', [...flat(35, 100), 150, 150, 100]), ...rows('B', flat(38, 20))));
    const { status, stdout, stderr } = await backtest(bill, '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual([
      {
        date: '2026-02-05',
        firstDate: '2026-02-05',
        series: { service: 'A' },
        kind: 'spike',
        actual: 150,
        baseline: 100,
        low: 75,
        high: 125,
        deviationPct: 50,
        impactUsd: 50,
        z: expect.any(Number),
        gate: 'point',
        days: ['2026-02-05', '2026-02-06'],
      },
    ]);
    expect(stderr).toMatch(
      /^1 findings, 0\.40 per service-month \(services: 2, months: 1\.2\); muted: 0; learning: 0; 76 series-days in [\d.]+ s\n$/,
    );
  });

  it('tells people in a table, or that there is nothing', async () => {
    const spike = await backtest(file(csv(HEAD, ...rows('A', [...flat(35, 100), 150]))));
    expect(spike.stdout.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
      ['DATE', 'DAYS', 'WHAT', 'WHERE', 'COST', 'USUAL', 'OFF', 'A DAY', 'OWNER'],
      ['2026-02-05', '1', 'spike', 'A', '$150.00', '$100.00', '+50%', '+$50.00'],
      [''],
    ]);
    expect((await backtest(file(csv(HEAD, ...rows('A', flat(40, 100)))))).stdout).toBe('Nothing unusual.\n');
  });

  it('adds up hourly rows of a FOCUS file, by the day in UTC', async () => {
    const hours = rows('x', [...flat(35, 100), 300]).flatMap((row) => {
      const [day = '', , cost = ''] = row.split(',');
      return [0, 12].map(
        (hour) =>
          `${day}T${String(hour).padStart(2, '0')}:00:00Z,Amazon S3,${Number(cost) / 2},111111111111,eu-west-1,Usage,USD,"{""team"":""data""}"`,
      );
    });
    const head =
      'ChargePeriodStart,ServiceName,EffectiveCost,SubAccountId,RegionId,ChargeCategory,BillingCurrency,Tags';
    const tax = '2026-02-01T00:00:00Z,Amazon S3,900,111111111111,,Tax,USD,';
    expect(await json(file(csv(head, ...hours, tax)))).toMatchObject([
      { kind: 'fee-change', series: { service: 'Amazon S3', account: '111111111111' }, baseline: 0 },
      {
        date: '2026-02-05',
        series: { service: 'Amazon S3', account: '111111111111', region: 'eu-west-1' },
        actual: 300,
        baseline: 100,
        owner: 'data',
      },
    ]);
  });

  it.each<[given: string, lines: readonly string[]]>([
    ['any order of rows', rows('A', [...flat(35, 100), 150]).toReversed()],
    ['quotes', rows('"A"', [...flat(35, 100), '"150"'])],
    ['a row in parts', [...rows('A', [...flat(35, 100), 149.5]), '2026-02-05,A,0.5']],
    ['exponents', rows('A', [...flat(35, 100), '1.5e2'])],
    ['spaces', rows(' A ', [...flat(35, 100), ' 150 '])],
  ])('reads %s', async (_, lines) => {
    expect(await json(file(csv(HEAD, ...lines)))).toMatchObject([
      { date: '2026-02-05', series: { service: 'A' }, actual: 150, baseline: 100 },
    ]);
  });

  it('reads a byte order mark, lines that end as on Windows, empty lines and stdin', () => {
    const bill = `\uFEFFDate,Service,Cost,more\r\n${rows('A', [...flat(35, 100), 150]).join(',x\r\n')},x\r\n\r\n`;
    const { status, stdout } = runCli(['cost', 'backtest', '-', '--json'], {}, bill);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject([{ date: '2026-02-05', actual: 150 }]);
  });

  it('keeps apart what is not usage, by record type or by name', async () => {
    const bill = csv(
      'date,service,cost,record_type',
      ...rows('A', flat(36, 600)).map((row) => `${row},Usage`),
      '2026-02-01,A,-500,Credit',
      '2026-02-02,A,-700,',
      '2026-02-03,A,-900,Refund',
      '2026-02-03,Plans,12000,SavingsPlanUpfrontFee',
      ...['2026-01-01', '2026-02-01'].map((day) => `${day},AWS Support (Business),100,`),
    );
    expect(await json(file(bill))).toMatchObject([
      { kind: 'fee-change', date: '2026-01-01', series: { service: 'AWS Support (Business)' } },
      { kind: 'fee-change', date: '2026-02-03', series: { service: 'Plans' }, impactUsd: 12_000 },
    ]);
  });

  it('does not add up currencies', async () => {
    const bill = csv(
      'date,service,cost,currency',
      ...rows('A', [...flat(35, 100), 150]).map((row) => `${row},EUR`),
      ...rows('A', flat(36, 9000)).map((row) => `${row},USD`),
    );
    expect(await json(file(bill))).toMatchObject([{ currency: 'EUR', actual: 150, baseline: 100 }]);
  });

  it('takes thresholds, planned events and aliases from a cost.yaml', async () => {
    const bill = file(csv(HEAD, ...rows('A', [...flat(35, 100), 121])));
    const low = file('thresholds: { minImpactUsd: 20 }\n', 'cost.yaml');
    const plan =
      'thresholds: { minImpactUsd: 20 }\nplanned: [ { id: x, match: { service: A }, from: 2026-02-05, to: 2026-02-05, factor: 2 } ]\n';
    expect(await json(bill)).toEqual([]);
    expect(await json(bill, '--config', low)).toHaveLength(1);
    expect(await json(bill, '--config', join(low, '..'))).toHaveLength(1);
    const { stdout, stderr } = await backtest(bill, '--json', '--config', file(plan, 'cost.yaml'));
    expect(stdout).toBe('[]\n');
    expect(stderr).toContain('muted: 1');
  });

  it('judges a day once so many days are over', async () => {
    const bill = file(csv(HEAD, ...rows('A', [...flat(35, 100), 150])));
    expect(await json(bill, '--as-of-lag', '1')).toHaveLength(1);
    expect(await json(bill, '--as-of-lag', '2')).toEqual([]);
  });

  it.each<[given: string, content: string, expected: string]>([
    [
      'no cost column',
      csv('date,service', '2026-01-01,A'),
      'row 1: there is no column "cost"; wanted: a header',
    ],
    [
      'a bad date',
      csv(HEAD, '2026-01-01,A,1', '2026-02-30,A,1'),
      'row 3: date "2026-02-30" is no day; wanted: ',
    ],
    ['a date in another form', csv(HEAD, '01/02/2026,A,1'), 'row 2: date "01/02/2026" is no day; wanted: '],
    ['an empty file', '', 'row 1: the file is empty; wanted: '],
    ['only a header', csv(HEAD), 'row 2: no rows after the header; wanted: '],
    ['a bad number', csv(HEAD, '2026-01-01,A,1.2.3'), 'row 2: cost "1.2.3" is no amount; wanted: '],
    ['no number', csv(HEAD, '2026-01-01,A,'), 'row 2: cost "" is no amount; wanted: '],
    ['NaN', csv(HEAD, '2026-01-01,A,NaN'), 'row 2: cost "NaN" is no amount; wanted: '],
    ['a huge number', csv(HEAD, `2026-01-01,A,${'9'.repeat(30)}`), 'row 2: cost "9'],
    [
      'a huge sum',
      csv(HEAD, '2026-01-01,A,9000000000', '2026-01-01,A,9000000000'),
      'a day of A adds up to more',
    ],
    ['fields that are missing', csv(HEAD, '2026-01-01,A'), 'row 2: 2 fields; wanted: 3'],
    ['no service', csv(HEAD, '2026-01-01,,5'), 'row 2: service is empty; wanted: '],
    ['a quote that does not end', csv(HEAD, '2026-01-01,"A,5'), 'not CSV: a quote is not closed'],
    [
      'a year that is a typo',
      csv(HEAD, '2026-01-01,A,5', '0226-01-01,A,5'),
      'row 3: date "0226-01-01" is more than ten',
    ],
    [
      'a bad currency',
      csv(`${HEAD},currency`, '2026-01-01,A,5,dollars'),
      'row 2: currency "dollars" is none; wanted: ',
    ],
  ])('says in one line what is wrong with %s', async (_, content, expected) => {
    const bill = file(content);
    const { status, stdout, stderr } = await backtest(bill);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr.startsWith(`${bill}: `)).toBe(true);
    expect(stderr).toContain(expected);
    expect(stderr.trimEnd()).not.toContain('\n');
  });

  it.each<[args: readonly string[], expected: string]>([
    [['/nowhere.csv'], '/nowhere.csv: cannot be read (ENOENT); wanted: a CSV file, or - for stdin\n'],
    [['--as-of-lag', '0', 'x.csv'], 'wanted: a whole number of days from 1 to 14\n'],
    [
      ['--config', '/nowhere.yaml', 'x.csv'],
      'cannot be read (ENOENT); wanted: a cost.yaml or a folder with one\n',
    ],
  ])('%j: exit 2, one line', async (args, expected) => {
    const { status, stderr } = await backtest(...args);
    expect(status).toBe(2);
    expect(stderr).toContain(expected);
  });

  it('says where a cost.yaml is wrong', async () => {
    const bad = file('thresholds: { z: "many" }\n', 'cost.yaml');
    const { status, stderr } = await backtest('x.csv', '--config', bad);
    expect(status).toBe(2);
    expect(stderr).toBe(`${bad}:1:18: thresholds.z: wrong: "many"; wanted: a number\n`);
  });
});
