import {
  Client,
  TickerStrategy,
  Versions,
  type IFrame,
  type StompHeaders,
  type StompSubscription,
} from '@stomp/stompjs';
import { backoff } from './backoff';
import { pacedSocket, type Pace } from './paced';

export interface Received {
  headers: Record<string, string>;
  body: Uint8Array;
}

/** Why the server said no: its stable code and its sentence. */
export interface Refusal {
  code: string;
  message: string;
}

export interface LinkState {
  phase: 'connecting' | 'live' | 'lost';
  /** Close code and reason of the last loss. */
  code: number;
  reason: string;
  lostAt: number | null;
  /** When the next attempt starts; null while one is under way. */
  retryAt: number | null;
  /** How long the last loss lasted, in ms; null if there was none. */
  backAfter: number | null;
}

/** What the server said of a subscription. */
export interface Accepted {
  /** Whether all since the last message was delivered; null where that was not asked for. */
  recovered: boolean | null;
  /** How many were not; null where nobody knows. */
  missed: number | null;
  /** How many messages came from history. */
  replayed: number;
}

export interface Standing {
  destination: string;
  /** Asks for the last so many messages, the first time. */
  rewind?: number;
  /** Asks on each later connection for all since the last message; for one topic only, a pattern has no position. */
  resume?: boolean;
  /** Messages a second that may come. The server counts the rest, and tells how many with the next. */
  maxRate?: number;
  /** Bytes of bodies a second that may come. */
  maxBytes?: number;
  onMessage(message: Received): void;
  onRefused?(refusal: Refusal): void;
  /** The server has registered it: from here on nothing is missed while the connection holds. */
  onAccepted?(how: Accepted): void;
}

/** What is known of a standing subscription. */
interface Held {
  /** That of this connection. */
  subscription: StompSubscription | null;
  /** Where the last message stood; before the first, where it would have come after. */
  position: string | null;
  suspended: boolean;
}

export interface LinkOptions {
  url: string;
  pace: Pace;
  token(): string | null;
  onState(state: LinkState): void;
  /** The token was not accepted. The link goes on without one, so that what is open to all still works. */
  onTokenRefused(refusal: Refusal): void;
  /** A refusal that belongs to no frame that asked for a receipt. */
  onRefused(refusal: Refusal): void;
}

type Waiting = { resolve(headers: Record<string, string>): void; reject(error: Error): void };

const REPLIES = '/user/queue/replies';
const ERRORS = '/user/queue/errors';
/** Another broker keeps the topic, and does nothing of what can be asked for. */
const KEPT_ELSEWHERE = 'SB-110';
/** Not authenticated: as a close code, and as the code of the ERROR frame before it. */
const UNAUTHENTICATED = { close: 4401, code: 'SB-201' };

/**
 * The one STOMP connection of this tab. Subscriptions given to it are standing: it makes them again on each new
 * connection. It retries by itself, because the library's own timer cannot tell the page when the next attempt is.
 */
export class Link {
  #client: Client | null = null;
  #standing = new Map<Standing, Held>();
  #receipts = new Map<string, Waiting>();
  #replies = new Map<string, (message: Received) => void>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #attempt = 0;
  #next = 0;
  #everLive = false;
  #state: LinkState = { phase: 'connecting', code: 0, reason: '', lostAt: null, retryAt: null, backAfter: null };

  constructor(private readonly options: LinkOptions) {}

  /** The name by which the server knows this tab; empty until it has said so. */
  user = '';

  get live(): boolean {
    return this.#state.phase === 'live';
  }

