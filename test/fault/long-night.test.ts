import { expect, it, vi } from 'vitest';
import { IncidentStore } from '../../shared/paging/incident-store.ts';
import { at } from '../support/paging.ts';
import { PlayedAws } from '../support/played-aws.ts';
import { alarm } from './scenario.ts';

it('an incident that nobody looks at for half a day: a wake reads the pages of an hour at most', async () => {
  const read = vi.spyOn(IncidentStore.prototype, 'readPaged');
  const aws = new PlayedAws({ seed: 1 });
  aws.intake.send(alarm('ALARM', 0));
  await aws.time.run(at(12 * 3_600));
  const pages = await Promise.all(read.mock.results.map(({ value }) => value));
  const ofThatIncident = pages.filter(({ incident }) => incident.service === 'payments');
  expect(ofThatIncident.length).toBeGreaterThan(40);
  expect(aws.deliveries().length).toBeGreaterThan(60);
  expect(Math.max(...ofThatIncident.map(({ deliveries }) => deliveries.length))).toBeLessThan(30);
  read.mockRestore();
}, 60_000);
