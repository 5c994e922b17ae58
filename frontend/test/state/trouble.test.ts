import { describe, expect, it } from 'vitest';
import { Lately, SlowWatch, troubleCsv, troubles } from '../../src/state/trouble';
import type { ServerEvent } from '../../src/wire/sys';

const event = (kind: string, code: string | null = null): ServerEvent => ({
  seq: 1,
  time: 0,
  kind,
  code,
  connection: 'c-1',
  caller: null,
  destination: '/topic/demo.a',
  message: 'said "no", twice',
  limit: '1 MB',
  property: 'stompbox.limits.outbox',
});

describe('trouble', () => {
  it('is what someone may have to act on, whatever else happens', () => {
    const events = ['open', 'close', 'start', 'slow', 'drop', 'lag', 'refuse', 'reload'].map((kind) => event(kind));
    expect(troubles([...events, event('close', 'SB-1')]).map(({ kind }) => kind)).toEqual([
      'slow',
      'drop',
      'lag',
      'refuse',
      'close',
    ]);
  });

  it('can be taken along as CSV', () => {
    expect(troubleCsv([event('slow', 'SB-302')]).split('\n')[1]).toBe(
      '1970-01-01T00:00:00.000Z,slow,"SB-302","c-1",,"/topic/demo.a","said ""no"", twice","1 MB","stompbox.limits.outbox"',
    );
  });
});

describe('SlowWatch', () => {
  it('knows how fast it grows, and how long is left', () => {
    const watch = new SlowWatch();
    const at = (pending: number) => ({ connection: 'c', pending, limit: 1000, since: 900 });
    expect(watch.rows([at(600)], 1000)[0]).toMatchObject({ since: 900, growth: null, left: null });
    expect(watch.rows([at(700)], 2000)[0]).toMatchObject({ since: 900, growth: 100, left: 3 });
    watch.rows([], 3000);
    expect(watch.rows([at(700)], 4000)[0]).toMatchObject({ growth: null, left: null });
  });
});

describe('Lately', () => {
  it('counts what came within its window, and begins again with another server', () => {
    const lately = new Lately(300);
    expect(lately.count).toBe(0);
    lately.add(1000, 7);
    expect(lately.count).toBe(0);
    lately.add(1100, 10);
    lately.add(1250, 12);
    expect(lately.count).toBe(5);
    lately.add(1400, 12);
    expect(lately.count).toBe(2);
    lately.add(1600, 12);
    expect(lately.count).toBe(0);
    lately.add(1700, 3);
    expect(lately.count).toBe(0);
    lately.add(1750, 4);
    expect(lately.count).toBe(1);
  });
});
