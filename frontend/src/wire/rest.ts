import { RefusedError, type Refusal } from './link';

/** Asks the server over HTTP, as whoever this tab is. A refusal rejects with its code and its sentence. */
export async function rest<T>(url: string, token: string | null, request: RequestInit = {}): Promise<T> {
  const headers = { ...(token ? { Authorization: `Bearer ${token}` } : {}), ...request.headers };
  const response = await fetch(url, { cache: 'no-store', ...request, headers });
  if (!response.ok) throw new RefusedError(await refusalOf(response));
  const text = await response.text();
  return (text === '' ? null : JSON.parse(text)) as T;
}

/** Problem details where the server wrote the answer; a proxy between here and there may write anything. */
export async function refusalOf(response: Response): Promise<Refusal> {
  const { code, detail, hint } = (await response.json().catch(() => ({}))) as Record<string, string | undefined>;
  return {
    code: code ?? String(response.status),
    message: [detail ?? response.statusText, hint].filter(Boolean).join(' '),
  };
}
