const FIRST = 500;
const MOST = 10_000;

/**
 * How long to wait before attempt number `attempt` (from 0). Half of it is chance, so that a thousand pages whose
 * server restarted do not all come back in the same instant.
 */
export function backoff(attempt: number, random: () => number = Math.random): number {
  const ceiling = Math.min(MOST, FIRST * 2 ** Math.min(attempt, 16));
  return Math.round(ceiling / 2 + (random() * ceiling) / 2);
}
