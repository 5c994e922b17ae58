import { describe, expect, it } from 'vitest';
import { gapWords, titleMark } from '../../src/pages/shell/words';
import { isWhole, recoveredAlso } from '../../src/state/recovered';

describe('what could not be fetched after a loss', () => {
  it('is counted over all subscriptions', () => {
    const first = recoveredAlso(null, 37, 0);
    expect(isWhole(first)).toBe(true);
    const second = recoveredAlso(first, 2, 9212);
    expect(second).toEqual({ messages: 39, missing: 9212, unknown: false });
    expect(isWhole(second)).toBe(false);
    expect(isWhole(recoveredAlso(first, 0, null))).toBe(false);
  });
  it.each([
    [37, 9212, false, '37 missed messages recovered. 9,212 messages could not be recovered: '],
    [0, 1, false, '1 message could not be recovered: '],
    [0, 5, true, 'At least 5 messages could not be recovered: '],
    [1, 0, true, '1 missed message recovered. It is not known how many messages are missing.'],
  ])('%i fetched, %i missing', (messages, missing, unknown, words) =>
    expect(gapWords({ messages, missing, unknown })).toContain(words),
  );
});

describe('the mark in the title', () => {
  const live = { phase: 'live', retryAt: null, lostAt: null } as const;
  const lost = { phase: 'lost', retryAt: 5, lostAt: 1 } as const;
  const moving = { paused: false, frozen: false };
  it.each([
    [live, moving, '● '],
    [live, { paused: true, frozen: true }, 'paused – '],
    [live, { paused: false, frozen: true }, 'frozen – '],
    [{ ...live, phase: 'connecting' }, moving, 'connecting – '],
    [lost, { paused: true, frozen: false }, 'offline – '],
    [{ ...lost, retryAt: null }, moving, 'reconnecting – '],
  ] as const)('%j %j', (state, still, mark) => expect(titleMark(state, still)).toBe(mark));
});
