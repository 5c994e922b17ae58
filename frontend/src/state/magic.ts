import { isProtobuf } from './protobuf';

export interface Size {
  width: number;
  height: number;
}

/** What bytes seem to be, by how they begin. */
export interface Guess {
  /** In words, as in "PNG image". */
  name: string;
  /** Of a file of that kind, without a dot. */
  extension: string;
  /** The media type. */
  type: string;
  /** In pixels, of an image whose beginning tells it. */
  size: Size | null;
  /** An image of pixels, which can run nothing. */
  raster: boolean;
}

/** An image with more bytes than this is not shown. */
export const MOST_IMAGE_BYTES = 2 * 1024 * 1024;
/** Nor one of more pixels: a few kilobytes can unpack to gigabytes. */
export const MOST_PIXELS = 40_000_000;

interface Kind extends Omit<Guess, 'size'> {
  fits(bytes: Uint8Array): boolean;
  size?(bytes: Uint8Array): Size | null;
}

const raster = (
  name: string,
  extension: string,
  fits: Kind['fits'],
  size: (bytes: Uint8Array) => Size | null,
): Kind => ({ name: `${name} image`, extension, type: `image/${name.toLowerCase()}`, raster: true, fits, size });
const other = (name: string, extension: string, type: string, fits: Kind['fits']): Kind => ({
  name,
  extension,
  type,
  raster: false,
  fits,
});

const KINDS: Kind[] = [
  raster('PNG', 'png', (bytes) => has(bytes, 0, '\x89PNG\r\n\x1A\n'), pngSize),
  raster('JPEG', 'jpg', (bytes) => has(bytes, 0, '\xFF\xD8\xFF'), jpegSize),
  raster('GIF', 'gif', (bytes) => has(bytes, 0, 'GIF87a') || has(bytes, 0, 'GIF89a'), gifSize),
  raster('WebP', 'webp', (bytes) => has(bytes, 0, 'RIFF') && has(bytes, 8, 'WEBP'), webpSize),
  other('WAV sound', 'wav', 'audio/wav', (bytes) => has(bytes, 0, 'RIFF') && has(bytes, 8, 'WAVE')),
  other('WebM video or sound', 'webm', 'video/webm', isWebm),
  other('gzip', 'gz', 'application/gzip', (bytes) => has(bytes, 0, '\x1F\x8B\x08')),
  other('PDF document', 'pdf', 'application/pdf', (bytes) => has(bytes, 0, '%PDF-')),
  other('ZIP archive', 'zip', 'application/zip', (bytes) => has(bytes, 0, 'PK\x03\x04') || has(bytes, 0, 'PK\x05\x06')),
  other('perhaps Protobuf', 'pb', 'application/x-protobuf', isProtobuf),
];

/** What binary data seems to be; null if it is like nothing that is known here. */
export function guess(bytes: Uint8Array): Guess | null {
  const kind = KINDS.find(({ fits }) => fits(bytes));
  if (!kind) return null;
  const { name, extension, type, raster } = kind;
  return { name, extension, type, raster, size: kind.size?.(bytes) ?? null };
}

/** Why an image is not shown, as what follows "it is"; null if it can be. */
export function previewProblem(guess: Guess, length: number): string | null {
  if (length > MOST_IMAGE_BYTES) return 'larger than 2 MB';
  const { width, height } = guess.size ?? { width: 0, height: 0 };
  return width * height > MOST_PIXELS ? 'of more than 40 million pixels' : null;
}

/** Whether the characters, each a byte, are at a place. */
function has(bytes: Uint8Array, at: number, characters: string): boolean {
  for (let i = 0; i < characters.length; i++) if (bytes[at + i] !== characters.charCodeAt(i)) return false;
  return true;
}

/** An EBML header that says so; other files of Matroska have one too. */
function isWebm(bytes: Uint8Array): boolean {
  if (!has(bytes, 0, '\x1A\x45\xDF\xA3')) return false;
  for (let at = 4; at < 64; at++) if (has(bytes, at, '\x42\x82\x84webm')) return true;
  return false;
}

const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array) => new DataView(buffer, byteOffset, byteLength);

function pngSize(bytes: Uint8Array): Size | null {
  if (bytes.length < 24 || !has(bytes, 12, 'IHDR')) return null;
  const view = viewOf(bytes);
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

function gifSize(bytes: Uint8Array): Size | null {
  if (bytes.length < 10) return null;
  const view = viewOf(bytes);
  return { width: view.getUint16(6, true), height: view.getUint16(8, true) };
}

/** Of the first frame header, found as decoders do: what is between segments is stepped over. */
function jpegSize(bytes: Uint8Array): Size | null {
  const view = viewOf(bytes);
  for (let at = 2; at + 9 <= bytes.length;) {
    if (bytes[at] !== 0xff) {
      at++;
      continue;
    }
    const marker = bytes[at + 1]!;
    // C4, C8 and CC are tables and the like among the frame headers.
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    const bare = marker === 0xff || marker <= 0x01 || (marker >= 0xd0 && marker <= 0xd8);
    at += marker === 0xff ? 1 : bare ? 2 : 2 + view.getUint16(at + 2);
  }
  return null;
}

/** Of its canvas, in whichever of the three forms of the file. */
function webpSize(bytes: Uint8Array): Size | null {
  if (bytes.length < 30) return null;
  const view = viewOf(bytes);
  if (has(bytes, 12, 'VP8X')) {
    const uint24 = (at: number) => view.getUint16(at, true) | (bytes[at + 2]! << 16);
    return { width: uint24(24) + 1, height: uint24(27) + 1 };
  }
  if (has(bytes, 12, 'VP8L')) {
    const bits = view.getUint32(21, true);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  if (has(bytes, 12, 'VP8 '))
    return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  return null;
}
