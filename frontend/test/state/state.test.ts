import { describe, expect, it } from 'vitest';
import { Histogram } from '../../src/state/histogram';
import { perSecond, Series } from '../../src/state/rates';
import { formatRoute, parseRoute, takeToken } from '../../src/state/route';
import { rowsOf, sampleOf, sortRows, treeOf } from '../../src/state/topics';
import { echoMarkdown, newResult, runEcho } from '../../src/state/echo';
import type { EchoPath } from '../../src/wire/echo';

describe('route', () => {
  it('goes to the address and back', () => {
    const route = { page: 'topics', topic: 'demo.#', view: { filter: 'a & b', tab: 'hex' } };
    expect(formatRoute(route)).toBe('#/topics/demo.%23?filter=a+%26+b&tab=hex');
    expect(parseRoute(formatRoute(route))).toEqual(route);
  });
  it.each([
    ['', { page: '', topic: null, view: {} }],
    ['#/', { page: '', topic: null, view: {} }],
    ['#/topics/', { page: 'topics', topic: null, view: {} }],
    ['#/topics/50%', { page: 'topics', topic: '50%', view: {} }],
  ])('reads %j', (hash, route) => expect(parseRoute(hash)).toEqual(route));
  it('takes the token out and keeps the rest', () => {
    expect(takeToken('#token=sb_a%2Fb')).toEqual({ token: 'sb_a/b', rest: '#/' });
    expect(takeToken('#token=x&/topics/a')).toEqual({ token: 'x', rest: '#/topics/a' });
    expect(takeToken('#/topics/token=x')).toBeNull();
  });
});

describe('Histogram', () => {
  it('orders its percentiles and is right within its class width', () => {
    const histogram = new Histogram();
    expect(histogram.percentile(0.5)).toBeNull();
    for (let i = 1; i <= 1000; i++) histogram.add(i / 10);
    const [p50, p90, p99] = [0.5, 0.9, 0.99].map((p) => histogram.percentile(p)!) as [number, number, number];
    expect(p50).toBeGreaterThan(49);
    expect(p50).toBeLessThan(52);
    expect(p90).toBeLessThanOrEqual(p99);
    expect(p99).toBeLessThanOrEqual(histogram.max);
    expect(histogram.bars(0.1, 100, 30).reduce((a, b) => a + b)).toBe(1000);
  });
  it('takes nothing and far too much', () => {
    const histogram = new Histogram();
    [0, 1e9].forEach((value) => histogram.add(value));
    expect(histogram.bars(0.1, 100, 3)).toEqual([1, 0, 1]);
  });
});

describe('rates', () => {
  const sample = (time: number, n: number) => ({ time, totals: { n } });
  it('are per second, and unknown after a restart', () => {
    expect(perSecond(sample(0, 10), sample(2000, 30), 'n')).toBe(10);
    expect(perSecond(null, sample(0, 1), 'n')).toBeNull();
    expect(perSecond(sample(0, 10), sample(1000, 3), 'n')).toBeNull();
    expect(perSecond(sample(0, 10), sample(1000, 11), 'other')).toBeNull();
  });
  it('make a hole, not a line, where nothing was known', () => {
    const series = new Series(1);
    series.add(1000, [1]);
    series.add(2000, [2]);
    series.add(9000, [3]);
    expect(series.columns).toEqual([
      [1, 2, 3, 9],
      [1, 2, null, 3],
    ]);
    expect(series.tail(6)).toEqual([
      [3, 9],
      [null, 3],
    ]);
  });
  it('are bounded', () => {
    const series = new Series(1, 10);
    for (let i = 0; i < 50; i++) series.add(i * 1000, [i]);
    expect(series.columns[0]).toHaveLength(10);
  });
});

describe('topics', () => {
  const line = (topic: string, messagesIn: number) => ({
    topic,
    subscribers: 1,
    messagesIn,
    messagesOut: 2 * messagesIn,
    bytesIn: 10,
    inPerSecond: messagesIn,
    outPerSecond: 0,
    lastMessageAt: messagesIn,
    position: 'e:1',
    history: { messages: 3, bytes: 100 },
  });
  const before = sampleOf({ time: 0, total: 3, topics: [line('a.b', 0), line('a.c', 0), line('a-x', 0)] });
  const list = { time: 1000, total: 3, topics: [line('a.b', 5), line('a.c', 7), line('a-x', 1)] };
  const rows = rowsOf(list, before, sampleOf(list));
  it('get rates and sort', () => {
    expect(sortRows(rows, 'out', true).map(({ name, out }) => [name, out])).toEqual([
      ['a.c', 14],
      ['a.b', 10],
      ['a-x', 2],
    ]);
    expect(sortRows(rows, 'name', false).map(({ name }) => name)).toEqual(['a-x', 'a.b', 'a.c']);
  });
  it('make a tree with sums, branches directly above what is under them', () => {
    expect(treeOf(rows).map(({ name, depth, real, in: into }) => [name, depth, real, into])).toEqual([
      ['a', 0, false, 12],
      ['a.b', 1, true, 5],
      ['a.c', 1, true, 7],
      ['a-x', 0, true, 1],
    ]);
  });
});

describe('runEcho', () => {
  /** Loses every fifth, and answers the rest at once. */
  const lossy = (): EchoPath => {
    let back: (sequence: number, intact: boolean) => void;
    return {
      open: async (onBack) => void (back = onBack),
      send: (sequence) => void (sequence % 5 !== 4 && back(sequence, true)),
      close: () => undefined,
      failure: () => null,
    };
  };
  it('counts what was sent, came back and was lost', async () => {
    const result = newResult();
    await runEcho(lossy(), { rate: 1000, seconds: 0.02 }, result, new AbortController().signal);
    expect(result).toMatchObject({ sent: 20, back: 16, lost: 4, wrongOrder: 0, damaged: 0, failure: null });
    expect(echoMarkdown('256 B', [{ label: 'x', result }], String)).toContain('| x | 20 | 16 | 4 | 0 |');
  });
  it('says why it could not start', async () => {
    const result = newResult();
    const path = { ...lossy(), open: () => Promise.reject(new Error('closed with 1006')) };
    await runEcho(path, { rate: 1, seconds: 1 }, result, new AbortController().signal);
    expect(result).toMatchObject({ sent: 0, failure: 'closed with 1006' });
  });
});
