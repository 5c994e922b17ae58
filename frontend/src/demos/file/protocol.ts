import { sha256 } from '@noble/hashes/sha2.js';
import type { Wire } from '../wire';

/** Bytes of one chunk: with its headers it is below the 64 KB that a message may have. */
export const CHUNK = 48 * 1024;
/** Chunks under way at most: less than the 1 MB that may wait in a receiver's outbox. */
export const WINDOW = 16;
/** The receiver says how far it is after so many chunks. */
export const ACK_EVERY = 4;
/** Without a word for so long the sender asks where the receiver is. */
export const ASK_AFTER = 2000;

export interface Offer {
  file: string;
  name: string;
  type: string;
  size: number;
  chunk: number;
}

/** What the two ends tell each other on the room's topic; chunks go on a topic of the file. */
export type Control =
  | ({ kind: 'offer' } & Offer)
  /** The receiver has all chunks below `next`; with `again` it needs them from there, whatever was sent. */
  | { kind: 'have'; file: string; next: number; again: boolean }
  | { kind: 'where'; file: string }
  | { kind: 'end'; file: string; sha: string }
  | { kind: 'checked'; file: string; sha: string }
  | { kind: 'cancel'; file: string };

export const roomTopic = (room: string): string => `demo.file.${room}`;
export const dataTopic = (room: string, file: string): string => `demo.file.${room}.${file}`;
export const chunksOf = ({ size, chunk }: { size: number; chunk: number }): number => Math.ceil(size / chunk);

export const tell = (wire: Wire, room: string, control: Control): boolean =>
  wire.send(roomTopic(room), JSON.stringify(control));

/** SHA-256 of bytes that come piece by piece; the browser's own wants all of them at once. */
export class Hash {
  readonly #hash = sha256.create();

  add(bytes: Uint8Array): void {
    this.#hash.update(bytes);
  }

  hex(): string {
    return Array.from(this.#hash.digest(), (byte) => byte.toString(16).padStart(2, '0')).join('');
  }
}

/** How fast something grows, over the last seconds. */
export class Pace {
  #marks: { at: number; total: number }[] = [];

  mark(at: number, total: number): void {
    this.#marks.push({ at, total });
    if (this.#marks.length > 60) this.#marks.shift();
  }

  perSecond(now: number): number | null {
    const first = this.#marks.find(({ at }) => now - at < 3000);
    const last = this.#marks.at(-1);
    return first && last && last.at > first.at ? ((last.total - first.total) * 1000) / (last.at - first.at) : null;
  }
}
