import { describe, expect, it } from 'vitest';
import { guess, MOST_IMAGE_BYTES, previewProblem } from '../../src/state/magic';

const of = (...parts: (string | number[])[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [...part].map((c) => c.charCodeAt(0)) : part)));

/** Random numbers that are the same in each run. */
function random(seed: number): () => number {
  return () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 2 ** 32;
  };
}

const PNG = of('\x89PNG\r\n\x1A\n', [0, 0, 0, 13], 'IHDR', [0, 0, 2, 0x80, 0, 0, 1, 0xe0], [8, 2, 0, 0, 0]);
const FRAME = [8, 0x01, 0xe0, 0x02, 0x80, 3];
const WEBP = of('RIFF', [0, 0, 0, 0], 'WEBP');

describe('images', () => {
  it.each([
    ['PNG image', 'png', 'image/png', PNG],
    ['JPEG image', 'jpg', 'image/jpeg', of([0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 1, 0xff, 0xc0, 0, 17, ...FRAME])],
    ['GIF image', 'gif', 'image/gif', of('GIF89a', [0x80, 2, 0xe0, 1])],
    ['WebP image', 'webp', 'image/webp', of([...WEBP], 'VP8X', [...Array(8).fill(0), 0x7f, 2, 0, 0xdf, 1, 0])],
    ['WebP image', 'webp', 'image/webp', of([...WEBP], 'VP8L', [0, 0, 0, 0, 0x2f, 0x7f, 0xc2, 0x77, 0], '12345')],
    ['WebP image', 'webp', 'image/webp', of([...WEBP], 'VP8 ', [...Array(10).fill(0), 0x80, 2, 0xe0, 1])],
  ])('%s (.%s) with its size', (name, extension, type, bytes) => {
    const size = { width: 640, height: 480 };
    expect(guess(bytes)).toEqual({ name, extension, type, size, raster: true });
  });

  it('steps over what a JPEG has before its frame header: tables, fill bytes, and what belongs nowhere', () => {
    const table = [0xff, 0xc4, 0, 4, 0xff, 0xc0];
    const bytes = of([0xff, 0xd8, 0xff, 0xe1, 0, 3, 9, ...table, 1, 2, 0xff, 0xff, 0xff, 0xc2, 0, 17, ...FRAME, 1]);
    expect(guess(bytes)?.size).toEqual({ width: 640, height: 480 });
  });

  it('without a size where the beginning is cut', () => {
    const cut = [PNG.subarray(0, 23), of('GIF89a', [0x80, 2, 0xe0]), of([...WEBP], 'VP8X', Array(13).fill(1))];
    for (const bytes of cut) expect(guess(bytes)).toMatchObject({ raster: true, size: null });
    expect(guess(of([0xff, 0xd8, 0xff, 0xe0, 0xff, 0xff]))).toMatchObject({ name: 'JPEG image', size: null });
  });

  it('are never SVG or HTML', () => {
    for (const text of [
      '<svg xmlns="http://www.w3.org/2000/svg"></svg>',
      '<?xml version="1.0"?><svg/>',
      '<html></html>',
    ])
      expect(guess(of(text))).toBeNull();
  });

  it('are shown up to 2 MB and 40 million pixels', () => {
    const image = guess(PNG)!;
    expect(previewProblem(image, MOST_IMAGE_BYTES)).toBeNull();
    expect(previewProblem(image, MOST_IMAGE_BYTES + 1)).toBe('larger than 2 MB');
    const size = { width: 50_000, height: 50_000 };
    expect(previewProblem({ ...image, size }, 100)).toBe('of more than 40 million pixels');
    expect(previewProblem({ ...image, size: null }, 100)).toBeNull();
  });
});

describe('other kinds', () => {
  it.each([
    ['WAV sound', 'wav', of('RIFF', [4, 0, 0, 0], 'WAVE')],
    ['WebM video or sound', 'webm', of('\x1A\x45\xDF\xA3', [0x9f, 0x42, 0x86, 0x81, 1], '\x42\x82\x84webm')],
    ['gzip', 'gz', of([0x1f, 0x8b, 8, 0])],
    ['PDF document', 'pdf', of('%PDF-1.7\n')],
    ['ZIP archive', 'zip', of('PK\x03\x04')],
    ['ZIP archive', 'zip', of('PK\x05\x06')],
  ])('%s (.%s)', (name, extension, bytes) => {
    expect(guess(bytes)).toMatchObject({ name, extension, raster: false, size: null });
  });

  it('are not taken for what they only resemble', () => {
    for (const bytes of [
      of(),
      of('\x89PNG'),
      of('RIFF', [4, 0, 0, 0], 'AVI '),
      of('\x1A\x45\xDF\xA3', [0x93], '\x42\x82\x88matroska'),
      of([0x1f, 0x8b, 7]),
      of('PK'),
      of([0xff, 0xd8, 0]),
    ])
      expect(guess(bytes)).toBeNull();
  });

  it('are found in a part of a larger buffer', () => {
    expect(guess(of([1, 2, 3], [...PNG]).subarray(3))?.size).toEqual({ width: 640, height: 480 });
  });
});

describe('like Protobuf', () => {
  const like = (bytes: Uint8Array) => guess(bytes)?.extension === 'pb';

  it('is a message with a number, a text, a message, doubles and a repeated field', () => {
    const inner = [0x0a, 2, 0x68, 0x69];
    const doubles = [0x21, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0x2d, 0, 0, 0x80, 0x3f];
    const message = of([0x08, 0x96, 0x01], [0x12, 7], 'testing', [0x1a, 4, ...inner], doubles, [0x30, 1, 0x30, 2]);
    expect(guess(message)).toMatchObject({ name: 'perhaps Protobuf', type: 'application/x-protobuf', raster: false });
  });

  it('is one with negative numbers, of ten bytes each', () => {
    expect(like(of([0x08, ...Array(9).fill(0xff), 1, 0x10, 1]))).toBe(true);
  });

  it('is a large one, of which only the first fields are looked at', () => {
    expect(like(of([...Array(100_000)].flatMap(() => [0x08, 1])))).toBe(true);
  });

  it.each([
    ['cut short', [0x08, 1, 0x12, 9, 0x68, 0x69]],
    ['with fields out of order', [0x10, 1, 0x08, 1, 0x08, 1]],
    ['with field 0', [0x00, 1, 0x08, 1, 0x08, 1]],
    ['with a group', [0x0b, 0x08, 1, 0x0c, 0x10, 1]],
    ['with a number longer than needed', [0x08, 0x81, 0x00, 0x10, 1, 0x18, 1]],
    ['with a number that does not end', [0x08, 1, 0x10, ...Array(11).fill(0xff)]],
    ['with a length beyond all', [0x08, 1, 0x12, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]],
    ['of one field', [0x0a, 6, 1, 2, 3, 4, 5, 6]],
    ['too short to tell', [0x08, 1, 0x10, 1]],
    ['of zeros', Array(64).fill(0)],
    ['of the bytes 00 to FF', Array.from({ length: 256 }, (_, i) => i)],
  ])('is none %s', (_, bytes) => expect(like(of(bytes))).toBe(false));

  it.each([8, 16, 64, 1024])('is hardly ever random data of %i bytes', (length) => {
    const next = random(length);
    const messages = Array.from({ length: 5000 }, () => Uint8Array.from({ length }, () => next() * 256));
    expect(messages.filter(like).length / messages.length).toBeLessThan(0.01);
  });
});
