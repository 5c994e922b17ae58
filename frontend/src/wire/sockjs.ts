import type { IStompSocket } from '@stomp/stompjs';

/**
 * SockJS's streaming over HTTP, as a socket for stompjs: what comes is one long response, and each message that goes is a
 * request. It is what a client falls back on where WebSockets do not get through.
 */
export function sockJsStreaming(base: string): IStompSocket {
  const session = `${base}/000/${Math.random().toString(36).slice(2, 12)}`;
  const stop = new AbortController();
  /** One request at a time, so that they arrive in order; what comes meanwhile goes with the next. */
  let waiting: string[] = [];
  let sending = false;
  const socket: IStompSocket & { readyState: number } = {
    url: base,
    readyState: 0,
    onclose: null,
    onerror: null,
    onmessage: null,
    onopen: null,
    send: (data) => {
      waiting.push(data as string);
      void flush();
    },
    close: (code = 1000, reason = '') => ended(code, reason),
  };

  function ended(code: number, reason: string): void {
    if (socket.readyState === 3) return;
    socket.readyState = 3;
    stop.abort();
    socket.onclose?.({ code, reason } as CloseEvent);
  }

  async function flush(): Promise<void> {
    if (sending) return;
    sending = true;
    try {
      while (waiting.length > 0 && socket.readyState === 1) {
        const body = JSON.stringify(waiting);
        waiting = [];
        const answer = await fetch(`${session}/xhr_send`, { method: 'POST', body, signal: stop.signal });
        if (!answer.ok) return ended(answer.status, 'xhr_send was refused');
      }
    } catch (error) {
      ended(1006, (error as Error).message);
    } finally {
      sending = false;
    }
  }

  /** One line of the stream: `o`pen, `h`eart-beat, `a`rray of messages, `c`lose. */
  function frame(line: string): void {
    if (line === 'o') {
      socket.readyState = 1;
      socket.onopen?.({});
    } else if (line.startsWith('a')) {
      for (const data of JSON.parse(line.slice(1)) as string[]) socket.onmessage?.({ data } as MessageEvent);
    } else if (line.startsWith('c')) {
      const [code, reason] = JSON.parse(line.slice(1)) as [number, string];
      ended(code, reason);
    }
  }

  async function receive(): Promise<void> {
    // A response ends after a while and the next one goes on with the same session.
    while (socket.readyState < 2) {
      const response = await fetch(`${session}/xhr_streaming`, { method: 'POST', signal: stop.signal });
      if (!response.ok || !response.body) throw new Error(`xhr_streaming was refused with ${response.status}`);
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      let rest = '';
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        const lines = (rest + value).split('\n');
        rest = lines.pop()!;
        lines.forEach(frame);
      }
    }
  }
  receive().catch((error: Error) => ended(1006, error.message));
  return socket;
}
