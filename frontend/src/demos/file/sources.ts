import type { Source } from './sender';

/** Files are read in larger pieces than they are sent in. */
const READ = 4 * 1024 * 1024;

export function sourceOf(file: File): Source {
  let from = 0;
  let held = new Uint8Array();
  return {
    name: file.name,
    type: file.type,
    size: file.size,
    async read(start, end) {
      if (start < from || end > from + held.length) {
        held = new Uint8Array(await file.slice(start, start + READ).arrayBuffer());
        from = start;
      }
      return held.slice(start - from, end - from);
    },
  };
}

/** Bytes that look like chance but are the same each time (xorshift, seeded by the place), so that nothing is kept. */
export function madeUp(size: number): Source {
  return {
    name: `made-up-${size >> 20}-MB.bin`,
    type: 'application/octet-stream',
    size,
    async read(start, end) {
      const bytes = new Uint8Array(end - start);
      let x = (start + 1) | 1;
      for (let i = 0; i < bytes.length; i++) {
        x ^= x << 13;
        x ^= x >>> 17;
        x ^= x << 5;
        bytes[i] = x;
      }
      return bytes;
    },
  };
}
