import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DataClass } from '../../../shared/privacy/config.ts';
import { redaction } from '../../../shared/privacy/connectors/redact-record.ts';
import { clash, isKept, takesRecords } from '../../../shared/privacy/record-classes.ts';
import { matches, nameOfWhere, Where } from '../../../shared/privacy/where.ts';

type Fields = Readonly<Record<string, unknown>>;

const SUBJECT = { attribute: 'userId', forms: new Set(['u-1']) };
const INVOICE = { attribute: 'kind', equals: 'invoice' };
const classesOf = (...all: object[]) =>
  DataClass.array().parse(all.map((one, n) => ({ id: `c${n}`, ...one })));
const CONTACT = { id: 'contact', erase: 'delete' };
const INVOICES = { id: 'invoices', erase: 'anonymise', fields: ['name'], where: INVOICE };

/** What becomes of a record while some classes are not erased. */
function outcome(
  record: Fields,
  all: readonly DataClass[],
  held: readonly string[] = [],
): Fields | undefined {
  const isLeft = (one: DataClass) => isKept(one) || held.includes(one.id);
  const others = all.filter(isLeft);
  const todo = redaction(record, { classes: all.filter((one) => !isLeft(one)), others }, SUBJECT);
  if (todo.kind === 'delete') return undefined;
  if (todo.kind === 'none') return record;
  const left = Object.entries({ ...record, ...todo.set }).filter(([name]) => !todo.remove.includes(name));
  return Object.fromEntries(left);
}

describe('which records are of a class', () => {
  const record = {
    kind: 'invoice',
    sk: 'INVOICE#7',
    year: 2026,
    paid: true,
    tags: ['x', 'y'],
    roles: new Set(['z']),
    about: { kind: 'order' },
    'a.b': 'dotted',
    total: Object.assign(Object.create({ number: true }), { value: '5' }),
  };
  it.each<[where: object, is: boolean]>([
    [{ attribute: 'kind', equals: 'invoice' }, true],
    [{ attribute: 'kind', equals: 'Invoice' }, false],
    [{ attribute: 'kind', equals: ['refund', 'invoice'] }, true],
    [{ attribute: 'sk', beginsWith: 'INVOICE#' }, true],
    [{ attribute: 'sk', beginsWith: 'INVOICES' }, false],
    [{ attribute: 'year', equals: 2026 }, true],
    [{ attribute: 'year', equals: '2026' }, true],
    [{ attribute: 'paid', equals: true }, true],
    [{ attribute: 'tags', equals: 'y' }, true],
    [{ attribute: 'roles', equals: 'z' }, true],
    [{ attribute: 'about.kind', equals: 'order' }, true],
    [{ attribute: 'a.b', equals: 'dotted' }, true],
    [{ attribute: 'total', equals: 5 }, true],
    [{ attribute: 'about', equals: 'order' }, false],
    [{ attribute: 'nothing', equals: 'undefined' }, false],
    [{ attribute: 'toString', beginsWith: 'f' }, false],
  ])('%j: %s', (where, is) => expect(matches(record, Where.parse(where))).toBe(is));

  it.each([
    {},
    { attribute: 'kind' },
    { equals: 'x' },
    { attribute: 'kind', equals: [] },
    { attribute: 'kind', equals: '' },
    { attribute: 'kind', equals: null },
    { attribute: 'kind', equals: 1.5 },
    { attribute: 'kind', equals: 'x', beginsWith: 'x' },
    { attribute: 'kind', beginsWith: '' },
    { attribute: 'kind', beginsWith: 5 },
    { attribute: 'kind', contains: 'x' },
    { prefix: 'x' },
  ])('%j is nothing to tell records by', (where) => expect(Where.safeParse(where).success).toBe(false));

  it('is the same in whatever way it is written', () => {
    const name = (equals: unknown) => nameOfWhere(Where.parse({ attribute: 'kind', equals }));
    expect(name('a')).toBe(name(['a', 'a']));
    expect(name(['a', 'b'])).toBe(name(['b', 'a']));
    expect(name('5')).toBe(name(5));
    expect(name('a')).not.toBe(name('b'));
  });
});

