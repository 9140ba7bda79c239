import { describe, expect, it } from 'vitest';
import { heartbeatAlert } from '../../shared/paging/heartbeat.ts';
import { HeartbeatStore } from '../../shared/paging/heartbeat-store.ts';
import type { Kill } from '../support/invocation.ts';
import { at, T0 } from '../support/paging.ts';
import { PlayedAws } from '../support/played-aws.ts';

/** One heartbeat and ten minutes after it. */
async function tenMinutes(kills: readonly Kill[]): Promise<PlayedAws> {
  const aws = new PlayedAws({ seed: 3, kills });
  const event = { 'detail-type': 'AlertRaised', source: 'belltower', time: T0, detail: heartbeatAlert(T0) };
  aws.time.after(0, () => aws.intake.send(JSON.stringify(event)));
  await aws.time.run(at(600));
  return aws;
}

describe('killing the pager while a heartbeat is on its way', () => {
  it('at every await, before and after its effect: it arrives, nobody is told, nothing stays open or due', async () => {
    const { calls } = await tenMinutes([]);
    const idle = calls.places.filter(({ what }) => what.startsWith('sweep')).slice(1);
    const places = calls.places.filter((place) => !idle.includes(place));
    expect(new Set(places.map(({ what }) => what.split(' ')[0]))).toEqual(
      new Set(['intake', 'act', 'deliver', 'sweep']),
    );
    for (const { index, what } of places) {
      for (const when of ['before-effect', 'after-effect'] as const) {
        const aws = await tenMinutes([{ index, when }]);
        const arrival = await new HeartbeatStore(aws.dynamo.client, 'incidents').lastArrival();
        expect(
          {
            raisedAt: arrival?.raisedAt,
            states: aws.incidents().map(({ state }) => state),
            due: aws.due(),
            texts: aws.sent,
          },
          `killed at ${what}, ${when}`,
        ).toEqual({ raisedAt: T0, states: ['resolved'], due: [], texts: [] });
      }
    }
  });
});
