import { RefusedError, type Refusal } from '../wire/link';
import { rest } from '../wire/rest';
import {
  queryOf,
  type ConnectionDetail,
  type ConnectionLine,
  type ConnectionPage,
  type ConnectionQuery,
  type Trace,
} from '../wire/connections';
import { addresses } from './link.svelte';
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

/** One page of the list, kept up to date. */
export class ConnectionList {
  rows = $state.raw<ConnectionRow[] | null>(null);
  total = $state(0);
  matching = $state(0);
  time = $state(0);
  refusal = $state.raw<Refusal | null>(null);
  /** Why the last attempt gave nothing new; the rows are then those before. */
  stale = $state('');
  #before: Sample | null = null;
  #asked = 0;

  watch(query: ConnectionQuery): () => void {
    const parameters = queryOf(query);
    return repeated(() => this.#ask(parameters));
  }

  async #ask(parameters: string): Promise<void> {
    const asked = ++this.#asked;
    try {
      const page = await rest<ConnectionPage>(`${api}?${parameters}`, session.token);
      // A slow answer to what was asked before must not replace a newer one.
      if (asked !== this.#asked) return;
      const now = sampleOf(Date.now(), page.connections);
      const before = this.#before;
      this.rows = page.connections.map((line) => ({
        ...line,
        in: perSecond(before, now, `in ${line.id}`),
        out: perSecond(before, now, `out ${line.id}`),
      }));
      this.#before = now;
      Object.assign(this, { total: page.total, matching: page.matching, time: now.time, refusal: null, stale: '' });
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
    return repeated(async () => {
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
  }

  async cut(): Promise<void> {
    await rest(this.#url, session.token, { method: 'DELETE' });
  }

  get #url(): string {
    return `${api}/${encodeURIComponent(this.id)}`;
  }
}
