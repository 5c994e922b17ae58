import type { Page } from '@playwright/test';

const TARGETS =
  'a[href], button, input:not([type=hidden]), select, textarea, summary, [role=tab], [role=option], [role=application]';

/** The page's own sideways scroll. */
export const wide = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth > clientWidth ? [`${scrollWidth} of ${clientWidth} px`] : [];
  });

/**
 * Targets lower or narrower than so many pixels. A label counts with its field, and what is part of a sentence or of a
 * cell is as large as its line, which WCAG 2.5.8 excepts.
 */
export const small = (page: Page, least: number): Promise<string[]> =>
  page.evaluate(
    ([targets, least]) =>
      [...document.querySelectorAll<HTMLElement>(targets)].flatMap((one) => {
        const style = getComputedStyle(one);
        const { width, height } = (one.closest('label') ?? one).getBoundingClientRect();
        if (!one.checkVisibility({ visibilityProperty: true }) || width === 0) return [];
        if (one.closest('.skip, [inert]')) return [];
        if (style.display === 'inline') return [];
        return Math.min(width, height) < least - 0.5
          ? [`${Math.round(width)} × ${Math.round(height)} ${one.outerHTML.slice(0, 90)}`]
          : [];
      }),
    [TARGETS, least] as const,
  );

/** Targets that somebody who scrolls to them does not hit, because they are outside or beneath something. */
export const missed = (page: Page): Promise<string[]> =>
  page.evaluate((targets) => {
    const out: string[] = [];
    for (const one of document.querySelectorAll<HTMLElement>(targets)) {
      if (!one.checkVisibility({ visibilityProperty: true }) || one.closest('.skip')) continue;
      one.scrollIntoView({ block: 'center', inline: 'nearest' });
      const { left, top, width, height } = one.getClientRects()[0] ?? new DOMRect();
      if (width === 0) continue;
      // Near its beginning: the end of a long name is behind an ellipsis.
      const hit = document.elementFromPoint(left + Math.min(width / 2, 22), top + height / 2);
      if (!hit || !(one.contains(hit) || hit.contains(one)))
        out.push(`${one.outerHTML.slice(0, 90)} → ${hit?.outerHTML.slice(0, 60)}`);
      else if (hit !== one && hit.contains(one) && hit.matches('main, body, html'))
        out.push(one.outerHTML.slice(0, 90));
    }
    scrollTo(0, 0);
    return out;
  }, TARGETS);

/** Text that does not fit into its box and is not marked by an ellipsis. */
export const cutOff = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('main *, nav *')].flatMap((one) => {
      if (!one.checkVisibility() || one.closest('.sr') || one.matches('canvas, input, textarea, select')) return [];
      const { overflowX, overflowY, textOverflow } = getComputedStyle(one);
      const across = one.scrollWidth > one.clientWidth + 1 && ['hidden', 'clip'].includes(overflowX);
      const down = one.scrollHeight > one.clientHeight + 1 && ['hidden', 'clip'].includes(overflowY);
      return (across && textOverflow !== 'ellipsis') || down ? [one.outerHTML.slice(0, 100)] : [];
    }),
  );

/**
 * What can be done here: the names of all controls, whatever is behind "More" included. Without what sorts by a column,
 * because a narrow table has fewer of them.
 */
export async function names(page: Page): Promise<Set<string>> {
  const more = page.locator('nav .others[aria-expanded=false]');
  if (await more.isVisible()) await more.click();
  return new Set(
    await page.locator('a[href], button, input, select, textarea, summary').evaluateAll((all) =>
      all
        .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.matches('.others, th button'))
        .map((one) => {
          const named = ((one as HTMLInputElement).labels?.[0] ?? one).cloneNode(true) as HTMLElement;
          for (const hidden of named.querySelectorAll('[aria-hidden], option')) hidden.remove();
          return (one.getAttribute('aria-label') ?? named.textContent).replace(/\s+/g, ' ').trim();
        }),
    ),
  );
}
