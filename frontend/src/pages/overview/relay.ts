import { since } from '../../ui/format';
import type { Relay } from '../../wire/sys';

/**
 * What is wrong with RabbitMQ, and since when. It stays the same while nothing changes, so that it is announced once.
 * `now` is the server's time.
 */
export function relayTrouble({ address, since: at, detail }: Relay, now: number): string {
  const head = `RabbitMQ at ${address} not reachable since ${since(at, now)}`;
  const cause = detail.trim();
  if (cause === '') return `${head}.`;
  // A whole sentence stands for itself; a few words ("Connection refused") are the cause of this one.
  if (/[.!?]$/.test(cause)) return `${head}. ${cause}`;
  return `${head} (${cause.replace(/^\p{Lu}(?=\p{Ll})/u, (first) => first.toLowerCase())}).`;
}
