import { describe, expect, it } from 'vitest';
import { HEX_LINE, hexLine, hexLines, hexWindow, parseHex } from '../../src/ui/hex';

const all = Uint8Array.from({ length: 256 }, (_, i) => i);

it('shows 256 bytes in 16 lines with offset, bytes and ASCII', () => {
  const lines = hexLines(all).split('\n');
  expect(lines).toHaveLength(16);
  expect(lines[4]).toBe('000040  40 41 42 43 44 45 46 47  48 49 4A 4B 4C 4D 4E 4F  @ABCDEFGHIJKLMNO');
  expect(lines[15]).toMatch(/F8 F9 FA FB FC FD FE FF {2}\.{16}$/);
});

it('keeps the ASCII column in place on a short line', () => {
  expect(hexLine(Uint8Array.of(0x68, 0x69), 0).indexOf('hi')).toBe(hexLine(all, 0x40).indexOf('@ABC'));
});

it('reads hex as people paste it', () => {
  expect(parseHex('00 ff:7A\n0x10')).toEqual(Uint8Array.of(0, 255, 0x7a, 0x10));
  expect(parseHex('')).toEqual(new Uint8Array());
  expect(parseHex('0')).toBeNull();
  expect(parseHex('zz')).toBeNull();
});

it('shows some of the lines', () => {
  expect(hexLines(all, 4, 2).split('\n')).toEqual([hexLine(all, 0x40), hexLine(all, 0x50)]);
  expect(hexLines(all.subarray(0, 0x99), 8, 50).split('\n')).toEqual([
    hexLine(all, 0x80),
    hexLine(all.subarray(0, 0x99), 0x90),
  ]);
  expect(hexLines(new Uint8Array())).toBe('');
});

describe('the window', () => {
  const VIEW = 500;
  const inView = (length: number, scrollTop: number) => {
    const { first, count, top, height } = hexWindow(length, scrollTop, VIEW);
    const lines = Math.ceil(length / 16);
    return { from: top, to: top + Math.min(count, lines - first) * HEX_LINE, count, height, last: first + count };
  };

  it('has all of a small message, wherever it is scrolled to', () => {
    for (const scrollTop of [0, 100, 2100, 9999])
      expect(hexWindow(160 * 16, scrollTop, VIEW)).toMatchObject({ first: 0, top: 0, height: 160 * HEX_LINE });
    expect(hexWindow(160 * 16, 0, VIEW).count).toBeGreaterThanOrEqual(160);
    expect(hexWindow(0, 0, VIEW)).toMatchObject({ first: 0, top: 0, height: 0 });
  });

  it.each([20_000, 2 ** 20, 2 ** 20 + 1, 15 * 2 ** 20, 64 * 2 ** 20])('covers the view in %i bytes', (length) => {
    const end = hexWindow(length, 0, VIEW).height - VIEW;
    for (let i = 0; i <= 200; i++) {
      const scrollTop = (end * i) / 200;
      const { from, to, count, height } = inView(length, scrollTop);
      expect(from).toBeLessThanOrEqual(scrollTop);
      expect(to).toBeGreaterThanOrEqual(Math.min(scrollTop + VIEW, height) - 0.01);
      expect(count).toBeLessThan(250);
    }
    expect(inView(length, end).last).toBeGreaterThanOrEqual(Math.ceil(length / 16));
    expect(inView(length, end).to).toBeCloseTo(end + VIEW);
  });

  it('stays while it is scrolled by a few lines', () => {
    expect(hexWindow(2 ** 20, 64 * HEX_LINE, VIEW)).toEqual(hexWindow(2 ** 20, 95 * HEX_LINE, VIEW));
    expect(hexWindow(2 ** 20, 64 * 100, VIEW)).not.toEqual(hexWindow(2 ** 20, 96 * 100, VIEW));
  });

  it('is in a box that a browser can make, also of 64 MB', () => {
    expect(hexWindow(2 ** 26, 0, VIEW).height).toBeLessThan(17_000_000);
  });
});
