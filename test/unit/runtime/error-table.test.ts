import { describe, expect, it } from 'vitest';
import { AppError, type ErrorKind, invalidInput } from '../../../shared/kernel/errors.ts';
import { errorFacts, errorToThrow, HTTP_STATUS, toAppError } from '../../../shared/runtime/error-table.ts';

const named = (name: string, more: object = {}) =>
  Object.assign(new Error('+4915112345678 is not a number'), { name, ...more });

describe('toAppError', () => {
  it.each<[what: string, thrown: unknown, kind: ErrorKind, code: string]>([
    ['throttling', named('ThrottlingException'), 'throttled', 'ThrottlingException'],
    ['throttling by KMS', named('KMSThrottlingException'), 'throttled', 'KMSThrottlingException'],
    [
      'a table too busy',
      named('ProvisionedThroughputExceededException'),
      'throttled',
      'ProvisionedThroughputExceededException',
    ],
    ['a call that took too long', named('TimeoutError'), 'unavailable', 'TimeoutError'],
    ['a refused connection', named('Error', { code: 'ECONNREFUSED' }), 'unavailable', 'Error'],
    ['an answer 503', named('Odd', { $metadata: { httpStatusCode: 503 } }), 'unavailable', 'Odd'],
    [
      'an answer 400',
      named('ValidationException', { $metadata: { httpStatusCode: 400 } }),
      'bug',
      'ValidationException',
    ],
    ['a slip of ours', new TypeError('x is not a function'), 'bug', 'TypeError'],
    ['a string', 'oh no', 'bug', 'string'],
    ['nothing', undefined, 'bug', 'undefined'],
    ['null', null, 'bug', 'object'],
  ])('%s', (_, thrown, kind, code) => {
    const error = toAppError(thrown);
    expect({ kind: error.kind, code: error.code }).toEqual({ kind, code });
    expect(error.message).not.toContain('+49');
    expect(error.retryable).toBe(kind === 'throttled' || kind === 'unavailable');
  });

  it('leaves what has a meaning as it is', () => {
    const error = new AppError('no such thing', { code: 'gone', kind: 'gone' });
    expect(toAppError(error)).toBe(error);
  });
});

describe('HTTP_STATUS', () => {
  it.each<[ErrorKind, number]>([
    ['invalid', 400],
    ['forbidden', 403],
    ['not-found', 404],
    ['conflict', 409],
    ['gone', 410],
    ['too-large', 413],
    ['throttled', 429],
    ['bug', 500],
    ['unavailable', 503],
  ])('%s is %d', (kind, status) => expect(HTTP_STATUS[kind]).toBe(status));
});

describe('errorToThrow', () => {
  it.each([
    ['Retryable', named('ThrottlingException')],
    ['Retryable', new AppError('changed meanwhile', { code: 'c', kind: 'conflict' })],
    ['NotRetryable', new TypeError('x')],
    ['NotRetryable', invalidInput('the task input', [])],
  ])('is %s to the workflow, and has no cause for the runtime to print', (name, thrown) => {
    const error = errorToThrow(thrown);
    expect(error.name).toBe(name);
    expect(error.cause).toBeUndefined();
    expect(`${error.stack}`).not.toContain('+49');
  });
});

describe('errorFacts', () => {
  it('says what and where, never what a foreign message quotes', () => {
    const facts = errorFacts(
      new AppError('the table is busy', {
        code: 'busy',
        kind: 'throttled',
        cause: named('ThrottlingException'),
      }),
    );
    expect(facts).toMatchObject({
      code: 'busy',
      kind: 'throttled',
      reason: 'the table is busy',
      cause: 'ThrottlingException',
    });
    expect(facts['frames']).toEqual(expect.arrayContaining([expect.stringContaining('error-table.test.ts')]));
    expect(JSON.stringify(facts)).not.toContain('+49');
  });

  it('leaves out lines of a message that look like frames', () => {
    const quoted = 'no JSON:\n    at alice@acme.example\n    at Alice (house:7:12)';
    const { frames } = errorFacts(new SyntaxError(quoted));
    expect(JSON.stringify(frames)).not.toMatch(/alice/i);
    expect(frames).toEqual(expect.arrayContaining([expect.stringContaining('error-table.test.ts')]));
  });

  it('leaves out a message of several lines that looks like frames at its start', () => {
    const facts = errorFacts(Object.assign(new Error('first line\nalice@acme.example'), { name: 'Odd' }));
    expect(JSON.stringify(facts)).not.toContain('alice@');
  });
});
