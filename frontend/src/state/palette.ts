import { queryOf, type ConnectionPage } from '../wire/connections';
import { rest } from '../wire/rest';
import type { TopicsFound } from '../wire/sys';
import { nameProblem } from '../wire/topic';
import { formatRoute, tapHref } from './route';

/** Something that the palette can do or lead to. */
export interface Entry {
  /** Unlike that of any other entry. */
  id: string;
  label: string;
  /** What kind of thing it is, or its key. */
  hint: string;
  /** Where it leads; or else what it does. */
  href?: string;
  run?(): void;
}

const MOST = 6;

/** Those that have every word of the text, and first those that begin with it. */
export function matching(entries: Entry[], text: string): Entry[] {
  const wanted = text.trim().toLowerCase();
  const words = wanted.split(/\s+/);
  const fits = entries.filter(({ label }) => words.every((word) => label.toLowerCase().includes(word)));
  const begins = ({ label }: Entry) => label.toLowerCase().startsWith(wanted);
  return [...fits.filter(begins), ...fits.filter((entry) => !begins(entry))];
}

const tapOf = (name: string): Entry => ({ id: `tap ${name}`, label: name, hint: 'tap', href: tapHref(name) });

/** A tap on what was typed, if that can be a topic or a pattern. */
export const typed = (text: string): Entry[] => (nameProblem(text.trim()) === null ? [tapOf(text.trim())] : []);

/** Topics and connections that the server finds; none where the caller may not see them. */
export async function found(api: string, token: string | null, text: string): Promise<Entry[]> {
  const filter = text.trim();
  const topics = new URLSearchParams({ text: filter, limit: String(MOST) });
  const connections = queryOf({ filter, sort: 'id', descending: false, offset: 0, limit: MOST });
  const [ofTopics, ofConnections] = await Promise.all([
    rest<TopicsFound>(`${api}/topics?${topics}`, token).catch(() => null),
    rest<ConnectionPage>(`${api}/connections?${connections}`, token).catch(() => null),
  ]);
  return [
    ...(ofTopics?.topics ?? []).map(({ topic }) => tapOf(topic)),
    ...(ofConnections?.connections ?? []).map(({ id, caller }) => ({
      id: `connection ${id}`,
      label: `${id} ${caller}`.trim(),
      hint: 'connection',
      href: formatRoute({ page: 'connections', topic: id, view: {} }),
    })),
  ];
}
