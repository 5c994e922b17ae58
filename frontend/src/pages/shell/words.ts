import type { Recovered } from '../../state/recovered';
import type { LinkState } from '../../wire/link';
import { plural } from '../../ui/format';

/** What the banner says when not all could be fetched of what was missed. */
export function gapWords({ messages, missing, unknown }: Recovered): string {
  const fetched = messages > 0 ? `${plural(messages, 'missed message')} recovered. ` : '';
  if (missing === 0) return `${fetched}It is not known how many messages are missing.`;
  const more = unknown ? 'At least ' : '';
  return `${fetched}${more}${plural(missing, 'message')} could not be recovered: history does not reach that far.`;
}

/** What a tab's title begins with: the state that most needs to be seen from another tab. */
export function titleMark(
  { phase, retryAt, lostAt }: Pick<LinkState, 'phase' | 'retryAt' | 'lostAt'>,
  { paused, frozen }: { paused: boolean; frozen: boolean },
): string {
  if (phase === 'lost') return retryAt === null ? 'reconnecting – ' : 'offline – ';
  if (phase === 'connecting') return lostAt === null ? 'connecting – ' : 'reconnecting – ';
  if (paused) return 'paused – ';
  return frozen ? 'frozen – ' : '● ';
}
