import { crc32, deflateSync } from 'node:zlib';

/** Bytes that look random, do not become smaller, and are the same in each run. */
export function noise(length: number): Buffer {
  let seed = 1;
  return Buffer.from(
    Uint8Array.from({ length }, () => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return seed >>> 24;
    }),
  );
}

/** A PNG image in RGB of so many pixels; a gradient if it is not said which. */
export function png(width: number, height: number, rgb?: Buffer): Buffer {
  const lines = Buffer.alloc(height * (1 + 3 * width));
  for (let y = 0; y < height; y++) {
    const line = y * (1 + 3 * width) + 1;
    if (rgb) rgb.copy(lines, line, y * 3 * width, (y + 1) * 3 * width);
    else for (let x = 0; x < width; x++) lines.set([(255 * x) / width, (255 * y) / height, 160], line + 3 * x);
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2], 8);
  const signature = Buffer.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(lines)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type), data]);
  const out = Buffer.alloc(typed.length + 8);
  out.writeUInt32BE(data.length, 0);
  typed.copy(out, 4);
  out.writeUInt32BE(crc32(typed), typed.length + 4);
  return out;
}
