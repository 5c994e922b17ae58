import type { Refusal } from '../wire/link';

const KEY = 'stompbox.token';

/** Who this tab is. The token lives as long as the tab, so that closing it signs out. */
export const session = $state<{ token: string | null; refusal: Refusal | null }>({
  token: read(),
  refusal: null,
});

function read(): string | null {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}

export function keepToken(token: string | null): void {
  session.token = token;
  if (token) session.refusal = null;
  try {
    if (token) sessionStorage.setItem(KEY, token);
    else sessionStorage.removeItem(KEY);
  } catch {
    // Without storage the token is kept in memory only: a reload asks again.
  }
}

export function refuseToken(refusal: Refusal): void {
  keepToken(null);
  session.refusal = refusal;
}
