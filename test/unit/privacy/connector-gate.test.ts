import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { millis } from '../../../shared/kernel/duration.ts';
import { shift } from '../../../shared/kernel/instant.ts';
import { type ConnectorState, entered, left, passGate } from '../../../shared/privacy/connector-gate.ts';
import type { Failure } from '../../../shared/privacy/progress.ts';

const NOW = '2026-03-02T09:00:00.000Z';
const IDLE: ConnectorState = { inFlight: 0, failures: 0 };

function stateAfter(failures: readonly Failure[], retryAfterMs?: number): ConnectorState {
  return failures.reduce((state, failure) => left(entered(state), { failure, retryAfterMs }, NOW), IDLE);
}

describe('a connector', () => {
  it.each<[what: string, state: ConnectorState, at: string, gate: object]>([
    ['that is free', IDLE, '0s', { kind: 'send', reason: 'free' }],
    ['that has one place left', { ...IDLE, inFlight: 1 }, '0s', { kind: 'send' }],
    ['that has none', { ...IDLE, inFlight: 2 }, '0s', { kind: 'wait', reason: 'at-capacity' }],
    ['that failed four times', stateAfter(Array(4).fill('unavailable')), '0s', { kind: 'send' }],
    [
      'that failed five times',
      stateAfter(Array(5).fill('unavailable')),
      '59s',
      { kind: 'wait', reason: 'circuit-open', until: shift(NOW, millis('1m')) },
    ],
    ['that has rested', stateAfter(Array(5).fill('no-answer')), '1m', { kind: 'send', reason: 'probe' }],
    [
      'that is being tried',
      entered(stateAfter(Array(5).fill('unavailable'))),
      '1m',
      { kind: 'wait', reason: 'circuit-open', until: undefined },
    ],
    [
      'that asked for time (17)',
      stateAfter(['throttled'], millis('17m')),
      '16m',
      { kind: 'wait', until: shift(NOW, millis('17m')) },
    ],
    [
      'that is down for long',
      stateAfter(Array(40).fill('unavailable')),
      '59m',
      { kind: 'wait', until: shift(NOW, millis('1h')) },
    ],
    [
      "that may not write, which is the step's own trouble",
      stateAfter(Array(9).fill('forbidden')),
      '0s',
      { kind: 'send', reason: 'free' },
    ],
  ])('%s', (_what, state, at, gate) => {
    expect(passGate({ concurrency: 2 }, state, shift(NOW, millis(at)))).toMatchObject(gate);
  });

  it('is free again after one answer', () => {
    const down = stateAfter(Array(7).fill('unavailable'));
    expect(left(entered(down), undefined, NOW)).toEqual(IDLE);
  });

  it('never has more commands than it may, whoever asks when (34)', () => {
    const moves = fc.array(fc.tuple(fc.boolean(), fc.boolean(), fc.nat(120)), { maxLength: 200 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), moves, (concurrency, steps) => {
        let state = IDLE;
        let now = NOW;
        for (const [asks, works, minutes] of steps) {
          now = shift(now, millis(`${minutes}m`));
          if (asks && passGate({ concurrency }, state, now).kind === 'send') state = entered(state);
          else if (!asks && state.inFlight > 0)
            state = left(state, works ? undefined : { failure: 'unavailable' }, now);
          expect(state.inFlight).toBeLessThanOrEqual(concurrency);
        }
      }),
    );
  });
});
