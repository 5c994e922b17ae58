const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0').toUpperCase());

/** One line of a hex view: offset, 16 bytes in two groups, and the same bytes as ASCII. */
export function hexLine(bytes: Uint8Array, offset: number): string {
  let hex = '';
  let ascii = '';
  for (let i = 0; i < 16; i++) {
    const byte = bytes[offset + i];
    hex += byte === undefined ? '   ' : `${HEX[byte]} `;
    if (i === 7) hex += ' ';
    if (byte !== undefined) ascii += byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.';
  }
  return `${offset.toString(16).padStart(6, '0').toUpperCase()}  ${hex} ${ascii}`;
}

export function hexDump(bytes: Uint8Array, most = bytes.length): string {
  const lines: string[] = [];
  for (let offset = 0; offset < Math.min(bytes.length, most); offset += 16) lines.push(hexLine(bytes, offset));
  return lines.join('\n');
}

/** Reads hex digits as people paste them: with spaces, line ends, colons or 0x. Null if it is not hex. */
export function parseHex(text: string): Uint8Array | null {
  const digits = text.replace(/0x|[\s:,]/gi, '');
  if (digits.length % 2 !== 0 || /[^0-9a-f]/i.test(digits)) return null;
  return Uint8Array.from({ length: digits.length / 2 }, (_, i) => parseInt(digits.slice(2 * i, 2 * i + 2), 16));
}
