import { expect, it } from 'vitest';
import { bytes, ms, percent, plural, rate, span } from '../../src/ui/format';

it('writes rates so that "nothing" and "hardly anything" differ', () => {
  expect([null, 0, 0.02, 3.44, 12.6, 13247].map(rate)).toEqual(['–', '0', '0.1', '3.4', '13', '13,247']);
});

it('writes sizes', () => {
  expect([0, 1023, 1024, 70112, 16777216].map(bytes)).toEqual(['0 B', '1,023 B', '1 KB', '68 KB', '16 MB']);
});

it('writes spans', () => {
  expect([-5, 8400, 60_000, 3_600_000, 8_040_000, 172_800_000, 180_000_000].map(span)).toEqual([
    '0 s',
    '8 s',
    '1 min',
    '1 h',
    '2 h 14 min',
    '2 d',
    '2 d 2 h',
  ]);
});

it('writes latencies and counts', () => {
  expect([null, 0.618, 4.25, 14.4].map(ms)).toEqual(['–', '0.62', '4.3', '14']);
  expect([plural(1, 'topic'), plural(1482, 'topic')]).toEqual(['1 topic', '1,482 topics']);
});

it('writes shares so that only what is full is 100%', () => {
  expect([0, 0.0001, 0.29, 0.8, 0.999, 1, 1.2].map(percent)).toEqual([
    '0%',
    '<1%',
    '29%',
    '80%',
    '99%',
    '100%',
    '120%',
  ]);
});
