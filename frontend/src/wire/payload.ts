/** Reads Base64 as people paste it, with line ends, and of the URL's alphabet too. Null if it is none. */
export function parseBase64(text: string): Uint8Array | null {
  const plain = text.replace(/\s/g, '').replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, '');
  if (plain.length % 4 === 1 || /[^A-Za-z0-9+/]/.test(plain)) return null;
  return Uint8Array.from(atob(plain), (letter) => letter.charCodeAt(0));
}

/** Puts the number of a repetition, its time and a random word into a template. */
export function fill(template: string, n: number, now: number): string {
  return template.replace(/\{\{\s*(n|time|random)\s*\}\}/g, (_, name: string) =>
    name === 'n' ? String(n) : name === 'time' ? String(now) : Math.random().toString(36).slice(2, 10),
  );
}

/** Reads `name: value` lines. A sentence where a line is none. */
export function parseHeaders(text: string): { headers: Record<string, string>; problem: string | null } {
  const headers: Record<string, string> = {};
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const at = line.indexOf(':');
    if (at < 1) return { headers, problem: `"${line.trim()}" is no header: write name: value, one on a line.` };
    headers[line.slice(0, at).trim()] = line.slice(at + 1).trim();
  }
  return { headers, problem: null };
}

/** What a STOMP SEND looks like on the wire; bodies that are no text are only counted. */
export function sendFrame(
  destination: string,
  headers: Record<string, string>,
  body: Uint8Array,
  text: boolean,
): string {
  const lines = Object.entries({ destination, ...headers, 'content-length': String(body.length) });
  const shown = text ? new TextDecoder().decode(body.subarray(0, 2048)) : `(${body.length} bytes)`;
  return `SEND\n${lines.map(([name, value]) => `${name}:${value}`).join('\n')}\n\n${shown}^@`;
}
