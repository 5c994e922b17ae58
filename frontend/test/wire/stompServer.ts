export interface Frame {
  command: string;
  headers: Record<string, string>;
}

/** A WebSocket whose other side is a STOMP server that answers as a test says; it speaks frames without bodies. */
export class FakeSocket extends EventTarget {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSING = 2;
  static readonly CLOSED = 3;
  /** What the server does with a frame other than CONNECT. */
  static answer: (frame: Frame, socket: FakeSocket) => void = () => undefined;

  readyState = FakeSocket.CONNECTING;
  binaryType = 'blob';
  onopen: ((event: Event) => void) | null = null;
  onclose: ((event: Event) => void) | null = null;
  onerror: ((event: Event) => void) | null = null;

  constructor(readonly url: string) {
    super();
    queueMicrotask(() => {
      this.readyState = FakeSocket.OPEN;
      this.onopen?.(new Event('open'));
    });
  }

  send(data: Uint8Array): void {
    const frame = read(new TextDecoder().decode(data));
    if (frame.command === 'CONNECT') this.say('CONNECTED', { version: '1.2', 'user-name': 'ana' });
    else if (frame.command !== '') FakeSocket.answer(frame, this);
  }

  /** The server sends a frame, after what is under way. */
  say(command: string, headers: Record<string, string>): void {
    const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}`);
    const { buffer } = new TextEncoder().encode(`${[command, ...lines].join('\n')}\n\n\0`);
    queueMicrotask(() => {
      if (this.readyState === FakeSocket.OPEN) this.dispatchEvent(new MessageEvent('message', { data: buffer }));
    });
  }

  close(): void {
    if (this.readyState === FakeSocket.CLOSED) return;
    this.readyState = FakeSocket.CLOSED;
    queueMicrotask(() => {
      const event = Object.assign(new Event('close'), { code: 1000, reason: '' });
      this.dispatchEvent(event);
      this.onclose?.(event);
    });
  }
}

/** As far as it matters here: of what is escaped in headers (STOMP 1.2), colons alone. */
function read(text: string): Frame {
  const [command = '', ...lines] = text.trimStart().split('\n\n')[0]!.split('\n');
  return {
    command,
    headers: Object.fromEntries(
      lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).replaceAll('\\c', ':')]),
    ),
  };
}
