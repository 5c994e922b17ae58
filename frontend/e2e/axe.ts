import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import type axe from 'axe-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Runs through the debugger, so that the page's content security policy need not be weakened for it. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async (tags) => {
    const { axe } = window as unknown as {
      axe: { run(node: Document, options: axe.RunOptions): Promise<axe.AxeResults> };
    };
    const { violations } = await axe.run(document, { runOnly: tags });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`),
    );
  }, TAGS);
}

/** What does not fit into a narrow screen: the page itself, or a button that a finger would miss. */
export async function narrowProblems(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const small = [...document.querySelectorAll('main button:not(.link), nav[aria-label=Main] a')].filter((one) => {
      const { width, height } = one.getBoundingClientRect();
      return width > 0 && height < 40;
    });
    return [
      ...(scrollWidth > clientWidth ? [`${scrollWidth} px wide`] : []),
      ...small.map((one) => `small: ${one.textContent}`),
    ];
  });
}
