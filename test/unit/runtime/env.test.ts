import { describe, expect, it } from 'vitest';
import { DeliverPagesEnv, IntakeAlertEnv } from '../../../shared/paging/env.ts';
import { parseEnv } from '../../../shared/runtime/env.ts';

const COMPLETE = { INCIDENTS_TABLE: 'i', AUDIT_TABLE: 'a', LADDER_ARN: 'l', BUS_NAME: 'b', DLQ_URL: 'd' };

describe('parseEnv', () => {
  it('gives what the schema names and nothing else', () => {
    expect(parseEnv(IntakeAlertEnv, { ...COMPLETE, PATH: '/bin' })).toEqual(COMPLETE);
  });

  it.each<[what: string, environment: NodeJS.ProcessEnv, named: string[]]>([
    ['a variable that is missing', { ...COMPLETE, AUDIT_TABLE: undefined }, ['AUDIT_TABLE']],
    ['one that is empty', { ...COMPLETE, BUS_NAME: '' }, ['BUS_NAME']],
    ['several', { LADDER_ARN: 'l', BUS_NAME: 'b', DLQ_URL: 'd' }, ['INCIDENTS_TABLE', 'AUDIT_TABLE']],
  ])('names %s, and the function (P4)', (_, environment, named) => {
    const parse = () => parseEnv(IntakeAlertEnv, { ...environment, AWS_LAMBDA_FUNCTION_NAME: 'intake' });
    for (const name of named) expect(parse).toThrow(name);
    expect(parse).toThrow('environment of intake');
    expect(parse).not.toThrow('LADDER_ARN');
  });

  it('names one that is malformed', () => {
    const environment = { ...COMPLETE, CONTACTS_TABLE: 'c', LINK_KEY_ID: 'k', PAGE_URL: 'not a url' };
    expect(() => parseEnv(DeliverPagesEnv, environment)).toThrow('PAGE_URL');
  });
});
