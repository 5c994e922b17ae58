import type { ServerEvent, SlowConnection } from '../wire/sys';

/** Kinds of events that someone may have to act on, and what they are called. */
export const CAUSES: Record<string, string> = {
  slow: 'Cut: too slow',
  drop: 'Messages left out',
  lag: 'Falls behind',
  limit: 'Limit reached',
  refuse: 'Refused',
  close: 'Closed for cause',
};

/** Those of the events that belong on the screen of trouble. A close counts when something was wrong. */
export const troubles = (events: ServerEvent[]): ServerEvent[] =>
  events.filter(({ kind, code }) => kind in CAUSES && (kind !== 'close' || code !== null));

export interface SlowRow extends SlowConnection {
  /** How fast its backlog grows, bytes per second; null where that is not known yet. */
  growth: number | null;
  /** Seconds until the limit at this pace; null where it does not grow. */
  left: number | null;
}

/** Remembers how much waited for whoever is slow, for how fast that grows. */
export class SlowWatch {
  #known = new Map<string, { time: number; pending: number; growth: number | null }>();

  rows(slow: SlowConnection[], time: number): SlowRow[] {
    const before = this.#known;
    this.#known = new Map();
    return slow.map((one) => {
      const last = before.get(one.connection);
      const seconds = last ? (time - last.time) / 1000 : 0;
      const growth = last && seconds > 0 ? (one.pending - last.pending) / seconds : (last?.growth ?? null);
      this.#known.set(one.connection, { time, pending: one.pending, growth });
      const left = growth !== null && growth > 0 ? (one.limit - one.pending) / growth : null;
      return { ...one, growth, left };
    });
  }
}

/** The trouble as CSV, to take along. */
export function troubleCsv(events: ServerEvent[]): string {
  const quoted = (value: string | null) => (value === null ? '' : `"${value.replaceAll('"', '""')}"`);
  const lines = events.map(({ time, kind, code, connection, caller, destination, message, limit, property }) =>
    [
      new Date(time).toISOString(),
      kind,
      ...[code, connection, caller, destination ?? null, message, limit, property].map(quoted),
    ].join(','),
  );
  return ['time,kind,code,connection,caller,destination,message,limit,property', ...lines].join('\n') + '\n';
}

/** How many of something there were lately, from totals since the server's start. */
export class Lately {
  #samples: { time: number; total: number }[] = [];

  constructor(private readonly window: number) {}

  add(time: number, total: number): void {
    const last = this.#samples.at(-1);
    // Another server, or another start of it: what was counted before is of no use.
    if (last && (total < last.total || time < last.time)) this.#samples = [];
    this.#samples.push({ time, total });
    while (this.#samples.length > 1 && this.#samples[1]!.time <= time - this.window) this.#samples.shift();
  }

  get count(): number {
    return this.#samples.length === 0 ? 0 : this.#samples.at(-1)!.total - this.#samples[0]!.total;
  }
}
