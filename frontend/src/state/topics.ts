import type { TopicLine, TopicList } from '../wire/sys';
import { perSecond, type Sample } from './rates';

/** A line of the Topics screen: a topic, or (in the tree) a word that topics share. */
export interface TopicRow {
  name: string;
  label: string;
  depth: number;
  /** False for a word of the tree that is no topic itself. */
  real: boolean;
  subscribers: number;
  in: number | null;
  out: number | null;
  bytes: number | null;
  total: number;
  /** Messages that it keeps for those who come later. */
  kept: number;
  lastMessageAt: number | null;
}

export type SortKey = 'name' | 'subscribers' | 'in' | 'out' | 'bytes' | 'total' | 'kept' | 'lastMessageAt';

/** By what the server sorts; it has no rate of bytes, and does not sort by what is kept. */
const SERVERS: Record<SortKey, string> = {
  name: 'topic',
  subscribers: 'subscribers',
  in: 'inPerSecond',
  out: 'outPerSecond',
  bytes: 'bytesIn',
  total: 'messagesIn',
  kept: 'messagesIn',
  lastMessageAt: 'lastMessageAt',
};

/** Makes the address's parameters of a search among all topics. */
export function topicQuery(text: string, sort: SortKey, descending: boolean): string {
  const query = new URLSearchParams({ text, sort: SERVERS[sort], limit: '500' });
  if (descending) query.set('descending', 'true');
  return query.toString();
}

export const sampleOf = ({ time, topics }: TopicList): Sample => ({
  time,
  totals: Object.fromEntries(
    topics.flatMap((line) => [
      [`in ${line.topic}`, line.messagesIn],
      [`out ${line.topic}`, line.messagesOut],
      [`bytes ${line.topic}`, line.bytesIn],
    ]),
  ),
});

export function rowsOf(list: TopicList, before: Sample | null, now: Sample): TopicRow[] {
  return list.topics.map((line) => ({
    name: line.topic,
    label: line.topic,
    depth: 0,
    real: true,
    subscribers: line.subscribers,
    in: perSecond(before, now, `in ${line.topic}`),
    out: perSecond(before, now, `out ${line.topic}`),
    bytes: perSecond(before, now, `bytes ${line.topic}`),
    total: line.messagesIn,
    kept: line.history.messages,
    lastMessageAt: line.lastMessageAt,
  }));
}

/** Rows of topics that are asked for once: their rates are the server's own. */
export const foundRows = (lines: TopicLine[]): TopicRow[] =>
  lines.map((line) => ({
    name: line.topic,
    label: line.topic,
    depth: 0,
    real: true,
    subscribers: line.subscribers,
    in: line.inPerSecond,
    out: line.outPerSecond,
    bytes: null,
    total: line.messagesIn,
    kept: line.history.messages,
    lastMessageAt: line.lastMessageAt,
  }));

export function sortRows(rows: TopicRow[], key: SortKey, descending: boolean): TopicRow[] {
  const sign = descending ? -1 : 1;
  return [...rows].sort((a, b) => {
    const order = key === 'name' ? 0 : (a[key] ?? -1) - (b[key] ?? -1);
    return sign * (order || a.name.localeCompare(b.name)) || 0;
  });
}

/** The rows by their words: a branch stands above its topics and carries their sums. */
export function treeOf(rows: TopicRow[]): TopicRow[] {
  const nodes = new Map<string, TopicRow>();
  for (const row of rows) {
    const words = row.name.split('.');
    for (let depth = 0; depth < words.length; depth++) {
      const name = words.slice(0, depth + 1).join('.');
      const real = depth === words.length - 1;
      const node = nodes.get(name) ?? {
        name,
        label: words[depth]!,
        depth,
        real: false,
        subscribers: 0,
        in: null,
        out: null,
        bytes: null,
        total: 0,
        kept: 0,
        lastMessageAt: null,
      };
      nodes.set(name, {
        ...node,
        real: node.real || real,
        subscribers: node.subscribers + row.subscribers,
        in: sum(node.in, row.in),
        out: sum(node.out, row.out),
        bytes: sum(node.bytes, row.bytes),
        total: node.total + row.total,
        kept: node.kept + row.kept,
        lastMessageAt: Math.max(node.lastMessageAt ?? 0, row.lastMessageAt ?? 0) || null,
      });
    }
  }
  // A space sorts before every character of a word, so that a branch stays together with what is under it.
  const key = (row: TopicRow) => row.name.replaceAll('.', ' ');
  return [...nodes.values()].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

const sum = (a: number | null, b: number | null): number | null =>
  a === null && b === null ? null : (a ?? 0) + (b ?? 0);
