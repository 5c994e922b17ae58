import type { MessageRow } from './row';

/** One line of NDJSON for a message: bytes that are text as they are, all others as base64. */
export function exportLine(row: MessageRow): string {
  const { destination: _, 'message-id': __, subscription: ___, 'content-length': ____, ...headers } = row.headers;
  const body = row.kind === 'bin' ? { bodyBase64: base64(row.body) } : { body: new TextDecoder().decode(row.body) };
  return JSON.stringify({
    topic: row.topic,
    position: row.headers['message-id'],
    timestamp: row.time,
    contentType: row.headers['content-type'],
    headers,
    ...body,
  });
}

function base64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}
