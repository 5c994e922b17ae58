import { still } from './seen';

/** The time, twice a second, for "8 s ago" and countdowns; it stands while nothing is to move. */
export const clock = $state({ now: Date.now() });

setInterval(() => {
  if (!still()) clock.now = Date.now();
}, 500);