  /** Connects now: the first time, after a changed token, or because someone did not want to wait. */
  restart(): void {
    clearTimeout(this.#timer);
    this.#drop();
    this.#open();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#drop();
  }

  subscribe(standing: Standing): () => void {
    const held: Held = { subscription: null, position: null, suspended: false };
    this.#standing.set(standing, held);
    if (this.live) this.#subscribeNow(standing, held);
    return () => {
      this.#standing.delete(standing);
      this.#unsubscribe(held);
    };
  }

  /** Leaves a subscription out until the returned function is called; one that resumes gets then what it missed. */
  suspend(standing: Standing): () => void {
    const held = this.#standing.get(standing);
    if (!held) return () => undefined;
    held.suspended = true;
    this.#unsubscribe(held);
    return () => {
      if (!held.suspended) return;
      held.suspended = false;
      if (this.live && this.#standing.get(standing) === held) this.#subscribeNow(standing, held);
    };
  }

  /** Sends and resolves with the headers of the receipt; a refusal rejects with a RefusedError. */
  async send(destination: string, body: Uint8Array, headers: StompHeaders = {}): Promise<Record<string, string>> {
    const client = this.#client;
    if (!client || !this.live) throw new Error('Not connected: nothing was sent.');
    const receipt = this.#receiptId();
    const answer = this.#receiptOf(receipt);
    client.publish({ destination, binaryBody: body, headers: { ...headers, receipt } });
    const got = await answer;
    if (got['code']) throw new RefusedError({ code: got['code'], message: got['message'] ?? '' });
    return got;
  }

  /** Calls a function of the server (`/app/…`); resolves with what it answers. */
  request(destination: string, body: Uint8Array, timeout = 5000): Promise<Received> {
    const client = this.#client;
    if (!client || !this.live) return Promise.reject(new Error('Not connected.'));
    const id = `r${++this.#next}`;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#replies.delete(id);
        reject(new Error(`No answer from ${destination} within ${timeout} ms.`));
      }, timeout);
      this.#replies.set(id, (message) => {
        clearTimeout(timer);
        resolve(message);
      });
      client.publish({ destination, binaryBody: body, headers: { 'correlation-id': id } });
    });
  }

  #open(): void {
    const token = this.options.token();
    let refused: Refusal | null = null;
    const client = new Client({
      webSocketFactory: () => pacedSocket(this.options.url, Versions.default.protocolVersions(), this.options.pace),
      // Otherwise each frame is written out as text for a log that nobody reads.
      logRawCommunication: true,
      connectHeaders: { 'soft-deny': 'true', ...(token ? { Authorization: `Bearer ${token}` } : {}) },
      reconnectDelay: 0,
      connectionTimeout: 5000,
      heartbeatStrategy: TickerStrategy.Worker,
      discardWebsocketOnCommFailure: true,
      // The server answers in the kind that CONNECT came in; bytes that are not UTF-8 fit only into binary messages.
      forceBinaryWSFrames: true,
    });
    const current = () => this.#client === client;
    client.onConnect = ({ headers }: IFrame) => {
      if (!current()) return;
      this.user = headers['user-name'] ?? '';
      this.#connected(client);
    };
    client.onStompError = (frame: IFrame) => {
      refused = { code: frame.headers['code'] ?? 'ERROR', message: frame.headers['message'] ?? 'The server refused.' };
    };
    client.onWebSocketClose = (event: CloseEvent) => {
      if (!current()) return;
      this.#drop();
      if (token && (event.code === UNAUTHENTICATED.close || refused?.code === UNAUTHENTICATED.code)) {
        this.options.onTokenRefused(
          refused ?? { code: UNAUTHENTICATED.code, message: event.reason || 'The token is not known.' },
        );
        this.#open();
      } else {
        this.#lost(event.code, refused ? `${refused.code} ${refused.message}` : event.reason);
      }
    };
    client.onUnhandledReceipt = (frame) => this.#receipt(frame);
    this.#client = client;
    this.#set({ retryAt: null });
    client.activate();
  }

  #connected(client: Client): void {
    const { lostAt } = this.#state;
    const backAfter = this.#everLive && lostAt !== null ? Date.now() - lostAt : null;
    this.#everLive = true;
    this.#attempt = 0;
    client.subscribe(REPLIES, (message) => this.#reply({ headers: message.headers, body: message.binaryBody }));
    client.subscribe(ERRORS, ({ headers }) =>
      this.options.onRefused({ code: headers['code'] ?? 'ERROR', message: headers['message'] ?? '' }),
    );
    this.#set({ phase: 'live', lostAt: null, retryAt: null, backAfter });
    for (const [standing, held] of this.#standing) if (!held.suspended) this.#subscribeNow(standing, held);
  }

  #unsubscribe(held: Held): void {
    if (this.live) held.subscription?.unsubscribe();
    held.subscription = null;
  }

  #subscribeNow(standing: Standing, held: Held, asked = askOf(standing, held), resuming = 'since' in asked): void {
    const receipt = this.#receiptId();
    this.#receiptOf(receipt).then(
      (headers) => {
        const { code, message, position } = headers;
        if (!code) {
          held.position ??= position ?? null;
          return standing.onAccepted?.(acceptedOf(headers, resuming));
        }
        const less = code === KEPT_ELSEWHERE ? {} : rateOf(standing);
        // History that is kept nowhere cannot be had; what comes from now on still can.
        if (Object.keys(less).length < Object.keys(asked).length) this.#subscribeNow(standing, held, less, resuming);
        else standing.onRefused?.({ code, message: message ?? '' });
      },
      () => undefined, // Lost before the answer: the subscription is made again on the next connection.
    );
    held.subscription = this.#client!.subscribe(
      standing.destination,
      (message) => {
        held.position = message.headers['message-id'] ?? null;
        standing.onMessage({ headers: message.headers, body: message.binaryBody });
      },
      { ...asked, receipt },
    );
  }

  #lost(code: number, reason: string): void {
    const wait = backoff(this.#attempt++);
    const lostAt = this.#state.lostAt ?? Date.now();
    this.#set({ phase: 'lost', code, reason, lostAt, retryAt: Date.now() + wait });
    this.#timer = setTimeout(() => this.#open(), wait);
  }

  /** Lets go of the present connection, with all that still waited for an answer on it. */
  #drop(): void {
    const client = this.#client;
    this.#client = null;
    if (this.live) this.#set({ phase: 'connecting' });
    void client?.deactivate({ force: true });
    for (const waiting of this.#receipts.values())
      waiting.reject(new Error('The connection was lost before the receipt.'));
    this.#receipts.clear();
    this.#replies.clear();
  }

  #receiptId(): string {
    return `page-${++this.#next}`;
  }

  #receiptOf(id: string): Promise<Record<string, string>> {
    return new Promise((resolve, reject) => this.#receipts.set(id, { resolve, reject }));
  }

  #receipt(frame: IFrame): void {
    const id = frame.headers['receipt-id'] ?? '';
    this.#receipts.get(id)?.resolve(frame.headers);
    this.#receipts.delete(id);
  }

  #reply(message: Received): void {
    const id = message.headers['correlation-id'] ?? '';
    this.#replies.get(id)?.(message);
    this.#replies.delete(id);
  }

  #set(change: Partial<LinkState>): void {
    this.#state = { ...this.#state, ...change };
    this.options.onState(this.#state);
  }
}

function askOf(standing: Standing, { position }: Held): StompHeaders {
  const { rewind, resume } = standing;
  const rate = rateOf(standing);
  if (resume && position) return { ...rate, since: position };
  return rewind ? { ...rate, rewind: String(rewind) } : rate;
}

const rateOf = ({ maxRate, maxBytes }: Standing): StompHeaders => ({
  ...(maxRate ? { 'max-rate': String(maxRate) } : {}),
  ...(maxBytes ? { 'max-bytes': String(maxBytes) } : {}),
});

function acceptedOf(headers: StompHeaders, resuming: boolean): Accepted {
  const replayed = Number(headers['replayed'] ?? 0);
  const missed = headers['missed'] === undefined ? null : Number(headers['missed']);
  if (headers['recovered'] !== undefined) return { recovered: headers['recovered'] === 'true', replayed, missed };
  // It wanted to go on where it was, and was not told that it did.
  return { recovered: resuming ? false : null, replayed, missed };
}

export class RefusedError extends Error {
  override readonly name = 'RefusedError';

  constructor(readonly refusal: Refusal) {
    super(`${refusal.code}: ${refusal.message}`);
  }
}
