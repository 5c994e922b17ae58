import { prefs } from './prefs.svelte';

/** The time, twice a second, for "8 s ago" and countdowns; it stands while numbers are frozen. */
export const clock = $state({ now: Date.now() });

setInterval(() => {
  if (!prefs.frozen) clock.now = Date.now();
}, 500);
