import type { ConnectionRow } from '../../state/connections.svelte';
import type { ConnectionSort } from '../../wire/connections';
import { bytes, number, rate, span } from '../../ui/format';

export interface Column {
  id: string;
  label: string;
  /** By what the server sorts it; without, it cannot. */
  sort?: ConnectionSort;
  numeric: boolean;
  /** Shown without being chosen. */
  usual: boolean;
  text(row: ConnectionRow, now: number): string;
}

const VIA: Record<string, string> = {
  stomp: 'STOMP',
  sockjs: 'SockJS',
  sse: 'SSE',
  echo: 'Echo',
  'echo-text': 'Echo text',
  'echo-binary': 'Echo binary',
};

export const viaOf = (transport: string): string => VIA[transport] ?? transport;

/** All that can be shown of a connection besides its id and its state, which always are. */
export const columns: Column[] = [
  { id: 'user', label: 'User', sort: 'caller', numeric: false, usual: true, text: ({ caller }) => caller || '–' },
  {
    id: 'via',
    label: 'Via',
    sort: 'transport',
    numeric: false,
    usual: true,
    text: ({ transport }) => viaOf(transport),
  },
  { id: 'from', label: 'From', sort: 'remote', numeric: false, usual: true, text: ({ remote }) => remote },
  {
    id: 'age',
    label: 'Age',
    sort: 'openedAt',
    numeric: true,
    usual: true,
    text: ({ openedAt }, now) => span(Math.max(0, now - openedAt)),
  },
  { id: 'in', label: 'In/s', numeric: true, usual: true, text: (row) => rate(row.in) },
  { id: 'out', label: 'Out/s', numeric: true, usual: true, text: (row) => rate(row.out) },
  { id: 'min', label: 'In', sort: 'messagesIn', numeric: true, usual: false, text: (row) => number(row.messagesIn) },
  {
    id: 'mout',
    label: 'Out',
    sort: 'messagesOut',
    numeric: true,
    usual: false,
    text: (row) => number(row.messagesOut),
  },
  { id: 'bin', label: 'Bytes in', sort: 'bytesIn', numeric: true, usual: false, text: (row) => bytes(row.bytesIn) },
  { id: 'bout', label: 'Bytes out', sort: 'bytesOut', numeric: true, usual: false, text: (row) => bytes(row.bytesOut) },
  { id: 'dropped', label: 'Left out', numeric: true, usual: false, text: (row) => number(row.dropped ?? 0) },
  { id: 'pending', label: 'Pending', sort: 'pending', numeric: true, usual: true, text: (row) => bytes(row.pending) },
];

const KEY = 'stompbox.connections.columns';

export function chosenColumns(): string[] {
  const usual = columns.filter((column) => column.usual).map(({ id }) => id);
  try {
    const kept = localStorage.getItem(KEY)?.split(' ') ?? usual;
    return kept.filter((id) => columns.some((column) => column.id === id));
  } catch {
    return usual;
  }
}

export function chooseColumns(ids: string[]): void {
  try {
    localStorage.setItem(KEY, ids.join(' '));
  } catch {
    // Not kept then.
  }
}

const quoted = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** The rows as CSV, of the columns that are shown. */
export function csvOf(rows: ConnectionRow[], shown: Column[], now: number): string {
  const lines = rows.map((row) => [row.id, ...shown.map((column) => column.text(row, now))]);
  return [['id', ...shown.map(({ label }) => label)], ...lines].map((line) => line.map(quoted).join(',')).join('\n');
}
