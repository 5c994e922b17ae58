const LEAST_BYTES = 6;
const LEAST_FIELDS = 2;
/** Fields that are looked at; what follows them is believed. */
const MOST_FIELDS = 4096;
/** More than anybody numbers, and a small share of what a number can be. */
const MOST_NUMBER = 2048;

/**
 * Whether bytes are like a message in Protobuf's wire format. Nothing in it says so, and much else can be read as one;
 * so they have to be as all encoders write them: fields in order, numbers no longer than needed, and an end at the end.
 */
export function isProtobuf(bytes: Uint8Array): boolean {
  if (bytes.length < LEAST_BYTES) return false;
  let fields = 0;
  let before = 0;
  for (let at = 0; at < bytes.length && fields < MOST_FIELDS; fields++) {
    const tag = varint(bytes, at);
    if (!tag) return false;
    const number = Math.floor(tag.value / 8);
    if (number < 1 || number > MOST_NUMBER || number < before) return false;
    before = number;
    const end = endOf(bytes, tag.end, tag.value % 8);
    if (end === null || end > bytes.length) return false;
    at = end;
  }
  return fields >= LEAST_FIELDS;
}

/** Where the value of a field ends that begins at `at`; null for what is none, groups included, which nobody writes. */
function endOf(bytes: Uint8Array, at: number, wireType: number): number | null {
  if (wireType === 1) return at + 8;
  if (wireType === 5) return at + 4;
  if (wireType !== 0 && wireType !== 2) return null;
  const read = varint(bytes, at);
  if (!read) return null;
  return wireType === 0 ? read.end : read.end + read.value;
}

/** A number of seven bits a byte, the lowest first, as short as it can be. */
function varint(bytes: Uint8Array, at: number): { value: number; end: number } | null {
  let value = 0;
  for (let i = 0; i < 10; i++) {
    const byte = bytes[at + i];
    if (byte === undefined) return null;
    // Above 2^53 it is no longer exact, and still too large for a length.
    value += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return i > 0 && byte === 0 ? null : { value, end: at + i + 1 };
  }
  return null;
}
