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

/** So many lines as text, from one on; those that there are. */
export function hexLines(bytes: Uint8Array, first = 0, count = Infinity): string {
  const lines: string[] = [];
  const end = Math.min(bytes.length, (first + count) * 16);
  for (let offset = first * 16; offset < end; offset += 16) lines.push(hexLine(bytes, offset));
  return lines.join('\n');
}

/** The part of a hex view that is drawn: from which line on, how many at most, and where in a box of which height. */
export interface HexWindow {
  first: number;
  count: number;
  /** Pixels above the first line. */
  top: number;
  /** Pixels of all lines. */
  height: number;
}

/** Pixels of a line. */
export const HEX_LINE = 16;
const AROUND = 64;
/** Lines by which the window moves: a selection stays while it does not. */
const STEP = 32;
/** Browsers end a box at 17 million pixels and more; a million lines. */
const MOST_HEIGHT = 16_000_000;

/** What to draw of so many bytes at a place of the scroll bar. A view higher than all browsers can is scrolled faster. */
export function hexWindow(length: number, scrollTop: number, viewHeight: number): HexWindow {
  const lines = Math.ceil(length / 16);
  const height = Math.min(lines * HEX_LINE, MOST_HEIGHT);
  const real = Math.max(0, lines * HEX_LINE - viewHeight);
  const most = Math.max(0, height - viewHeight);
  const at = Math.min(most, Math.max(0, scrollTop));
  // The distance from the place of the scroll bar to that of the lines, none where a pixel is a pixel.
  const ahead = most > 0 ? at * (real / most) - at : 0;
  const line = Math.floor((at + ahead) / HEX_LINE);
  const count = Math.ceil(viewHeight / HEX_LINE) + STEP + 2 * AROUND;
  const first = Math.max(0, Math.min(Math.floor(line / STEP) * STEP - AROUND, lines - count));
  return { first, count, top: Math.max(0, first * HEX_LINE - ahead), height };
}

/** Reads hex digits as people paste them: with spaces, line ends, colons or 0x. Null if it is not hex. */
export function parseHex(text: string): Uint8Array | null {
  const digits = text.replace(/0x|[\s:,]/gi, '');
  if (digits.length % 2 !== 0 || /[^0-9a-f]/i.test(digits)) return null;
  return Uint8Array.from({ length: digits.length / 2 }, (_, i) => parseInt(digits.slice(2 * i, 2 * i + 2), 16));
}
