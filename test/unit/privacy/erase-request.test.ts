import { describe, expect, it } from 'vitest';
import { AppError } from '../../../shared/kernel/errors.ts';
import { admitRequest, type OpenCase } from '../../../shared/privacy/admit-request.ts';
import { parseErasureRequest } from '../../../shared/privacy/erase-request.ts';

const KNOWN = ['userId', 'email'];
const PERSONAL = ['ann.example@acme.example', 'DE89370400440532013000', 'Ann Example'];

function faultOf(body: unknown): AppError {
  try {
    parseErasureRequest(body, KNOWN);
  } catch (error) {
    if (error instanceof AppError) return error;
  }
  throw new Error('was taken');
}

describe('a request', () => {
  it('is read', () => {
    const body = { type: 'erasure', identities: { email: ['ann@acme.example'] }, evidence: 'ticket:42' };
    expect(parseErasureRequest(body, KNOWN)).toEqual(body);
  });

  it.each<[what: string, body: unknown, paths: string[]]>([
    ['nothing', undefined, ['']],
    ['a text', 'ann.example@acme.example', ['']],
    ['another type', { type: 'Ann Example', identities: { email: ['a@b.example'] } }, ['type']],
    ['no identity', { type: 'erasure', identities: {} }, ['identities']],
    [
      'an address that is none',
      { type: 'erasure', identities: { email: ['Ann Example'] } },
      ['identities.email'],
    ],
    ['an empty list', { type: 'erasure', identities: { email: [] } }, ['identities.email']],
    ['no list', { type: 'erasure', identities: { email: 'ann.example@acme.example' } }, ['identities.email']],
    [
      'an address for a name',
      { type: 'erasure', identities: { 'ann.example@acme.example': ['x'] } },
      ['identities'],
    ],
    [
      'an address for a name, wrong inside as well',
      { type: 'erasure', identities: { 'ann.example@acme.example': 'DE89370400440532013000' } },
      ['identities'],
    ],
    [
      'an IBAN for a field',
      { type: 'erasure', identities: { email: ['a@b.example'] }, DE89370400440532013000: 1 },
      [''],
    ],
    [
      'evidence in words',
      {
        type: 'erasure',
        identities: { email: ['a@b.example'] },
        evidence: 'Ann Example, ann.example@acme.example',
      },
      ['evidence'],
    ],
    [
      'a very long one',
      { type: 'erasure', identities: { userId: ['Ann Example'.repeat(99)] } },
      ['identities.userId'],
    ],
  ])('with %s is refused with 400, without what was in it (68, 60)', (_what, body, paths) => {
    const error = faultOf(body);
    expect({ kind: error.kind, code: error.code }).toEqual({ kind: 'invalid', code: 'invalid-input' });
    expect(error.faults.map(({ path }) => path)).toEqual(paths);
    expect(error.cause).toBeUndefined();
    const said = JSON.stringify([error.message, error.stack, error.faults]);
    for (const text of PERSONAL) expect(said).not.toContain(text);
  });
});

describe('a request beside others', () => {
  const ANN: OpenCase = { id: 'case-1', subject: 'tag-ann', type: 'erasure', verified: true };

  it.each<[what: string, request: OpenCase, open: OpenCase[], admission: object]>([
    ['the first', ANN, [], { kind: 'open', id: 'case-1' }],
    [
      'the same, verified, is one case (1)',
      { ...ANN, id: 'case-2' },
      [ANN],
      { kind: 'attach', id: 'case-1' },
    ],
    ['the same request once more (1)', ANN, [ANN], { kind: 'open', id: 'case-1' }],
    [
      'an unverified one joins none (2)',
      { ...ANN, id: 'case-2', verified: false },
      [ANN],
      { kind: 'open', id: 'case-2' },
    ],
    [
      'an unverified one keeps none out (2)',
      { ...ANN, id: 'case-2' },
      [{ ...ANN, verified: false }],
      { kind: 'open', id: 'case-2' },
    ],
    ['another person', { ...ANN, id: 'case-2', subject: 'tag-bob' }, [ANN], { kind: 'open', id: 'case-2' }],
    [
      'of three at once, all attach to the same (3)',
      { ...ANN, id: 'case-3' },
      [{ ...ANN, id: 'case-2' }, ANN],
      { kind: 'attach', id: 'case-1' },
    ],
  ])('%s', (_what, request, open, admission) => {
    expect(admitRequest(request, open)).toMatchObject(admission);
  });
});
