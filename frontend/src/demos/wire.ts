/** What a demo needs of a connection. The demos know no more of Stompbox than its wire contract. */
export interface Wire {
  readonly live: boolean;
  /** A standing subscription to a topic: made again on each new connection. Returns how to end it. */
  listen(topic: string, on: (heard: Heard) => void, how?: Listening): () => void;
  /**
   * Publishes, or answers false where there is no connection and nothing was sent. `taken` is called when the server has
   * said that it has the message, the first time or again.
   */
  send(topic: string, body: string | Uint8Array, headers?: Record<string, string>, taken?: () => void): boolean;
  /** The time by the server's clock, epoch ms: what two browsers can agree on. */
  now(): number;
}

export interface Heard {
  topic: string;
  headers: Record<string, string>;
  body: Uint8Array;
}

export interface Listening {
  /** Asks for the last messages when it is made for the first time. */
  rewind?: number;
  /** Asks, on each later connection, for all since the last message. */
  resume?: boolean;
  onAccepted?(how: Accepted): void;
  onRefused?(code: string, sentence: string): void;
}

/** What the server said of the subscription. */
export interface Accepted {
  /** Whether this was a later connection. */
  again: boolean;
  /** Whether all since the last message was delivered; null where that was not asked. */
  recovered: boolean | null;
  replayed: number;
}

/** One frame of the strip that shows what goes over the wire. */
export interface Passed {
  key: number;
  out: boolean;
  topic: string;
  bytes: number;
  preview: string;
}

const decoder = new TextDecoder();

/** Reads a JSON body; null for what is none, because anybody may publish to a demo's topic. */
export function jsonOf<T>({ body }: Heard): Partial<T> | null {
  try {
    const value: unknown = JSON.parse(decoder.decode(body));
    return typeof value === 'object' && value !== null ? value : null;
  } catch {
    return null;
  }
}

/** A name for this window that no other has. */
export function windowId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(5)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

const NAMES = ['Fuzz', 'Chorus', 'Phaser', 'Delay', 'Tremolo', 'Wah', 'Octave', 'Flanger', 'Reverb', 'Boost'];

export const nameOf = (id: string): string => NAMES[parseInt(id.slice(0, 4), 16) % NAMES.length]!;

/** One word of a topic, of whatever a person typed. */
export const roomOf = (text: string): string => text.replace(/[^\p{L}\p{N}_-]/gu, '').slice(0, 40) || 'lobby';
