import { RefusedError } from '../../wire/link';
import { publishCurl } from '../../wire/curl';
import { sendFrame } from '../../wire/payload';
import { refusalOf } from '../../wire/rest';
import { destinationOf } from '../../wire/topic';

export type Way = 'stomp' | 'rest';

export interface Letter {
  topic: string;
  headers: Record<string, string>;
  contentType: string;
  body: Uint8Array;
  /** Whether the body is text, for showing it. */
  text: boolean;
}

export interface Answered {
  good: boolean;
  text: string;
  /** With which it was refused. */
  error?: RefusedError | undefined;
}

export interface Server {
  token: string | null;
  url(topic: string): string;
  send(destination: string, body: Uint8Array, headers: Record<string, string>): Promise<Record<string, string>>;
}

const withType = ({ contentType, headers }: Letter, name: string) => ({
  ...(contentType ? { [name]: contentType } : {}),
  ...headers,
});

/** The call as somebody else could make it: the frame, or the command. */
export function callOf(way: Way, letter: Letter, server: Server): string {
  const { topic, body, text } = letter;
  if (way === 'stomp') return sendFrame(destinationOf(topic), withType(letter, 'content-type'), body, text);
  const headers = Object.entries(letter.headers).map(([name, value]) => `${name}: ${value}`);
  return publishCurl({
    url: server.url(topic),
    token: server.token,
    contentType: letter.contentType,
    headers,
    body,
    text,
  });
}

/** Publishes once. What the server answers is text in either case; a refusal is an answer too. */
export async function send(way: Way, letter: Letter, server: Server): Promise<Answered> {
  const started = performance.now();
  const took = () => `${Math.max(1, Math.round(performance.now() - started))} ms`;
  if (way === 'stomp') {
    try {
      const receipt = await server.send(destinationOf(letter.topic), letter.body, withType(letter, 'content-type'));
      const lines = Object.entries(receipt).map(([name, value]) => `${name}:${value}`);
      return { good: true, text: `RECEIPT after ${took()}\n${lines.join('\n')}` };
    } catch (error) {
      if (!(error instanceof RefusedError)) return { good: false, text: (error as Error).message };
      return { good: false, text: `Refused after ${took()}\n${error.message}`, error };
    }
  }
  const headers = { ...withType(letter, 'Content-Type'), ...authorization(server.token) };
  const body = letter.body as BodyInit;
  const response = await fetch(server.url(letter.topic), { method: 'POST', headers, body }).catch(() => null);
  if (!response) return { good: false, text: 'Not reached: the request had no answer.' };
  const error = response.ok ? undefined : new RefusedError(await refusalOf(response.clone()));
  const answer = await response.text();
  return { good: response.ok, text: `HTTP ${response.status} after ${took()}\n${pretty(answer)}`, error };
}

const authorization = (token: string | null): Record<string, string> =>
  token ? { Authorization: `Bearer ${token}` } : {};

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
