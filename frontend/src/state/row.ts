import { guess, type Guess } from './magic';
import { parsePosition, type Position } from '../wire/position';
import { topicOf } from '../wire/topic';
import type { Received } from '../wire/link';

export type Kind = 'json' | 'text' | 'bin';

/** One message in a tap. What the bytes are is found out when somebody looks: of thousands a second few are seen. */
export class MessageRow {
  readonly type = 'message';
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
  readonly time: number;
  /** Milliseconds since the message before it in this tap. */
  readonly delta: number | null;
  #kind: Kind | null = null;
  #guess: Guess | null | undefined;

  constructor({ headers, body }: Received, before: number | null, now: number) {
    const stamp = Number(headers['timestamp']);
    this.headers = headers;
    this.body = body;
    this.time = Number.isFinite(stamp) && stamp > 0 ? stamp : now;
    this.delta = before === null ? null : this.time - before;
  }

  get topic(): string {
    return topicOf(this.headers['destination'] ?? '');
  }

  get position(): Position | null {
    return parsePosition(this.headers['message-id']);
  }

  get kind(): Kind {
    return (this.#kind ??= kindOf(this.headers['content-type'], this.body));
  }

  /** What binary data seems to be; null for text, and for what is like nothing known. */
  get guess(): Guess | null {
    if (this.#guess === undefined) this.#guess = this.kind === 'bin' ? guess(this.body) : null;
    return this.#guess;
  }

  get preview(): string {
    return previewOf(this.kind, this.body);
  }
}

/** A place in the list where the tap has something to say, most often that something is not there. */
export interface NoteRow {
  type: 'note';
  text: string;
  /** Nothing is wrong. */
  calm?: boolean;
}

export type Row = MessageRow | NoteRow;

const PREVIEW = 160;
const strict = new TextDecoder('utf-8', { fatal: true });
const loose = new TextDecoder();

export function isUtf8(bytes: Uint8Array): boolean {
  try {
    strict.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** What the bytes are: a clear content type is believed if the bytes can be it; otherwise the bytes decide. */
export function kindOf(contentType: string | undefined, body: Uint8Array): Kind {
  const type = (contentType ?? '').toLowerCase();
  if (/octet-stream|^(image|audio|video)\//.test(type) || !isUtf8(body)) return 'bin';
  if (/[/+]json\b/.test(type)) return 'json';
  if (/^text\//.test(type)) return 'text';
  if (/[\x00-\x08\x0e-\x1f]/.test(loose.decode(body.subarray(0, 512)))) return 'bin';
  return looksLikeJson(body) ? 'json' : 'text';
}

function looksLikeJson(body: Uint8Array): boolean {
  const text = loose.decode(body).trim();
  return (text.startsWith('{') && text.endsWith('}')) || (text.startsWith('[') && text.endsWith(']'));
}

export function previewOf(kind: Kind, body: Uint8Array): string {
  if (kind === 'bin') {
    const bytes = Array.from(body.subarray(0, 32), (byte) => byte.toString(16).padStart(2, '0').toUpperCase());
    return bytes.join(' ') + (body.length > 32 ? ' …' : '');
  }
  const text = loose.decode(body.subarray(0, PREVIEW)).replace(/[\s\p{Cc}]+/gu, ' ');
  return body.length > PREVIEW ? `${text}…` : text;
}
