/** Shell commands to paste. Values are quoted for a POSIX shell. */
const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

export interface CurlOptions {
  url: string;
  token: string | null;
  contentType?: string;
  /** More headers, each as `Name: value`. */
  headers?: string[];
  body: Uint8Array;
  /** False where the bytes are not text: then they travel as octal escapes of printf. */
  text: boolean;
}

export function publishCurl({ url, token, contentType, headers: more = [], body, text }: CurlOptions): string {
  const headers = [
    token ? `-H ${quote(`Authorization: Bearer ${token}`)}` : '',
    contentType ? `-H ${quote(`Content-Type: ${contentType}`)}` : '',
    ...more.map((header) => `-H ${quote(header)}`),
  ].filter(Boolean);
  if (text) {
    const data = `--data-binary ${quote(new TextDecoder().decode(body))}`;
    return ['curl', ...headers, data, quote(url)].join(' ');
  }
  const octal = Array.from(body, (byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
  return `printf ${quote(octal)} | ${['curl', ...headers, '--data-binary @-', quote(url)].join(' ')}`;
}

export function eventsCurl(url: string, token: string | null): string {
  return ['curl -N', token ? `-H ${quote(`Authorization: Bearer ${token}`)}` : '', quote(url)]
    .filter(Boolean)
    .join(' ');
}
