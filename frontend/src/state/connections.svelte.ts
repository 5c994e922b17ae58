import { RefusedError, type Refusal } from '../wire/link';
import { rest } from '../wire/rest';
import {
  chosenFrom,
  queryOf,
  type ConnectionDetail,
  type ConnectionFeed,
  type ConnectionLine,
  type ConnectionPage,
  type ConnectionQuery,
  type Trace,
} from '../wire/connections';
import { addresses, subscribeWhileSeen } from './link.svelte';
import { perSecond, type Sample } from './rates';
import { still } from './seen';
import { session } from './session.svelte';

const EVERY = 2000;
const api = `${addresses.http}/api/connections`;

export interface ConnectionRow extends ConnectionLine {
  in: number | null;
  out: number | null;
}

const sampleOf = (time: number, lines: ConnectionLine[]): Sample => ({
  time,
  totals: Object.fromEntries(
    lines.flatMap(({ id, messagesIn, messagesOut }) => [
      [`in ${id}`, messagesIn],
      [`out ${id}`, messagesOut],
    ]),
  ),
});

/** Asks at once, and again and again while somebody looks: not while the page is hidden or its numbers are frozen. */
export function repeated(ask: () => Promise<void>): () => void {
  let over = false;
  let busy = false;
  let first = true;
  const run = async () => {
    if (busy || over || (!first && still())) return;
    first = false;
    busy = true;
    await ask();
    busy = false;
  };
  void run();
  const timer = setInterval(() => void run(), EVERY);
  return () => {
    over = true;
    clearInterval(timer);
  };
}

const decoder = new TextDecoder();

/** The list that the server publishes once a second. */
function watchFeed(onFeed: (feed: ConnectionFeed) => void, onRefused: (refusal: Refusal) => void): () => void {
  return subscribeWhileSeen({
    destination: '/topic/$SYS.connections',
    onMessage: ({ body }) => onFeed(JSON.parse(decoder.decode(body)) as ConnectionFeed),
    onRefused,
  });
}

/** Adds what went in and out a second, by what it was given the time before. */
class Rated {
  #before: Sample | null = null;

  rows(lines: ConnectionLine[], time: number): ConnectionRow[] {
    const now = sampleOf(time, lines);
    const before = this.#before;
    this.#before = now;
    return lines.map((line) => ({
      ...line,
      in: perSecond(before, now, `in ${line.id}`),
      out: perSecond(before, now, `out ${line.id}`),
    }));
  }
}

/** One page of the list, kept up to date: of what is published, or chosen by the server where that is not all. */
export class ConnectionList {
  query: ConnectionQuery = $state.raw({ filter: '', sort: 'pending', descending: true, offset: 0, limit: 100 });
  refusal = $state.raw<Refusal | null>(null);
  /** Why the last attempt gave nothing new; the rows are then those before. */
  stale = $state('');
  time = $state(0);
  #published = $state.raw<{ total: number; rows: ConnectionRow[] } | null>(null);
  #found = $state.raw<{ total: number; matching: number; rows: ConnectionRow[] } | null>(null);
  #asked = 0;
  /** Whether all connections are published; not known at first. */
  readonly whole = $derived(this.#published && this.#published.rows.length >= this.#published.total);
  readonly #chosen = $derived(this.whole ? chosenFrom(this.#published!.rows, this.query) : null);
  readonly rows = $derived(this.#chosen ? this.#chosen.shown : (this.#found?.rows ?? null));
  readonly matching = $derived(this.#chosen?.matching ?? this.#found?.matching ?? 0);
  readonly total = $derived(this.#published?.total ?? this.#found?.total ?? 0);

  /** Hears of all connections, until the returned function is called. */
  listen(): () => void {
    const rated = new Rated();
    return watchFeed(
      ({ time, total, connections }) => {
        const rows = rated.rows(connections, time);
        if (this.#published && still()) return;
        Object.assign(this, { refusal: null, stale: '', time: Date.now() });
        this.#published = { total, rows };
      },
      (refusal) => (this.refusal = refusal),
    );
  }

  /** Asks the server for the page, now and again. */
  ask(query: ConnectionQuery): () => void {
    const parameters = queryOf(query);
    const rated = new Rated();
    return repeated(() => this.#ask(parameters, rated));
  }

  async #ask(parameters: string, rated: Rated): Promise<void> {
    const asked = ++this.#asked;
    try {
      const { total, matching, connections } = await rest<ConnectionPage>(`${api}?${parameters}`, session.token);
      // A slow answer to what was asked before must not replace a newer one.
      if (asked !== this.#asked) return;
      const now = Date.now();
      this.#found = { total, matching, rows: rated.rows(connections, now) };
      Object.assign(this, { time: now, refusal: null, stale: '' });
    } catch (error) {
      if (error instanceof RefusedError) this.refusal = error.refusal;
      else this.stale = (error as Error).message;
    }
  }
}

/** One connection, kept up to date until it is gone. */
export class OneConnection {
  detail = $state.raw<ConnectionDetail | null>(null);
  /** What was seen of it since this page looked first; the server keeps it as long as somebody asks. */
  trace = $state.raw<Trace | null>(null);
  refusal = $state.raw<Refusal | null>(null);
  gone = $state(false);
  time = $state(0);

  constructor(readonly id: string) {}

  watch(onDetail: (detail: ConnectionDetail, time: number) => void): () => void {
    const end = watchFeed(
      ({ connections }) => {
        const connection = connections.find(({ id }) => id === this.id);
        if (!connection || !this.detail || this.gone || still()) return;
        Object.assign(this, { detail: { ...this.detail, connection }, time: Date.now() });
        onDetail(this.detail, this.time);
      },
      // Then what is asked for has to do.
      () => undefined,
    );
    const stop = repeated(async () => {
      if (this.gone) return;
      try {
        const detail = await rest<ConnectionDetail>(this.#url, session.token);
        const trace = await rest<Trace>(`${this.#url}/trace`, session.token);
        Object.assign(this, { detail, trace, refusal: null, time: Date.now() });
        onDetail(detail, this.time);
      } catch (error) {
        if (!(error instanceof RefusedError)) return;
        if (error.refusal.code === 'SB-509') this.gone = true;
        else this.refusal = error.refusal;
      }
    });
    return () => {
      end();
      stop();
    };
  }

  async cut(): Promise<void> {
    await rest(this.#url, session.token, { method: 'DELETE' });
  }

  get #url(): string {
    return `${api}/${encodeURIComponent(this.id)}`;
  }
}
