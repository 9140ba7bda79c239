import { it } from 'vitest';
import { playNight } from './scenario.ts';
import { elapsed } from '../../shared/kernel/instant.ts';
it('x', async () => {
  const t = performance.now();
  for (const seed of [1,2,3]) {
  const calm = await playNight({ seed });
  const n = calm.calls.places.length;
  const expected = new Map(calm.sent.map(s => [s.page, s.at]));
  let worst = 0; const bad: unknown[] = []; let dups = 0;
  for (let index = 0; index < n; index++) for (const when of ['before-effect', 'after-effect'] as const) {
    if (calm.calls.places[index]!.what === 'sweep 1 QueryCommand' && index % 17) continue;
    const aws = await playNight({ seed, kills: [{index, when}] });
    const got = new Map<string, string[]>();
    for (const s of aws.sent) got.set(s.page, [...got.get(s.page) ?? [], s.at]);
    const what = aws.calls.places[index]!.what;
    const d = aws.sent.length - got.size; if (d) dups++;
    if (d > 1) bad.push([index, when, what, 'dups', d]);
    for (const [page, at] of expected) { const late = elapsed(at, got.get(page)?.[0] ?? '2027-01-01T00:00:00.000Z'); worst = Math.max(worst, late); if (late > 180_000) bad.push([index, when, what, page, late]); }
    for (const page of got.keys()) if (!expected.has(page)) bad.push([index, when, what, 'extra', page]);
    if (aws.due().length || aws.incidents().some(i => i.state !== 'resolved')) bad.push([index, when, what, 'open', aws.due(), aws.incidents().map(i => [i.service, i.state])]);
    if (aws.intake.deadLetters.length + aws.delivery.deadLetters.length) bad.push([index, when, what, 'dlq']);
    if (!aws.calls.killed.length) bad.push(['not killed', index]);
  }
  console.log(n, worst, dups, JSON.stringify(bad, null, 0).replaceAll('],[', '],\n['), performance.now() - t);
  }
});
