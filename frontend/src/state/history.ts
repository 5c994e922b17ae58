import { rest } from '../wire/rest';
import type { Received } from '../wire/link';
import { parsePosition, type Position } from '../wire/position';
import { destinationOf } from '../wire/topic';

/** What the server still has of a topic, oldest first. */
export interface History {
  messages: Received[];
  /** Whether the oldest of them is the oldest that there is. */
  whole: boolean;
}

interface Kept {
  position: string;
  timestamp: number;
  contentType: string | null;
  headers: Record<string, string> | null;
  body?: string;
  bodyBase64?: string;
}

/** Whether the server keeps messages of a topic, as far as this caller may see. */
export const isKept = (url: string, token: string | null): Promise<boolean> =>
  rest<{ messages: Kept[] }>(`${url}?limit=1`, token).then(
    ({ messages }) => messages.length > 0,
    () => false,
  );

/** As many as the server gives at once. */
const LIMIT = 1000;

/**
 * The newest messages of a topic that are older than `before`, as they would have come over STOMP; without it the
 * newest of all.
 */
export async function historyOf(
  url: string,
  token: string | null,
  topic: string,
  before: Position | null,
): Promise<History> {
  // Offsets rise by one, so that the page before a position begins a page's length before it.
  const after = before && { epoch: before.epoch, offset: Math.max(0, before.offset - LIMIT - 1) };
  const query = after
    ? `after=${encodeURIComponent(`${after.epoch}:${after.offset}`)}&limit=${LIMIT}`
    : `limit=${LIMIT}`;
  const { messages } = await rest<{ messages: Kept[] }>(`${url}?${query}`, token);
  if (!after) return { messages: messages.map((kept) => receivedOf(topic, kept)), whole: messages.length < LIMIT };
  const older = messages.filter(({ position }) => {
    const at = parsePosition(position);
    return at?.epoch === before.epoch && at.offset < before.offset;
  });
  const oldest = parsePosition(older[0]?.position);
  return {
    messages: older.map((kept) => receivedOf(topic, kept)),
    whole: after.offset === 0 || oldest?.offset !== after.offset + 1,
  };
}

function receivedOf(topic: string, { position, timestamp, contentType, headers, body, bodyBase64 }: Kept): Received {
  const bytes =
    bodyBase64 === undefined
      ? new TextEncoder().encode(body ?? '')
      : Uint8Array.from(atob(bodyBase64), (letter) => letter.charCodeAt(0));
  return {
    headers: {
      destination: destinationOf(topic),
      'message-id': position,
      timestamp: String(timestamp),
      ...(contentType ? { 'content-type': contentType } : {}),
      ...headers,
    },
    body: bytes,
  };
}