describe('what becomes of a record', () => {
  const invoice = { userId: 'u-1', kind: 'invoice', name: 'Ann', email: 'a' };
  const note = { userId: 'u-1', kind: 'note', name: 'Ann', email: 'a' };
  it.each<[what: string, record: Fields, classes: object[], held: string[], becomes: Fields | undefined]>([
    ['of a class that keeps it', invoice, [CONTACT, INVOICES], [], { ...invoice, name: 'Deleted user' }],
    ['that no other class claims', note, [CONTACT, INVOICES], [], undefined],
    ['without what tells the classes', { userId: 'u-1' }, [CONTACT, INVOICES], [], undefined],
    ['of a class on hold', invoice, [CONTACT, INVOICES], ['invoices'], invoice],
    ['of a class that is not on hold', note, [CONTACT, INVOICES], ['invoices'], undefined],
    ['of the rest, on hold', note, [CONTACT, INVOICES], ['contact'], note],
    [
      'beside a rest on hold',
      invoice,
      [CONTACT, INVOICES],
      ['contact'],
      { ...invoice, name: 'Deleted user' },
    ],
    [
      'that the law keeps',
      invoice,
      [CONTACT, { id: 'tax', erase: 'delete', where: INVOICE, keep: { why: 'tax law', until: '10y' } }],
      [],
      invoice,
    ],
    [
      'of a class that takes it, and one on hold that would anonymise it',
      invoice,
      [INVOICES, { erase: 'delete', where: { attribute: 'kind', beginsWith: 'in' } }],
      ['invoices'],
      invoice,
    ],
    [
      'of a class that takes it, and one that the law keeps',
      invoice,
      [
        { erase: 'delete', where: { attribute: 'kind', beginsWith: 'in' } },
        { id: 'tax', erase: 'delete', where: INVOICE, keep: { why: 'tax law', until: '10y' } },
      ],
      [],
      invoice,
    ],
    [
      'of two classes that both change it',
      invoice,
      [INVOICES, { erase: 'delete', fields: ['email'], where: { attribute: 'kind', beginsWith: 'in' } }],
      [],
      { userId: 'u-1', kind: 'invoice', name: 'Deleted user' },
    ],
    [
      'of two classes, of which one takes it and one a field',
      invoice,
      [
        { erase: 'delete', where: INVOICE },
        { erase: 'delete', fields: ['email'], where: { attribute: 'kind', beginsWith: 'in' } },
      ],
      [],
      undefined,
    ],
    [
      'with a field of a class on hold',
      invoice,
      [
        { id: 'held', erase: 'anonymise', fields: ['name'] },
        { erase: 'delete', fields: ['name', 'email'] },
      ],
      ['held'],
      { userId: 'u-1', kind: 'invoice', name: 'Ann' },
    ],
    ['of no class', note, [{ erase: 'delete', where: INVOICE }], [], note],
  ])('%s', (_, record, classes, held, becomes) => {
    expect(outcome(record, classesOf(...classes), held)).toEqual(becomes);
  });

  it.each([
    [{ attribute: 'kind', beginsWith: 'in' }],
    [{ attribute: 'kind', equals: ['cart', 'invoice'] }],
    [{ attribute: 'email', equals: 'a' }],
  ])('is refused where a class by %j takes it and another anonymises it', (where) => {
    const all = classesOf({ ...CONTACT, where }, INVOICES, { id: 'rest', erase: 'delete' });
    expect(() => outcome(invoice, all)).toThrow(expect.objectContaining({ code: 'rejected' }));
    expect(outcome(invoice, all, ['contact'])).toEqual({ ...invoice, name: 'Deleted user' });
    expect(outcome(invoice, all, ['invoices'])).toBe(invoice);
  });

  const KINDS = ['a', 'ab', 'b', 'c'];
  const anyWhere = fc.oneof(
    fc.record({ attribute: fc.constant('kind'), equals: fc.subarray(KINDS, { minLength: 1 }) }),
    fc.record({ attribute: fc.constant('kind'), beginsWith: fc.constantFrom('a', 'b') }),
    fc.record({ attribute: fc.constant('other'), equals: fc.constant(1) }),
  );
  const anyFields = fc.subarray(['name', 'email', 'home', 'home.street'], { minLength: 1 });
  const maybe = <T>(name: string, value: fc.Arbitrary<T>) =>
    fc.option(value, { nil: undefined }).map((one) => (one === undefined ? {} : { [name]: one }));
  const keep = fc.constant({ why: 'tax law', until: '10y' });
  const anyClass = fc
    .tuple(
      fc.oneof(
        maybe('fields', anyFields).map((fields) => ({ erase: 'delete', ...fields })),
        anyFields.map((fields) => ({ erase: 'anonymise', fields })),
      ),
      maybe('where', anyWhere),
      maybe('keep', keep),
    )
    .map((parts): object => Object.assign({}, ...parts));
  const anyClasses = fc.array(anyClass, { minLength: 1, maxLength: 5 }).map((all) => classesOf(...all));
  const anyRecord = fc
    .tuple(
      maybe('kind', fc.constantFrom(...KINDS)),
      maybe('other', fc.constantFrom(1, 2)),
      maybe('name', fc.constantFrom('Ann', 'Deleted user')),
      maybe('email', fc.constant('a')),
      maybe('home', fc.constant({ street: 'x', country: 'DE' })),
    )
    .map((parts): Fields => Object.assign({ userId: 'u-1' }, ...parts));
  const anyHeld = fc.subarray(['c0', 'c1', 'c2', 'c3', 'c4'], { maxLength: 3 });

  /** The rule said over in other words. */
  function claims(record: Fields, all: readonly DataClass[]): readonly DataClass[] {
    const told = all.filter(({ where }) => where !== undefined && matches(record, where));
    return told.length > 0 ? told : all.filter(({ where }) => where === undefined);
  }

  /** What becomes of it, or that it is refused. */
  function tried(...given: Parameters<typeof outcome>): Fields | undefined | 'refused' {
    try {
      return outcome(...given);
    } catch {
      return 'refused';
    }
  }

  it('is deleted, stays or is refused by what its classes say', () => {
    fc.assert(
      fc.property(anyRecord, anyClasses, anyHeld, (record, all, held) => {
        const mine = claims(record, all);
        const stays = (one: DataClass) => isKept(one) || held.includes(one.id);
        const erased = mine.filter((one) => !stays(one));
        const takes = erased.some(takesRecords);
        const left = tried(record, all, held);
        expect(left === 'refused').toBe(takes && erased.some(({ erase }) => erase === 'anonymise'));
        if (left === 'refused') return;
        if (mine.length === 0) expect(left).toBe(record);
        expect(left === undefined).toBe(takes && !mine.some(stays));
      }),
      { numRuns: 2_000 },
    );
  });

  it('is the same in whatever order the classes stand', () => {
    const shuffled = anyClasses.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray([...all], { minLength: all.length })),
    );
    fc.assert(
      fc.property(anyRecord, shuffled, anyHeld, (record, [some, others], held) => {
        expect(tried(record, others, held)).toEqual(tried(record, some, held));
      }),
      { numRuns: 2_000 },
    );
  });

  it('is over when it is done: done again, nothing changes', () => {
    fc.assert(
      fc.property(anyRecord, anyClasses, anyHeld, (record, all, held) => {
        const left = tried(record, all, held);
        if (typeof left === 'object') expect(outcome(left, all, held)).toBe(left);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is never less when a hold is lifted, and the same as if there had been none', () => {
    fc.assert(
      fc.property(anyRecord, anyClasses, anyHeld, (record, all, held) => {
        const between = tried(record, all, held);
        const after = typeof between === 'object' ? tried(between, all) : between;
        expect(after).toEqual(tried(record, all));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('two classes of the very same records', () => {
  const among = (...all: object[]) => clash(classesOf(...all), (one) => !isKept(one))?.map(({ id }) => id);
  const keep = { why: 'tax law', until: '10y' };
  it.each<[classes: object[], found: string[] | undefined]>([
    [
      [CONTACT, { ...INVOICES, where: undefined }],
      ['contact', 'invoices'],
    ],
    [
      [CONTACT, { id: 'tax', erase: 'delete', keep }],
      ['contact', 'tax'],
    ],
    [
      [CONTACT, { id: 'phone', erase: 'delete', fields: ['phone'] }],
      ['contact', 'phone'],
    ],
    [[CONTACT, { id: 'x', erase: 'delete' }], undefined],
    [[CONTACT, INVOICES], undefined],
    [
      [{ ...CONTACT, where: INVOICE }, INVOICES],
      ['contact', 'invoices'],
    ],
    [
      [{ ...CONTACT, where: { ...INVOICE, equals: ['invoice'] } }, INVOICES],
      ['contact', 'invoices'],
    ],
    [
      [
        { ...CONTACT, fields: ['phone'] },
        { ...INVOICES, where: undefined },
      ],
      undefined,
    ],
  ])('%j: %j', (classes, found) => expect(among(...classes)).toEqual(found));
});
