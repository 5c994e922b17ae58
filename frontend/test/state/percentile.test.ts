import { expect, it } from 'vitest';
import { percentileOf } from '../../src/state/percentile';

it.each([
  [[], 0.5, null],
  [[7], 0.99, 7],
  [[3, 1, 2], 0.5, 2],
  [Array.from({ length: 100 }, (_, i) => 100 - i), 0.99, 99],
  [[1, 2], 0, 1],
])('of %j, %d is %j', (values, p, expected) => expect(percentileOf(values, p)).toBe(expected));
