/** The time, twice a second, for "8 s ago" and countdowns. */
export const clock = $state({ now: Date.now() });

setInterval(() => (clock.now = Date.now()), 500);
