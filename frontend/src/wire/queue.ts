import { RefusedError, type Refusal } from './link';

/** Throws away what waits in a queue. Resolves with how many messages that were; a refusal rejects. */
export async function purge(url: string, token: string | null): Promise<number> {
  const headers = token ? { Authorization: `Bearer ${token}` } : undefined;
  const response = await fetch(url, { method: 'DELETE', headers });
  if (!response.ok) throw new RefusedError(await refusalOf(response));
  return ((await response.json()) as { purged: number }).purged;
}

/** Problem details where the server wrote the answer; a proxy between here and there may write anything. */
async function refusalOf(response: Response): Promise<Refusal> {
  const { code, detail, hint } = (await response.json().catch(() => ({}))) as Record<string, string | undefined>;
  return {
    code: code ?? String(response.status),
    message: [detail ?? response.statusText, hint].filter(Boolean).join(' '),
  };
}
