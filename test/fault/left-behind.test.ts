import { describe, expect, it } from 'vitest';
import type { Incident } from '../../shared/paging/incident.ts';
import { deliveryWrite, incidentItem, wakeWrite } from '../../shared/paging/incident-items.ts';
import { toResolved } from '../../shared/paging/transitions.ts';
import { anIncident, aPage, at, T0 } from '../support/paging.ts';
import { PlayedAws } from '../support/played-aws.ts';

/** A page of the first run whose order was never put on the queue. It was written with the rung that it is of. */
const PAGE = aPage();
const triggered = (run: number) =>
  anIncident({ climb: { ...anIncident().climb, run, base: at(0), begun: 1 }, wakeAt: at(0) });

describe('what a crash leaves behind', () => {
  it.each<{ given: string; incident: Incident; expected: string }>([
    { given: 'a page of the present run', incident: triggered(1), expected: 'sent accepted' },
    { given: 'a page of the run before', incident: triggered(2), expected: 'skipped superseded' },
    { given: 'a page of a run long past', incident: triggered(9), expected: 'skipped superseded' },
    {
      given: 'a page of a resolved incident',
      incident: toResolved(
        { ...triggered(3), wakeAt: undefined },
        { by: 'person:bob', at: T0, reason: 'by-hand' },
      ),
      expected: 'skipped resolved',
    },
  ])('$given is taken up by the sweeper within 3 minutes: $expected', async ({ incident, expected }) => {
    const aws = new PlayedAws({ seed: 4 });
    const writes = [deliveryWrite('incidents', PAGE, undefined), wakeWrite('incidents', incident)];
    for (const item of [incidentItem(incident), ...writes.flatMap(({ Put }) => Put?.Item ?? [])])
      aws.dynamo.seed('incidents', item);
    await aws.time.run(at(180));
    const page = aws.deliveries().find(({ delivery: { run, step } }) => run === 1 && step === 0)?.delivery;
    expect(`${page?.state} ${page?.reason}`).toBe(expected);
    const overdue = aws.dynamo
      .items('incidents')
      .filter((item) => item['gsi1pk'] === 'DUE' && String(item['gsi1sk']) < at(120));
    expect(overdue).toEqual([]);
  });
});
