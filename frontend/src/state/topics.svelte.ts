import type { Received, Refusal } from '../wire/link';
import type { TopicList } from '../wire/sys';
import { rest } from '../wire/rest';
import type { TopicsFound } from '../wire/sys';
import { repeated } from './connections.svelte';
import { addresses, subscribeWhileSeen } from './link.svelte';
import { still } from './seen';
import { session } from './session.svelte';
import { foundRows, rowsOf, sampleOf, topicQuery, type SortKey, type TopicRow } from './topics';
import type { Sample } from './rates';

export const topics = $state<{ rows: TopicRow[] | null; total: number; time: number; refusal: Refusal | null }>({
  rows: null,
  total: 0,
  time: 0,
  refusal: null,
});

const decoder = new TextDecoder();
let before: Sample | null = null;

const standing = {
  destination: '/topic/$SYS.topics',
  onMessage({ body }: Received): void {
    const list = JSON.parse(decoder.decode(body)) as TopicList;
    const now = sampleOf(list);
    const rows = rowsOf(list, before, now);
    before = now;
    if (!topics.rows || !still()) Object.assign(topics, { rows, total: list.total, time: list.time });
  },
  onRefused: (refusal: Refusal) => void (topics.refusal = refusal),
  onAccepted: () => void (topics.refusal = null),
};

let watchers = 0;
let end: () => void = () => undefined;

/** Asks for the list while at least one screen shows it. */
export function watchTopics(): () => void {
  if (watchers++ === 0) end = subscribeWhileSeen(standing);
  return () => {
    if (--watchers === 0) end();
  };
}

/** What the server finds among all topics, where they are more than the list has. */
export class TopicSearch {
  rows = $state.raw<TopicRow[] | null>(null);
  matching = $state(0);
  problem = $state('');

  /** Asks now and again until the returned function is called. */
  watch(text: string, sort: SortKey, descending: boolean): () => void {
    let over = false;
    const url = `${addresses.http}/api/topics?${topicQuery(text, sort, descending)}`;
    const end = repeated(async () => {
      try {
        const found = await rest<TopicsFound>(url, session.token);
        // A slow answer to what was asked before must not replace a newer one.
        if (!over) Object.assign(this, { rows: foundRows(found.topics), matching: found.matching, problem: '' });
      } catch (error) {
        if (!over) this.problem = (error as Error).message;
      }
    });
    return () => {
      over = true;
      end();
    };
  }
}
