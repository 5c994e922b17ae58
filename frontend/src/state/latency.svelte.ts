import type { Received } from '../wire/link';
import { link } from './link.svelte';
import { percentileOf } from './percentile';
import { Series } from './rates';
import { still } from './seen';

const EVERY = 500;
const KEPT = 120;
const LOST_AFTER = 5000;

/** From publishing to delivery, ms: the newest, and over the last minute; by this browser's clock alone. */
export const latency = $state<{ now: number | null; p50: number | null; p99: number | null; refused: boolean }>({
  now: null,
  p50: null,
  p99: null,
  refused: false,
});

/** Median of the last minute, and its 99th percentile, once a second. */
export const latencySeries = new Series(2);

/** A topic of this caller's own, and of this window alone: it is nobody's traffic. */
const topic = `page-${Math.random().toString(36).slice(2, 10)}`;
const decoder = new TextDecoder();
const sentAt = new Map<string, number>();
let samples: number[] = [];
let number = 0;

function onBack({ body }: Received): void {
  const key = decoder.decode(body);
  const at = sentAt.get(key);
  if (at === undefined) return;
  sentAt.delete(key);
  samples = [...samples, performance.now() - at].slice(-KEPT);
  if (!still()) latency.now = samples.at(-1)!;
}

function probe(): void {
  // A page in the background has slow timers, which would be in the numbers.
  if (!link.live || !link.user || document.hidden || latency.refused) return;
  const key = String(++number);
  const now = performance.now();
  for (const [old, at] of sentAt) if (now - at > LOST_AFTER) sentAt.delete(old);
  sentAt.set(key, now);
  link
    .send(`/user/${link.user}/topic/${topic}`, new TextEncoder().encode(key), { 'content-type': 'text/plain' })
    .catch((error: Error) => {
      // Without the right to publish there is nothing to measure; a lost connection is no refusal.
      if (error.name === 'RefusedError') latency.refused = true;
    });
}

/** Publishes a few bytes to itself twice a second, while somebody looks at the chart. */
export function watchLatency(): () => void {
  const end = link.subscribe({ destination: `/user/topic/${topic}`, onMessage: onBack });
  const timer = setInterval(probe, EVERY);
  const mark = setInterval(() => {
    const marks = [percentileOf(samples, 0.5), percentileOf(samples, 0.99)] as const;
    if (!document.hidden) latencySeries.add(Date.now(), [...marks]);
    // Measured all the same, so that no minute is missing afterwards.
    if (!still()) [latency.p50, latency.p99] = marks;
  }, 1000);
  return () => {
    end();
    clearInterval(timer);
    clearInterval(mark);
    sentAt.clear();
  };
}
