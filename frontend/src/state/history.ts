import { rest } from '../wire/rest';
import type { Received } from '../wire/link';
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

/** As many as the server gives at once. */
const LIMIT = 1000;

/** The newest messages of a topic, as they would have come over STOMP. */
export async function historyOf(url: string, token: string | null, topic: string): Promise<History> {
  const { messages } = await rest<{ messages: Kept[] }>(`${url}?limit=${LIMIT}`, token);
  return { messages: messages.map((kept) => receivedOf(topic, kept)), whole: messages.length < LIMIT };
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
