import { Client, TickerStrategy, type IFrame, type IMessage, type StompHeaders } from '@stomp/stompjs';
import type { Accepted, Heard, Listening, Passed, Wire } from './wire';

/** Where the server is, and as whom. */
export interface Place {
  url: string;
  token: string | null;
}

export interface DemoState {
  live: boolean;
  /** Until when the connection stays cut, epoch ms; null where it was not cut on purpose. */
  cutUntil: number | null;
  problem: string;
}

interface Standing {
  topic: string;
  on: (heard: Heard) => void;
  how: Listening;
  position: string | null;
  end: (() => void) | null;
}

const STRIP = 6;
const STRIP_EVERY = 200;
const PREVIEW = 120;
const REPLIES = '/user/queue/replies';
const decoder = new TextDecoder();

/** A demo's own connection: stock stompjs against the public wire contract, as any page could have it. */
export class DemoLink implements Wire {
  readonly #client: Client;
  #standing = new Set<Standing>();
  #passed: Passed[] = [];
  #count = 0;
  #lastShown = 0;
  #next = 0;
  #offset = 0;
  #cut: ReturnType<typeof setTimeout> | undefined;
  #state: DemoState = { live: false, cutUntil: null, problem: '' };

  constructor(
    place: Place,
    private readonly onState: (state: DemoState) => void,
    private readonly onPassed: (frames: Passed[]) => void,
  ) {
    this.#client = new Client({
      brokerURL: place.url,
      connectHeaders: { 'soft-deny': 'true', ...(place.token ? { Authorization: `Bearer ${place.token}` } : {}) },
      reconnectDelay: 500,
      connectionTimeout: 5000,
      heartbeatStrategy: TickerStrategy.Worker,
      discardWebsocketOnCommFailure: true,
      // Bytes that are no text fit only into binary messages, and the server answers in the kind of CONNECT.
      forceBinaryWSFrames: true,
    });
    this.#client.onConnect = () => this.#connected();
    this.#client.onStompError = ({ headers }: IFrame) =>
      this.#set({ problem: `${headers['code'] ?? 'ERROR'}: ${headers['message'] ?? 'The server refused.'}` });
    this.#client.onWebSocketClose = (event: CloseEvent) => {
      const problem = this.#state.problem || (event.code === 1000 ? '' : `closed with ${event.code} ${event.reason}`);
      this.#set({ live: false, problem: this.#state.cutUntil === null ? problem : '' });
    };
  }

  get live(): boolean {
    return this.#state.live;
  }

  start(): void {
    this.#client.activate();
  }

  stop(): void {
    clearTimeout(this.#cut);
    if (this.live || !this.#client.active) {
      void this.#client.deactivate({ force: true });
      return;
    }
    // A browser complains of a socket that is closed before it is open, so it may open first.
    this.#client.reconnectDelay = 0;
    this.#client.onConnect = () => void this.#client.deactivate();
  }

  /** Breaks the connection as a lost network would, without a goodbye, and comes back after a while. */
  cut(milliseconds: number): void {
    clearTimeout(this.#cut);
    this.#set({ live: false, cutUntil: Date.now() + milliseconds });
    const gone = this.#client.deactivate({ force: true });
    this.#cut = setTimeout(() => void gone.then(() => this.mend()), milliseconds);
  }

  /** Ends a cut before its time. */
  mend(): void {
    clearTimeout(this.#cut);
    this.#set({ cutUntil: null });
    this.#client.activate();
  }

  listen(topic: string, on: (heard: Heard) => void, how: Listening = {}): () => void {
    const standing: Standing = { topic, on, how, position: null, end: null };
    this.#standing.add(standing);
    if (this.live) this.#subscribe(standing, this.#askOf(standing));
    return () => {
      this.#standing.delete(standing);
      if (this.live) standing.end?.();
    };
  }

  send(
    topic: string,
    body: string | Uint8Array,
    headers: Record<string, string> = {},
    taken: (() => void) | null = null,
  ): boolean {
    if (!this.live) return false;
    const receipt = taken ? `sent-${++this.#next}` : null;
    if (receipt) this.#client.watchForReceipt(receipt, (frame) => !frame.headers['code'] && taken?.());
    const destination = `/topic/${topic}`;
    const text = typeof body === 'string';
    const type = text ? 'application/json' : 'application/octet-stream';
    const all = { 'content-type': type, ...headers, ...(receipt ? { receipt } : {}) };
    if (text) this.#client.publish({ destination, body, headers: all });
    else this.#client.publish({ destination, binaryBody: body, headers: all });
    this.#show(true, topic, body);
    return true;
  }

  now(): number {
    return Date.now() + this.#offset;
  }

  #connected(): void {
    this.#set({ live: true, cutUntil: null, problem: '' });
    this.#askTime();
    for (const standing of this.#standing) this.#subscribe(standing, this.#askOf(standing));
  }

  #askOf({ how, position }: Standing): StompHeaders {
    if (how.resume && position) return { since: position };
    return how.rewind ? { rewind: String(how.rewind) } : {};
  }

  #subscribe(standing: Standing, asked: StompHeaders): void {
    const again = standing.position !== null;
    const receipt = `demo-${++this.#next}`;
    this.#client.watchForReceipt(receipt, ({ headers }) => {
      if (!headers['code']) return standing.how.onAccepted?.(acceptedOf(headers, asked, again));
      // What is kept elsewhere, or not at all, cannot be asked for; what comes from now on still can.
      if (Object.keys(asked).length > 0) this.#subscribe(standing, {});
      else standing.how.onRefused?.(headers['code'], headers['message'] ?? '');
    });
    const subscription = this.#client.subscribe(
      `/topic/${standing.topic}`,
      (message) => this.#heard(standing, message),
      { ...asked, receipt },
    );
    standing.end = () => subscription.unsubscribe();
  }

  #heard(standing: Standing, { headers, binaryBody }: IMessage): void {
    standing.position = headers['message-id'] ?? null;
    const topic = (headers['destination'] ?? '').replace(/^\/topic\//, '').replaceAll('/', '.');
    this.#show(false, topic, binaryBody);
    standing.on({ topic, headers, body: binaryBody });
  }

  /** How far this computer's clock is from the server's, which lies half-way between the question and the answer. */
  #askTime(): void {
    const asked = Date.now();
    const subscription = this.#client.subscribe(REPLIES, (message) => {
      const { time } = JSON.parse(message.body) as { time: number };
      this.#offset = time - (asked + Date.now()) / 2;
      subscription.unsubscribe();
    });
    this.#client.publish({ destination: '/app/time', body: '' });
  }

  /** At most a few times a second: the strip is for eyes, and a video has hundreds of frames. */
  #show(out: boolean, topic: string, body: string | Uint8Array): void {
    this.#count += 1;
    const now = performance.now();
    if (now - this.#lastShown < STRIP_EVERY) return;
    this.#lastShown = now;
    const bytes = typeof body === 'string' ? new TextEncoder().encode(body).length : body.length;
    const head = typeof body === 'string' ? body : decoder.decode(body.subarray(0, PREVIEW));
    const preview = head.startsWith('{') ? head.slice(0, PREVIEW) : 'binary';
    this.#passed = [{ key: this.#count, out, topic, bytes, preview }, ...this.#passed].slice(0, STRIP);
    this.onPassed(this.#passed);
  }

  #set(change: Partial<DemoState>): void {
    this.#state = { ...this.#state, ...change };
    this.onState(this.#state);
  }
}

function acceptedOf(headers: StompHeaders, asked: StompHeaders, again: boolean): Accepted {
  const { recovered, replayed } = headers;
  // Asked to resume and not told that it did: then it did not.
  const known = recovered === undefined ? (again && !asked['since'] ? false : null) : recovered === 'true';
  return { again, recovered: known, replayed: Number(replayed ?? 0) };
}
