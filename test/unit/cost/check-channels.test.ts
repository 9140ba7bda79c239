import {
  GetAccountCommand,
  GetEmailIdentityCommand,
  GetSuppressedDestinationCommand,
  NotFoundException,
  SESv2Client,
} from '@aws-sdk/client-sesv2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { makeCheckChannels } from '../../../shared/cost/check-channels.ts';
import { judgeChannels, type MailReach, tellableTeams } from '../../../shared/cost/judge-channels.ts';
import { readMailReach } from '../../../shared/cost/mail-reach-client.ts';
import { AlertRaised } from '../../../shared/paging/events.ts';
import { COST_CONFIG } from '../../support/cost-config.ts';
import { SILENT } from '../../support/stored-incidents.ts';

const { organization, cost } = COST_CONFIG;
const READY = { verified: true, sending: true };
const reach = (changes: Partial<MailReach> = {}): MailReach => ({
  sender: READY,
  suppressed: new Map([
    ['payments', false],
    ['platform', false],
  ]),
  ...changes,
});

describe('the weekly check of channels', () => {
  it('looks at the teams that may be told of costs', () => {
    expect(tellableTeams(organization, cost)).toEqual(['payments', 'platform', 'search']);
    const unowned = { ...organization, accounts: [] };
    expect(tellableTeams(unowned, cost)).toEqual(['payments', 'platform']);
  });

  it.each<[string, MailReach, string[]]>([
    ['all is well', reach(), ['ok', 'ok', 'no-address']],
    [
      'an address is suppressed',
      reach({
        suppressed: new Map([
          ['payments', true],
          ['platform', false],
        ]),
      }),
      ['address-suppressed', 'ok', 'no-address'],
    ],
    [
      'the sender is not verified',
      reach({ sender: { verified: false, sending: true } }),
      ['sender-not-verified', 'sender-not-verified', 'no-address'],
    ],
    [
      'SES has stopped the account',
      reach({ sender: { verified: true, sending: false } }),
      ['sending-stopped', 'sending-stopped', 'no-address'],
    ],
    [
      'SES did not answer',
      { sender: undefined, suppressed: new Map() },
      ['not-looked-up', 'not-looked-up', 'no-address'],
    ],
  ])('%s', (_, read, expected) => {
    const judged = judgeChannels(['payments', 'platform', 'search'], organization, read);
    expect(judged.map(({ state, reason }) => (state === 'ok' ? state : reason))).toEqual(expected);
  });

  it('51: raises one alert about Belltower for each team that would not be reached, and none for what is not known', async () => {
    const alerts: AlertRaised[] = [];
    const counted: number[] = [];
    const check = makeCheckChannels({
      read: async () => reach({ suppressed: new Map([['payments', true]]) }),
      bus: {
        put: async (events) => void alerts.push(...events.map(({ detail }) => AlertRaised.parse(detail))),
      },
      telemetry: { ...SILENT, count: (_, value) => void counted.push(value) },
      config: COST_CONFIG,
    });
    await check();
    expect(alerts).toMatchObject([
      {
        service: 'belltower',
        dedupKey: 'cost:channel-unusable:payments',
        labels: { reason: 'address-suppressed' },
      },
      { service: 'belltower', dedupKey: 'cost:channel-missing:search' },
    ]);
    expect(counted).toEqual([2]);
    expect(JSON.stringify(alerts)).not.toContain('@');
  });
});

describe('what SES says of channels', () => {
  const ses = mockClient(SESv2Client);
  beforeEach(() => ses.reset());
  const read = () =>
    readMailReach(['payments', 'platform', 'search'], organization, new SESv2Client({ region: 'eu-west-1' }));
  const missing = new NotFoundException({ $metadata: {}, message: 'no' });

  it('is asked of the sender and of every address there is, and nothing is sent', async () => {
    ses.on(GetSuppressedDestinationCommand).rejects(missing);
    ses.on(GetSuppressedDestinationCommand, { EmailAddress: 'platform@acme.example' }).resolves({});
    ses.on(GetAccountCommand).resolves({ SendingEnabled: true });
    ses
      .on(GetEmailIdentityCommand, { EmailIdentity: 'acme.example' })
      .resolves({ VerifiedForSendingStatus: true });
    expect(await read()).toEqual({
      sender: READY,
      suppressed: new Map([
        ['payments', false],
        ['platform', true],
      ]),
    });
    expect(ses.calls()).toHaveLength(4);
  });

  it('is not known where it refuses to answer; a domain it does not know is not verified', async () => {
    ses.onAnyCommand().rejects(new Error('no'));
    const { sender, suppressed } = await read();
    expect([sender, suppressed.get('payments')]).toEqual([undefined, undefined]);
    ses.on(GetAccountCommand).resolves({ SendingEnabled: true });
    ses.on(GetEmailIdentityCommand).rejects(missing);
    expect((await read()).sender).toEqual({ verified: false, sending: true });
  });
});
