import { jsonOf, type Heard, type Wire } from '../wire';

export const TOPIC = 'demo.firehose';
/** With its headers a message is about 300 bytes on the wire. */
const PAD = 'stompbox '.repeat(20);

/** Publishes at a steady rate. */
export class Hose {
  sent = 0;
  #from = 0;
  #due = 0;
  #began = 0;

  constructor(
    private readonly wire: Wire,
    readonly id: string,
    private readonly clock: () => number = () => performance.now(),
  ) {}

  open(perSecond: number): void {
    this.#from = perSecond;
    this.#began = this.clock();
    this.#due = 0;
  }

  shut(): void {
    this.#from = 0;
  }

  /** To be called many times a second. What could not be sent in time is left out, not sent in a heap. */
  tick(): void {
    if (this.#from === 0) return;
    const due = Math.floor(((this.clock() - this.#began) * this.#from) / 1000);
    const most = Math.max(1, Math.ceil(this.#from / 5));
    for (let i = Math.max(this.#due, due - most); i < due; i++) {
      const sent = this.wire.send(
        TOPIC,
        JSON.stringify({ from: this.id, n: this.sent, at: this.wire.now(), pad: PAD }),
      );
      if (!sent) break;
      this.sent += 1;
    }
    this.#due = due;
  }
}

/** Counts what arrives, and whether a number is missing or came out of turn. */
export class Gauge {
  received = 0;
  missing = 0;
  wrongOrder = 0;
  #next = new Map<string, number>();

  heard(heard: Heard): void {
    const said = jsonOf<{ from: string; n: number }>(heard);
    if (typeof said?.from !== 'string' || typeof said.n !== 'number') return;
    this.received += 1;
    const expected = this.#next.get(said.from) ?? said.n;
    if (said.n > expected) this.missing += said.n - expected;
    if (said.n < expected) this.wrongOrder += 1;
    if (this.#next.size > 100) this.#next.clear();
    this.#next.set(said.from, Math.max(expected, said.n + 1));
  }
}

export interface Stopped {
  /** Messages that had come before the server ended it. */
  received: number;
  /** Seconds from the first to the end. */
  after: number;
}

/**
 * A viewer that does not read: an event stream whose body is left lying. The browser's and the system's buffers fill, then
 * the server's outbox, and then the server has to choose between this viewer and its memory.
 */
export class Sleeper {
  #stop = new AbortController();
  #reader: ReadableStreamDefaultReader<Uint8Array> | null = null;
  #began = 0;

  constructor(
    private readonly url: string,
    private readonly token: string | null,
  ) {}

  async begin(): Promise<void> {
    const headers = this.token ? { Authorization: `Bearer ${this.token}` } : undefined;
    const response = await fetch(this.url, { headers, signal: this.#stop.signal, cache: 'no-store' });
    if (!response.ok || !response.body) throw new Error(`The event stream was refused: ${response.status}`);
    this.#reader = response.body.getReader();
    this.#began = performance.now();
    // The first piece says that the subscription stands.
    await this.#reader.read();
  }

  /** Wakes up: reads all that lies there, to the end. Resolves when the server has ended it. */
  async drain(): Promise<Stopped> {
    let received = 0;
    try {
      for (;;) {
        const { done, value } = await this.#reader!.read();
        if (done) break;
        for (let i = 0; i + 3 < value.length; i++) {
          // "id: " at the start of each event.
          if (value[i] === 0x69 && value[i + 1] === 0x64 && value[i + 2] === 0x3a && value[i + 3] === 0x20) received++;
        }
      }
    } catch {
      // A connection that was cut ends with an error, which is what is waited for.
    }
    return { received, after: (performance.now() - this.#began) / 1000 };
  }

  leave(): void {
    this.#stop.abort();
  }
}

/** How many listen to the topic, as the server says. */
export async function listeners(url: string, token: string | null): Promise<number | null> {
  const headers = token ? { Authorization: `Bearer ${token}` } : undefined;
  const response = await fetch(url, { headers, cache: 'no-store' }).catch(() => null);
  if (!response?.ok) return null;
  return ((await response.json()) as { subscribers: number }).subscribers;
}
