import type { Page } from '@playwright/test';
import { expect, live, test } from './fixtures';
import { cutOff, missed, names, small, wide } from './layout';
import { Server } from './server';
import { fill, fillServer, show, TOUR } from './tour';

const WIDE = { width: 1280, height: 800 };
/** What a browser makes of that at 200 %: half as many pixels of CSS, each of two. */
const ZOOMED = { width: 640, height: 400 };
const PHONES = [
  { width: 390, height: 844 },
  { width: 320, height: 640 },
];

const resize = async (page: Page, size: { width: number; height: number }) => {
  await page.setViewportSize(size);
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
};

test.use({ viewport: WIDE, deviceScaleFactor: 2, hasTouch: true, isMobile: true });

test('on a phone and at 200 % nothing scrolls sideways or is cut, and all that can be done is there to be touched', async ({
  page,
}) => {
  test.setTimeout(240_000);
  // One of its own, whose lists stay as they are while they are looked at.
  const server = await new Server().start();
  try {
    await page.goto(server.link());
    await live(page);
    await fillServer(server);
    for (const stop of TOUR) {
      await resize(page, WIDE);
      await show(page, stop.at);
      await fill(page, server, stop);
      expect.soft(await small(page, 24), stop.at).toEqual([]);
      const all = await names(page);
      for (const size of [ZOOMED, ...PHONES]) {
        await resize(page, size);
        const at = `${stop.at} at ${size.width}`;
        expect.soft(await wide(page), at).toEqual([]);
        expect.soft(await small(page, 44), at).toEqual([]);
        expect.soft(await missed(page), at).toEqual([]);
        if (size === ZOOMED) expect.soft(await cutOff(page), at).toEqual([]);
      }
      const here = await names(page);
      expect
        .soft(
          [...all].filter((name) => !here.has(name)),
          stop.at,
        )
        .toEqual([]);
      // The menu is a short one again on the next screen.
      await page.locator('nav .others').tap();
    }
    await page.locator('nav .others').tap();
    await page.getByRole('link', { name: 'Demos' }).tap();
    await expect(page).toHaveTitle(/^● Demos/);
    await expect(page.getByRole('button', { name: 'Demos' })).toHaveAttribute('aria-expanded', 'false');
  } finally {
    await server.kill();
  }
});
