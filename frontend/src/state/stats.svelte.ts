import type { Received, Refusal } from '../wire/link';
import type { ServerEvent, Stats } from '../wire/sys';
import { link } from './link.svelte';
import { perSecond, Series, type Sample } from './rates';
import { still } from './seen';
import { Lately } from './trouble';

const EVENTS_KEPT = 200;
const decoder = new TextDecoder();

/** The server's own numbers, newest snapshot and rates. Rows of the charts are not reactive; `version` is. */
export const stats = $state<{
  now: Stats | null;
  rates: Record<string, number | null>;
  events: ServerEvent[];
  version: number;
  refusal: Refusal | null;
  /** Messages left out and clients cut in the last five minutes, as far as this page has seen them. */
  lost: { dropped: number; cut: number };
}>({ now: null, rates: {}, events: [], version: 0, refusal: null, lost: { dropped: 0, cut: 0 } });

const LATELY = 300_000;
const dropped = new Lately(LATELY);
const cut = new Lately(LATELY);

/** In per second, out per second, connections. */
export const series = new Series(3);

let before: Sample | null = null;
let startedAt = 0;
let known = new Map<number, ServerEvent>();

function totalsOf(now: Stats): Record<string, number> {
  const totals: Record<string, number> = {
    in: now.messagesIn,
    out: now.messagesOut,
    bytesIn: now.bytesIn,
    bytesOut: now.bytesOut,
  };
  for (const line of now.transports) {
    totals[`${line.name}.in`] = line.messagesIn;
    totals[`${line.name}.out`] = line.messagesOut;
    totals[`${line.name}.bytes`] = line.bytesIn + line.bytesOut;
  }
  for (const line of now.busiest) {
    totals[`topic.${line.topic}.in`] = line.messagesIn;
    totals[`topic.${line.topic}.out`] = line.messagesOut;
  }
  return totals;
}

function onStats(message: Received): void {
  const now = JSON.parse(decoder.decode(message.body)) as Stats;
  if (now.startedAt !== startedAt) {
    before = null;
    known = new Map();
    startedAt = now.startedAt;
  }
  const sample = { time: now.time, totals: totalsOf(now) };
  const rates = Object.fromEntries(Object.keys(sample.totals).map((name) => [name, perSecond(before, sample, name)]));
  before = sample;
  series.add(now.time, [rates['in'] ?? null, rates['out'] ?? null, now.connections]);
  dropped.add(now.time, now.dropped);
  cut.add(now.time, now.cut);
  for (const event of now.events) known.set(event.seq, event);
  forgetOld();
  // Nothing on the page moves then; the series goes on, so no minute is missing afterwards.
  if (stats.now && still()) return;
  Object.assign(stats, { now, rates, lost: { dropped: dropped.count, cut: cut.count } });
  stats.version += 1;
  showEvents();
}

function onEvent(message: Received): void {
  const event = JSON.parse(decoder.decode(message.body)) as ServerEvent;
  known.set(event.seq, event);
  forgetOld();
  if (!still()) showEvents();
}

const newestEvents = () => [...known.values()].sort((a, b) => b.seq - a.seq).slice(0, EVENTS_KEPT);

/** A page that stands still gets events as well, for days. */
function forgetOld(): void {
  if (known.size > 2 * EVENTS_KEPT) known = new Map(newestEvents().map((event) => [event.seq, event]));
}

function showEvents(): void {
  stats.events = newestEvents();
}

const standing = [
  {
    destination: '/topic/$SYS.stats',
    onMessage: onStats,
    onRefused: (refusal: Refusal) => (stats.refusal = refusal),
    onAccepted: () => (stats.refusal = null),
  },
  { destination: '/topic/$SYS.events', onMessage: onEvent, rewind: EVENTS_KEPT, resume: true },
];

/** Kept while the tab is signed in, also on other screens, so that the charts have no holes. */
export function watchStats(): () => void {
  const ends = standing.map((one) => link.subscribe(one));
  return () => ends.forEach((end) => end());
}
