import { Client, TickerStrategy } from '@stomp/stompjs';
import { echoBody, rawPath, type EchoPath } from './echo';
import { sockJsStreaming } from './sockjs';

export type EchoKind = 'text' | 'binary' | 'stomp' | 'sockjs' | 'sse';

/** Where the paths begin. */
export interface EchoPlaces {
  text: string;
  binary: string;
  stomp: string;
  sockjs: string;
  /** The topic that goes in by REST and comes out as server-sent events. */
  messages: string;
  events: string;
  token: string | null;
}

export function echoPath(kind: EchoKind, places: EchoPlaces, size: number): EchoPath {
  switch (kind) {
    case 'text':
    case 'binary':
      return rawPath(places[kind], kind, size);
    case 'stomp':
      return stompPath(places, size, () => new WebSocket(places.stomp, ['v12.stomp']));
    case 'sockjs':
      return stompPath(places, size, () => sockJsStreaming(places.sockjs));
    case 'sse':
      return ssePath(places, size);
  }
}

/** Over STOMP: a SEND to `/app/echo`, answered on `/user/queue/replies`. */
function stompPath(
  { token }: EchoPlaces,
  size: number,
  socket: () => WebSocket | ReturnType<typeof sockJsStreaming>,
): EchoPath {
  let problem: string | null = null;
  const client = new Client({
    webSocketFactory: socket as () => WebSocket,
    connectHeaders: token ? { Authorization: `Bearer ${token}` } : {},
    reconnectDelay: 0,
    heartbeatStrategy: TickerStrategy.Interval,
  });
  return {
    open: (onBack) =>
      new Promise((resolve, reject) => {
        client.onConnect = () => {
          client.watchForReceipt('ready', () => resolve());
          client.subscribe(
            '/user/queue/replies',
            ({ body }) => {
              const sequence = Number(body.slice(0, 10));
              onBack(sequence, body === echoBody(sequence, size));
            },
            { receipt: 'ready' },
          );
        };
        client.onStompError = ({ headers }) => (problem = `${headers['code']}: ${headers['message']}`);
        client.onWebSocketClose = ({ code, reason }: CloseEvent) => {
          problem ??= `closed with ${code}${reason ? `: ${reason}` : ''}`;
          reject(new Error(problem));
        };
        client.activate();
      }),
    send: (sequence) => {
      if (client.connected) client.publish({ destination: '/app/echo', body: echoBody(sequence, size) });
    },
    close: () => {
      client.onWebSocketClose = () => undefined;
      void client.deactivate({ force: true });
    },
    failure: () => problem,
  };
}

/** In by REST, out as server-sent events. */
function ssePath({ messages, events, token }: EchoPlaces, size: number): EchoPath {
  const stop = new AbortController();
  const headers: Record<string, string> = token ? { Authorization: `Bearer ${token}` } : {};
  let problem: string | null = null;
  const fail = (what: string) => (error: Error) => {
    if (!stop.signal.aborted) problem ??= `${what}: ${error.message}`;
  };
  let last: Promise<void> = Promise.resolve();
  const post = async (body: string) => {
    if (problem) return;
    const all = { ...headers, 'Content-Type': 'text/plain' };
    const response = await fetch(messages, { method: 'POST', headers: all, body, signal: stop.signal });
    if (!response.ok) throw new Error(`refused with ${response.status}`);
  };
  return {
    open: async (onBack) => {
      const response = await fetch(events, { headers, signal: stop.signal, cache: 'no-store' });
      if (!response.ok || !response.body) throw new Error(`the event stream was refused with ${response.status}`);
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      // The first comment says that the subscription stands.
      let rest = (await reader.read()).value ?? '';
      const read = async () => {
        for (;;) {
          const { done, value } = await reader.read();
          if (done) throw new Error('it ended');
          const lines = (rest + value).split('\n');
          rest = lines.pop()!;
          for (const line of lines) {
            if (!line.startsWith('data: ')) continue;
            const body = line.slice(6);
            const sequence = Number(body.slice(0, 10));
            onBack(sequence, body === echoBody(sequence, size));
          }
        }
      };
      read().catch(fail('the event stream'));
    },
    // One request after the other: several at once may arrive in any order.
    send: (sequence) => {
      last = last.then(() => post(echoBody(sequence, size))).catch(fail('publishing'));
    },
    close: () => stop.abort(),
    failure: () => problem,
  };
}
