import { rest, refusalOf } from './rest';
import { RefusedError } from './link';

/** What the server keeps of a topic for those who come later. */
export interface Kept {
  messages: number;
  bytes: number;
}

/** Null when there is no such topic yet. */
export async function keptOf(topicUrl: string, token: string | null): Promise<Kept | null> {
  try {
    return (await rest<{ history: Kept }>(topicUrl, token)).history;
  } catch (error) {
    if (error instanceof RefusedError && error.refusal.code === 'SB-509') return null;
    throw error;
  }
}

/** All that is kept, as NDJSON. The browser keeps it on disk where it is large. */
export async function exportKept(messagesUrl: string, token: string | null): Promise<Blob> {
  const headers: HeadersInit = token ? { Authorization: `Bearer ${token}` } : {};
  const response = await fetch(`${messagesUrl}/export`, { cache: 'no-store', headers });
  if (!response.ok) throw new RefusedError(await refusalOf(response));
  return response.blob();
}

/** Adds what an export has; resolves with how many messages that were. */
export async function importKept(messagesUrl: string, token: string | null, file: Blob): Promise<number> {
  const request = { method: 'POST', body: file, headers: { 'Content-Type': 'application/x-ndjson' } };
  return (await rest<{ imported: number }>(`${messagesUrl}/import`, token, request)).imported;
}

/** Forgets all of it; resolves with how many messages that were. */
export async function purgeKept(messagesUrl: string, token: string | null): Promise<number> {
  return (await rest<{ purged: number }>(messagesUrl, token, { method: 'DELETE' })).purged;
}
