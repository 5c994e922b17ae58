/** What the server tells of a connection. */
export interface ConnectionLine {
  id: string;
  transport: string;
  caller: string;
  remote: string;
  openedAt: number;
  messagesIn: number;
  bytesIn: number;
  messagesOut: number;
  bytesOut: number;
  pending: number;
  limit: number;
  /** Messages that were left out for it, where the server counts them. */
  dropped?: number;
}

/** Over HTTP: the server sorts, filters and pages, since there may be very many. */
export interface ConnectionPage {
  total: number;
  matching: number;
  connections: ConnectionLine[];
}

/** `$SYS.connections`: those with most that waits, which are all where there are not very many. */
export interface ConnectionFeed {
  time: number;
  total: number;
  connections: ConnectionLine[];
}

export interface ConnectionDetail {
  connection: ConnectionLine;
  subscriptions: { id: string; destination: string }[];
  subscribed: number;
  /** Why it ends, while its last bytes are written. */
  closing?: string | null;
}

/** A frame that went over a connection while somebody looked at it. */
export interface TracedFrame {
  seq: number;
  time: number;
  direction: 'in' | 'out';
  bytes: number;
  start: string;
}

export interface Trace {
  /** In ms, what waited before the ping included; null where it is not known. */
  roundTrip: number | null;
  frames: TracedFrame[];
}

export type ConnectionSort =
  | 'id'
  | 'caller'
  | 'transport'
  | 'remote'
  | 'openedAt'
  | 'messagesIn'
  | 'messagesOut'
  | 'bytesIn'
  | 'bytesOut'
  | 'pending';

export interface ConnectionQuery {
  filter: string;
  sort: ConnectionSort;
  descending: boolean;
  offset: number;
  limit: number;
}

const UNITS: Record<string, number> = { '': 1, k: 1024, m: 1024 * 1024 };

/** What a person typed: words, `transport:stomp` and `pending>64k`. */
function asked(filter: string): { text: string; transport: string; pending: number } {
  const words: string[] = [];
  let transport = '';
  let pending = 0;
  for (const word of filter.trim().split(/\s+/)) {
    const via = /^(?:transport|via):(\S+)$/i.exec(word);
    const waiting = /^pending>(\d+(?:\.\d+)?)([km]?)b?$/i.exec(word);
    if (via) transport = via[1]!.toLowerCase();
    else if (waiting) pending = Math.floor(Number(waiting[1]) * UNITS[waiting[2]!.toLowerCase()]!) + 1;
    else if (word !== '') words.push(word);
  }
  return { text: words.join(' '), transport, pending };
}

/** The address's parameters, for the server to choose. */
export function queryOf({ filter, sort, descending, offset, limit }: ConnectionQuery): string {
  const { text, transport, pending } = asked(filter);
  const query = new URLSearchParams({ limit: String(limit), sort });
  if (descending) query.set('descending', 'true');
  if (offset > 0) query.set('offset', String(offset));
  if (transport) query.set('transport', transport);
  if (pending > 0) query.set('pending', String(pending));
  if (text) query.set('text', text);
  return query.toString();
}

/** Chooses as the server does, from a list of all. */
export function chosenFrom<T extends ConnectionLine>(
  all: T[],
  { filter, sort, descending, offset, limit }: ConnectionQuery,
): { matching: number; shown: T[] } {
  const { text, transport, pending } = asked(filter);
  const has = (value: string) => value.toLowerCase().includes(text.toLowerCase());
  const matching = all.filter(
    (one) =>
      one.pending >= pending &&
      (transport === '' || one.transport === transport) &&
      [one.id, one.caller, one.remote, one.transport].some(has),
  );
  const compare = (a: number | string, b: number | string) => (a < b ? -1 : a > b ? 1 : 0);
  matching.sort((a, b) => compare(a[sort], b[sort]) * (descending ? -1 : 1) || compare(a.id, b.id));
  return { matching: matching.length, shown: matching.slice(offset, offset + limit) };
}
