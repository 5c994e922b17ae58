import { rest } from './rest';

/** Throws away what waits in a queue. Resolves with how many messages that were; a refusal rejects. */
export async function purge(url: string, token: string | null): Promise<number> {
  return (await rest<{ purged: number }>(url, token, { method: 'DELETE' })).purged;
}
