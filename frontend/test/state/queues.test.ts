import { describe, expect, it } from 'vitest';
import { queueRowsOf, sortQueues } from '../../src/state/queues';
import type { QueueLine } from '../../src/wire/sys';

const idle: QueueLine = {
  queue: 'jobs',
  depth: 0,
  inFlight: 0,
  consumers: 0,
  bytes: 0,
  oldestAt: null,
  messagesIn: 0,
  delivered: 0,
  acknowledged: 0,
  redelivered: 0,
  deadLettered: 0,
  inPerSecond: 0,
  outPerSecond: 0,
  maxMessages: 100,
  maxSize: 1000,
  deadLetter: 'jobs.dead',
  durable: true,
};
const rowsOf = (...lines: Partial<QueueLine>[]) =>
  queueRowsOf({ time: 10_000, total: lines.length, queues: lines.map((line) => ({ ...idle, ...line })) });
const rowOf = (line: Partial<QueueLine>) => rowsOf(line)[0]!;

describe('a queue', () => {
  it('has an age by the server’s clock, and none while nothing waits', () => {
    expect([null, 4000, 10_500].map((oldestAt) => rowOf({ oldestAt }).age)).toEqual([null, 6000, 0]);
  });
  it('is as full as the limit that will be hit first, with what is in flight', () => {
    expect(rowOf({ depth: 30, inFlight: 20, bytes: 100 }).full).toEqual({ share: 0.5, by: 'messages', limit: 100 });
    expect(rowOf({ depth: 30, bytes: 900 }).full).toEqual({ share: 0.9, by: 'bytes', limit: 1000 });
  });
  it.each([
    [{}, []],
    [{ depth: 1, consumers: 1 }, []],
    [{ depth: 1 }, ['no-consumer']],
    [{ inFlight: 80, consumers: 1 }, ['nearly-full']],
    [{ depth: 79 }, ['no-consumer']],
    [{ depth: 90, inFlight: 10, consumers: 2 }, ['full']],
    [{ depth: 1, bytes: 999 }, ['no-consumer', 'nearly-full']],
  ])('of %j is marked %j', (line, marks) => expect(rowOf(line).marks).toEqual(marks));
});

describe('queues', () => {
  const rows = rowsOf(
    { queue: 'b', depth: 2, oldestAt: 9000 },
    { queue: 'a', depth: 2, bytes: 700 },
    { queue: 'c', inFlight: 9, oldestAt: 1000 },
  );
  it.each([
    ['name', false, 'abc'],
    ['name', true, 'cba'],
    ['depth', true, 'bac'],
    ['age', true, 'cba'],
    ['age', false, 'abc'],
    ['full', true, 'acb'],
    ['inFlight', true, 'cba'],
  ] as const)('sort by %s, descending %s', (key, descending, names) =>
    expect(
      sortQueues(rows, key, descending)
        .map(({ name }) => name)
        .join(''),
    ).toBe(names),
  );
  it('stay in the order of their names for a column that is not theirs', () =>
    expect(sortQueues(rows, 'subscribers' as 'depth', false).map(({ name }) => name)).toEqual(['a', 'b', 'c']));
});
