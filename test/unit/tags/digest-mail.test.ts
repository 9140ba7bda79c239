import { describe, expect, it } from 'vitest';
import { renderMail } from '../../../shared/platform/render-mail.ts';
import { digestMail } from '../../../shared/tags/digest-mail.ts';
import { day, instance, TagWorld } from '../../support/tag-world.ts';
import { RIGHT } from '../../support/tags.ts';

const QUARANTINE = {
  enforce: { mode: 'quarantine', grace: { remind: '0d', warn: '3d', quarantine: '14d' } },
  apply: true,
  rails: { maxPctOfTeam: 100 },
};
const { 'cost-center': _, ...LACKING } = RIGHT;

/** The mails of these days. */
async function mails(the: TagWorld, ...days: readonly number[]) {
  const sent = [];
  for (let count = 0; count <= Math.max(...days); count++) {
    the.mails.length = 0;
    await the.sweep(day(count));
    if (days.includes(count)) sent.push(...the.mails.map(({ email }) => email));
  }
  return sent;
}

describe('the digest of a team', () => {
  it('says what is wrong, until when, and how the team stands, in text as in HTML', async () => {
    const the = new TagWorld(QUARANTINE);
    the.tags.set(instance('i-1'), LACKING);
    the.tags.set(instance('i-2'), { ...RIGHT, env: 'Prodution' });
    the.tags.set(instance('i-3'), RIGHT);
    const [first, second, last] = await mails(the, 0, 3, 14);
    expect(first?.text).toBe(`Tags are missing: Payments: 2 resources to put right

33.3 %  have all tags
2  lack some or have wrong ones
0  exempt
0  could not be read

Put the tags on where the resource is defined, so that they stay. What is still wrong on 2026-11-04 is told once more.

To be put right
  Resource          Account       What
  ec2 instance/i-1  111111111111  MISSING: cost-center
  ec2 instance/i-2  111111111111  NOT_ALLOWED: env is "Prodution", allowed: prod, staging, dev, perhaps "prod" is meant

Sent to Payments, whose team tag these resources have, or who own their account.
As of the sweep of 2026-11-01. What resources must have is in tags.yaml. Belltower, tags.
`);
    expect(first?.html).toContain('MISSING: cost-center');
    expect(second?.text).toContain(
      'This is the second and last notice: from 2026-11-15 on what is still wrong is put in quarantine, stopped but not deleted.',
    );
    expect(last?.text).toContain('Quarantine: Payments: 2 resources put in quarantine');
    expect(last?.text).toContain('ec2 instance/i-1  111111111111  stopped');
    expect(new Set([first, second, last].map((mail) => mail?.thread))).toEqual(new Set(['tags-payments']));
  });

  it('in a dry run does not threaten with what will not be done', async () => {
    const the = new TagWorld({ ...QUARANTINE, apply: false });
    the.tags.set(instance('i-1'), LACKING);
    const [, second] = await mails(the, 0, 3);
    expect(second?.text).toContain('from 2026-11-15 on it would be put in quarantine; this is a dry run.');
  });

  it('tells of the week on Mondays: the score, that of a week before, and what could not be looked at', async () => {
    const the = new TagWorld({ enforce: { mode: 'report' } });
    the.tags.set(instance('i-1'), LACKING);
    the.tags.set(instance('i-2'), RIGHT);
    the.accounts('111111111111', '222222222222');
    the.closed.add('222222222222');
    await mails(the, 1);
    the.tags.set(instance('i-1'), RIGHT);
    the.mails.length = 0;
    await the.sweep(day(8));
    const [monday] = the.mails;
    expect(monday?.email.text).toContain('100 %  have all tags; 50 % a week before');
    expect(monday?.email.text).toContain('Nothing new since the last report.');
    expect(monday?.email.text).toContain(
      'Not looked at, and so not counted: 222222222222 eu-west-1: AccessDeniedException.',
    );
  });

  it('names how to approve what is held, and never more than 25 rows of a kind', async () => {
    const the = new TagWorld({ ...QUARANTINE, rails: { maxPerRun: 3 } });
    for (let place = 0; place < 30; place++) the.tags.set(instance(`i-${place + 10}`), LACKING);
    const [first, held] = await mails(the, 0, 14);
    expect(first?.text).toContain('And 5 more.');
    expect(held?.text).toMatch(
      /A quarantine is held \(HELD: maxPerRun is 3, this would be 30.*belltower tags approve [0-9a-f]{64}/,
    );
  });

  it('makes names and values inert', async () => {
    const the = new TagWorld(QUARANTINE);
    the.tags.set(instance('i-1'), { ...RIGHT, env: 'https://evil.example/x' });
    const [mail] = await mails(the, 0);
    expect(mail?.text).toContain('env is "evil[.]example/x"');
    expect(mail?.html).not.toContain('https://evil');
  });

  it('is one line of subject however the team is called', () => {
    const config = new TagWorld().config;
    const digest = {
      team: { id: 'x', name: 'A\r\nBcc: b@example.org' },
      at: day(0),
      lines: [],
      weekly: true,
      score: undefined,
      before: undefined,
      held: [],
      unseen: [],
    };
    expect(renderMail(digestMail(digest, config)).subject).toBe(
      '[Tags] A Bcc: b@example.org: No resource was judged.',
    );
  });
});
