import { expect, it } from 'vitest';
import { hexDump, hexLine, parseHex } from '../../src/ui/hex';

const all = Uint8Array.from({ length: 256 }, (_, i) => i);

it('shows 256 bytes in 16 lines with offset, bytes and ASCII', () => {
  const lines = hexDump(all).split('\n');
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
