import { prefs } from './prefs.svelte';

/** How long the page has to be out of sight before it asks for less. */
const LONG = 30_000;

/** Whether what is shown stands still: it is frozen, or nobody sees it. What is not there yet is shown all the same. */
export const still = (): boolean => prefs.frozen || document.hidden;

/**
 * Calls `leave` when the page has been hidden for half a minute, and what that gave as soon as somebody sees it again.
 * Holds until the returned function is called.
 */
export function whenUnseen(leave: () => () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let back: (() => void) | undefined;
  const changed = () => {
    clearTimeout(timer);
    if (document.hidden) {
      timer = setTimeout(() => (back ??= leave()), LONG);
    } else {
      back?.();
      back = undefined;
    }
  };
  document.addEventListener('visibilitychange', changed);
  changed();
  return () => {
    document.removeEventListener('visibilitychange', changed);
    clearTimeout(timer);
  };
}
