import type { Pace } from '../wire/paced';

/** This page's own frames. */
export const screenPace: Pace = {
  now: () => performance.now(),
  nextFrame: (run) => {
    let due = true;
    const once = () => {
      if (due) run();
      due = false;
    };
    requestAnimationFrame(once);
    // A page that is hidden meanwhile has no frames.
    setTimeout(once, 100);
  },
  seen: () => !document.hidden,
};
