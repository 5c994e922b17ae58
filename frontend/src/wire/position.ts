/** Where a message stands in its topic's log. Another epoch means that the log itself is another one. */
export interface Position {
  epoch: string;
  offset: number;
}

/** Reads `epoch:offset`; null for anything else, because a tap must also show messages of other brokers. */
export function parsePosition(text: string | undefined): Position | null {
  const match = /^([^:]+):(\d+)$/.exec(text ?? '');
  return match ? { epoch: match[1]!, offset: Number(match[2]) } : null;
}

/** What lies between two neighbouring messages of one topic. */
export type Step = { kind: 'next' } | { kind: 'gap'; missed: number } | { kind: 'new-epoch' } | { kind: 'repeat' };

export function stepBetween(before: Position | undefined, now: Position): Step {
  if (!before) return { kind: 'next' };
  if (before.epoch !== now.epoch) return { kind: 'new-epoch' };
  const missed = now.offset - before.offset - 1;
  if (missed > 0) return { kind: 'gap', missed };
  return { kind: missed < 0 ? 'repeat' : 'next' };
}
