/** One way to send bytes to the server and get them back. */
export interface EchoPath {
  /** Resolves when bytes can be sent. */
  open(onBack: (sequence: number, intact: boolean) => void): Promise<void>;
  send(sequence: number): void;
  close(): void;
  /** Why it ended early, if it did. */
  failure(): string | null;
}

/** A body of exactly `size` bytes that starts with its number: text digits, so that it is valid in each kind. */
export function echoBody(sequence: number, size: number): string {
  return String(sequence).padStart(10, '0').padEnd(Math.max(10, size), 'stompbox');
}

/** Over a raw WebSocket, as text or as binary messages. */
export function rawPath(url: string, kind: 'text' | 'binary', size: number): EchoPath {
  let socket: WebSocket;
  let problem: string | null = null;
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();
  return {
    open: (onBack) =>
      new Promise((resolve, reject) => {
        socket = new WebSocket(url);
        socket.binaryType = 'arraybuffer';
        socket.onopen = () => resolve();
        socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => {
          const inKind = (typeof data === 'string') === (kind === 'text');
          const body = typeof data === 'string' ? data : decoder.decode(data);
          const sequence = Number(body.slice(0, 10));
          onBack(sequence, inKind && body === echoBody(sequence, size));
        };
        socket.onclose = ({ code, reason }) => {
          problem ??= `closed with ${code}${reason ? `: ${reason}` : ''}`;
          reject(new Error(problem));
        };
      }),
    send: (sequence) => {
      const body = echoBody(sequence, size);
      if (socket.readyState === WebSocket.OPEN) socket.send(kind === 'text' ? body : encoder.encode(body));
    },
    close: () => {
      socket.onclose = null;
      socket.close(1000);
    },
    failure: () => problem,
  };
}
