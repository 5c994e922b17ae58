import type { Received, Refusal } from '../wire/link';
import type { TopicList } from '../wire/sys';
import { link } from './link.svelte';
import { prefs } from './prefs.svelte';
import { rowsOf, sampleOf, type TopicRow } from './topics';
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
    if (!prefs.frozen) Object.assign(topics, { rows, total: list.total, time: list.time });
  },
  onRefused: (refusal: Refusal) => void (topics.refusal = refusal),
  onAccepted: () => void (topics.refusal = null),
};

let watchers = 0;
let end: () => void = () => undefined;

/** Asks for the list while at least one screen shows it. */
export function watchTopics(): () => void {
  if (watchers++ === 0) end = link.subscribe(standing);
  return () => {
    if (--watchers === 0) end();
  };
}
