import type { QueueLine, QueueList } from '../wire/sys';

/** From here on a queue is called nearly full. */
const NEARLY = 0.8;

/** A line of the table of queues. */
export interface QueueRow {
  name: string;
  depth: number;
  inFlight: number;
  consumers: number;
  in: number;
  out: number;
  redelivered: number;
  dead: number;
  deadLetter: string;
  durable: boolean;
  /** How long the oldest has waited, in ms by the server's clock; null where nothing waits. */
  age: number | null;
  full: Fullness;
  marks: Mark[];
}

/** The limit that will be hit first, and how much of it is used. */
export interface Fullness {
  share: number;
  by: 'messages' | 'bytes';
  limit: number;
}

/** What somebody should look at. */
export type Mark = 'no-consumer' | 'nearly-full' | 'full';

export type QueueSortKey =
  'name' | 'depth' | 'inFlight' | 'consumers' | 'in' | 'out' | 'redelivered' | 'dead' | 'age' | 'full';

export const queueRowsOf = ({ time, queues }: QueueList): QueueRow[] =>
  queues.map((line) => {
    const full = fullnessOf(line);
    return {
      name: line.queue,
      depth: line.depth,
      inFlight: line.inFlight,
      consumers: line.consumers,
      in: line.inPerSecond,
      out: line.outPerSecond,
      redelivered: line.redelivered,
      dead: line.deadLettered,
      deadLetter: line.deadLetter,
      durable: line.durable ?? false,
      age: line.oldestAt === null ? null : Math.max(0, time - line.oldestAt),
      full,
      marks: marksOf(line, full.share),
    };
  });

/** What is in flight takes room as well: the server counts it until somebody has acknowledged it. */
function fullnessOf({ depth, inFlight, maxMessages, bytes, maxSize }: QueueLine): Fullness {
  const messages = (depth + inFlight) / maxMessages;
  const size = bytes / maxSize;
  return size > messages
    ? { share: size, by: 'bytes', limit: maxSize }
    : { share: messages, by: 'messages', limit: maxMessages };
}

function marksOf({ depth, consumers }: QueueLine, share: number): Mark[] {
  const marks: Mark[] = [];
  if (depth > 0 && consumers === 0) marks.push('no-consumer');
  if (share >= 1) marks.push('full');
  else if (share >= NEARLY) marks.push('nearly-full');
  return marks;
}

export function sortQueues(rows: QueueRow[], key: QueueSortKey, descending: boolean): QueueRow[] {
  const sign = descending ? -1 : 1;
  const value = (row: QueueRow) => (key === 'name' ? 0 : key === 'full' ? row.full.share : (row[key] ?? -1));
  return [...rows].sort((a, b) => sign * (value(a) - value(b) || a.name.localeCompare(b.name)));
}
