import { describe, expect, it } from 'vitest';
import { Organization } from '../../../shared/platform/schema.ts';
import { ConcludeInput, SweepCellAnswer, SweepCellInput } from '../../../shared/platform/sweep.ts';
import { sweptPlaces } from '../../../shared/platform/sweep-config.ts';

const HOME = '111111111111';

describe('what the steps of a sweep are given', () => {
  it.each([
    ['a cell', SweepCellInput, { account: '222222222222', region: 'eu-west-1' }],
    ['concluding', ConcludeInput, {}],
  ] as const)('%s takes the time as EventBridge Scheduler writes it', (_what, schema, rest) => {
    expect(schema.parse({ at: '2026-11-21T02:00:00Z', ...rest })).toEqual({
      at: '2026-11-21T02:00:00.000Z',
      ...rest,
    });
  });

  it.each([
    ['no account', { region: 'eu-west-1' }],
    ['an account that is none', { account: '2222', region: 'eu-west-1' }],
    ['a region that is none', { account: HOME, region: 'everywhere' }],
  ])('%s is refused', (_what, cell) => {
    expect(SweepCellInput.safeParse({ at: '2026-11-21T02:00:00Z', ...cell }).success).toBe(false);
  });

  it('an answer may say more than whether the cell is done', () => {
    expect(SweepCellAnswer.parse({ done: false, looked: 50 })).toEqual({ done: false, looked: 50 });
    expect(SweepCellAnswer.safeParse({ looked: 50 }).success).toBe(false);
  });
});

describe('where a sweep goes', () => {
  const organization = (rest: object) =>
    Organization.parse({ name: 'acme', home: { region: 'eu-west-1' }, ...rest });

  it.each([
    ['home alone where nothing is named', {}, [HOME], ['eu-west-1']],
    [
      'the accounts and regions that are named, and no other',
      { accounts: [{ id: '222222222222', name: 'payments' }], regions: ['us-east-1', 'eu-west-1'] },
      ['222222222222'],
      ['us-east-1', 'eu-west-1'],
    ],
  ])('%s', (_what, rest, accounts, regions) => {
    expect(sweptPlaces(organization(rest), HOME)).toEqual({ accounts, regions });
  });
});
