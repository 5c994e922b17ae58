/** What the server tells of its connections over HTTP: it sorts, filters and pages, since there may be very many. */
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

export interface ConnectionPage {
  total: number;
  matching: number;
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

/** Makes the address's parameters of what a person typed: words, `transport:stomp` and `pending>64k`. */
export function queryOf({ filter, sort, descending, offset, limit }: ConnectionQuery): string {
  const words: string[] = [];
  const query = new URLSearchParams({ limit: String(limit), sort });
  if (descending) query.set('descending', 'true');
  if (offset > 0) query.set('offset', String(offset));
  for (const word of filter.trim().split(/\s+/)) {
    const transport = /^(?:transport|via):(\S+)$/i.exec(word);
    const pending = /^pending>(\d+(?:\.\d+)?)([km]?)b?$/i.exec(word);
    if (transport) query.set('transport', transport[1]!.toLowerCase());
    else if (pending)
      query.set('pending', String(Math.floor(Number(pending[1]) * UNITS[pending[2]!.toLowerCase()]!) + 1));
    else if (word !== '') words.push(word);
  }
  if (words.length > 0) query.set('text', words.join(' '));
  return query.toString();
}
