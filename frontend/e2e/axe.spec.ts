import type { Page } from '@playwright/test';
import { violations } from './axe';
import { expect, live, test } from './fixtures';
import { Server } from './server';
import { fill, fillServer, show, TOUR } from './tour';

async function clean(page: Page, what: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect.soft(await violations(page), `${what}, ${colorScheme}`).toEqual([]);
  }
}

// What Chromium itself writes when nothing listens on the port, and when a request was under way.
test.use({ tolerated: /WebSocket connection to .* failed|ERR_CONNECTION_(REFUSED|RESET)|ERR_INCOMPLETE/ });

test('axe finds nothing on any screen: empty, filled, and with the server gone, in both themes', async ({
  page,
  context,
}) => {
  test.setTimeout(400_000);
  const server = await new Server().start();
  try {
    await page.goto(server.link());
    await live(page);
    await expect(page.getByText('Version 0.1.0')).toBeVisible();
    const menu = await page
      .locator('nav[aria-label=Main] a')
      .evaluateAll((all) => all.map((a) => a.getAttribute('href')));
    const toured = TOUR.map(({ at }) => `#${at.replace(/\?.*/, '')}`);
    expect(menu.filter((href) => !toured.some((at) => at.startsWith(href!)))).toEqual([]);

    for (const { at } of TOUR) {
      await show(page, at);
      await clean(page, `${at}, empty`);
    }
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog')).toBeVisible();
    await clean(page, 'keys');
    await page.keyboard.press('Escape');

    await fillServer(server);
    for (const stop of TOUR.filter(({ fill, holds }) => fill ?? holds)) {
      await show(page, stop.at);
      await fill(page, server, stop);
      await clean(page, `${stop.at}, filled`);
    }
    const { connections } = (await server.get('/api/connections')) as { connections: { id: string }[] };
    const connection = { at: `/connections/${connections[0]!.id}`, holds: 'Open for' };

    // What is on a screen when the server goes stays there, so each of these is on one.
    const kept = [];
    for (const stop of [connection, ...TOUR.filter(({ holds }) => holds)]) {
      const tab = await context.newPage();
      await tab.goto(server.link(stop.at));
      await live(tab);
      await fill(tab, server, stop);
      if (stop === connection) await clean(tab, `${stop.at}, filled`);
      kept.push({ tab, ...stop });
    }
    await server.kill();
    for (const { tab, at, holds } of kept) {
      await expect(tab.getByLabel('Connection', { exact: true })).toContainText(/Connection lost/);
      await expect(tab.getByRole('main'), at).toContainText(holds!);
      await clean(tab, `${at}, the server gone`);
      await tab.close();
    }
    for (const { at } of TOUR.filter(({ holds }) => !holds)) {
      await show(page, at);
      await clean(page, `${at}, the server gone`);
    }
  } finally {
    await server.kill();
  }
});
