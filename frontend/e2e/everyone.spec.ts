import type { Page } from '@playwright/test';
import { narrowProblems, violations } from './axe';
import { expect, live, openTap, rows, test } from './fixtures';
import { Server } from './server';

const SCREENS = [
  '/',
  '/topics',
  '/topics?as=tree',
  '/topics?show=queues',
  '/topics/demo.axe?tab=hex',
  '/topics/demo.%23',
  '/connections',
  '/slow',
  '/publish',
  '/access?who=name',
  '/access?who=token',
  '/publish?by=rest',
  '/echo',
  '/demos/chat',
  '/demos/cursors',
  '/demos/file',
  '/demos/video',
  '/demos/firehose',
  '/connect',
  '/nowhere',
];

async function show(page: Page, screen: string): Promise<void> {
  await page.evaluate((hash) => (location.hash = hash), screen);
  await expect(page.locator('h1')).toBeVisible();
  await expect(page.locator('[aria-busy]')).toHaveCount(0);
}

for (const scheme of ['light', 'dark'] as const) {
  test(`axe finds nothing on any screen, ${scheme}`, async ({ page, server }) => {
    test.setTimeout(90_000);
    await page.emulateMedia({ colorScheme: scheme });
    await openTap(page, server, 'demo.axe');
    await server.publish('demo.axe', Uint8Array.of(0, 255), 'application/octet-stream');
    await rows(page).first().click();
    for (const screen of SCREENS) {
      await show(page, screen);
      expect(await violations(page), screen).toEqual([]);
    }
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog')).toBeVisible();
    expect(await violations(page), 'keys').toEqual([]);
  });

  test(`axe finds nothing without a token, with a filled tap, paused and refused, ${scheme}`, async ({
    page,
    server,
    topic,
  }) => {
    await page.emulateMedia({ colorScheme: scheme });
    await page.goto(`${server.url}/#/`);
    await live(page);
    expect(await violations(page), 'panel').toEqual([]);
    await page.goto(`${server.url}/#token=wrong&/`);
    await expect(page.getByRole('alert')).toBeVisible();
    expect(await violations(page), 'wrong token').toEqual([]);
    await openTap(page, server, topic);
    await server.publish(topic, '{"a":1}');
    await server.publish(topic, Uint8Array.of(0, 255), 'application/octet-stream');
    await rows(page).first().click();
    await page.getByRole('button', { name: 'Pause' }).click();
    await expect(page.getByText('Paused')).toBeVisible();
    expect(await violations(page), 'paused').toEqual([]);
  });
}

test.describe('on a narrow screen', () => {
  test.use({ viewport: { width: 360, height: 740 } });

  test('no screen scrolls sideways and every target is large enough', async ({ page, server, topic }) => {
    test.setTimeout(60_000);
    await openTap(page, server, topic);
    await server.publish(topic, JSON.stringify({ long: 'x'.repeat(500) }));
    await rows(page).first().click();
    for (const screen of [...SCREENS, `/topics/${topic}?tab=hex`]) {
      await show(page, screen);
      for (const width of [360, 320]) {
        await page.setViewportSize({ width, height: 740 });
        expect(await narrowProblems(page), `${screen} at ${width}`).toEqual([]);
      }
    }
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('link', { name: 'Demos' }).click();
    await expect(page).toHaveTitle(/^● Demos/);
    await expect(page.getByRole('button', { name: 'Demos' })).toHaveAttribute('aria-expanded', 'false');
  });
});

test('the whole tour with the keyboard alone', async ({ page, server, topic }) => {
  await page.goto(server.link());
  await live(page);
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();

  await page.keyboard.press('g');
  await page.keyboard.press('t');
  await expect(page).toHaveTitle(/^● Topics/);
  await page.keyboard.press('/');
  await page.keyboard.type(topic);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: topic })).toBeVisible();
  await expect(page.locator('header .silk')).toContainText('1 sub');

  await server.publishAll(topic, ['one', 'two', 'three']);
  await expect(rows(page)).toHaveCount(3);
  await page.keyboard.press(' ');
  await expect(page.getByText('Paused · 0 waiting')).toBeVisible();
  await page.keyboard.press(' ');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  await expect(page.locator('.row.selected')).toContainText('two');
  await page.keyboard.press('3');
  await expect(page.locator('#inspector-view')).toContainText('74 77 6F');
  await page.keyboard.press('c');
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe('two');
  await page.keyboard.press('r');
  await expect(page.getByLabel('Message body')).toBeFocused();
  await page.keyboard.press('Control+Enter');
  await expect(rows(page)).toHaveCount(4);
  await page.keyboard.press('Escape');

  await page.keyboard.press('t');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
  await page.keyboard.press('t');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');

  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toContainText('Edit and resend');
  await page.getByLabel('Single letters are keys').press(' ');
  await page.keyboard.press('Escape');
  await page.keyboard.press('g');
  await page.keyboard.press('o');
  await expect(page).not.toHaveTitle(/Overview/);
});

test('"." freezes every moving number and lets go again', async ({ page, server, topic }) => {
  await openTap(page, server, topic);
  await page.keyboard.press('.');
  await expect(page.getByRole('button', { name: 'Frozen' })).toBeVisible();
  await server.publish(topic, '{}');
  // Thirty frames are several times what a message needs to reach the list.
  await page.evaluate(async () => {
    for (let i = 0; i < 30; i++) await new Promise(requestAnimationFrame);
  });
  await expect(rows(page)).toHaveCount(0);
  await page.keyboard.press('.');
  await expect(rows(page)).toHaveCount(1);
});

test('"." freezes rates, latency, the round trip and the clock as well', async ({ page, topic }) => {
  test.setTimeout(90_000);
  // A fresh one, whose age is still told in seconds.
  const server = await new Server().start();
  try {
    const heard = { stats: 0, replies: 0, probes: 0 };
    page.on('websocket', (socket) =>
      socket.on('framereceived', ({ payload }) => {
        const text = payload.toString();
        if (text.includes('/topic/$SYS.stats')) heard.stats += 1;
        if (text.includes('destination:/user/queue/replies')) heard.replies += 1;
        if (text.includes('destination:/user/topic/page-')) heard.probes += 1;
      }),
    );
    await page.goto(server.link());
    await expect(page.getByText(/rtt [\d.]+ ms/)).toBeVisible();
    await expect(page.getByText(/p50 [\d.]+/)).toBeVisible();
    const moving = () => page.locator('.shell').innerText();
    await page.keyboard.press('.');
    await expect(page.getByRole('button', { name: 'Frozen' })).toBeVisible();
    const frozen = await moving();
    const before = { ...heard };
    await server.publish(topic, '{}');
    // All that would have moved them has come by now.
    await expect.poll(() => heard.stats - before.stats, { timeout: 20_000 }).toBeGreaterThan(2);
    await expect.poll(() => heard.replies - before.replies, { timeout: 20_000 }).toBeGreaterThan(0);
    await expect.poll(() => heard.probes - before.probes, { timeout: 20_000 }).toBeGreaterThan(2);
    expect(await moving()).toBe(frozen);
    await expect(page).toHaveTitle('frozen – Overview – Stompbox');
    await page.keyboard.press('.');
    await expect.poll(moving).not.toBe(frozen);
    await expect(page.getByRole('main').getByRole('link', { name: topic })).toBeVisible();
  } finally {
    await server.kill();
  }
});

test('the focus is always visible', async ({ page, server }) => {
  await page.goto(server.link('/connect'));
  await live(page);
  for (let i = 0; i < 10; i++) {
    await page.keyboard.press('Tab');
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement!).outlineStyle);
    expect(outline).not.toBe('none');
  }
});

test('with forced colours what is on or chosen differs by more than a background', async ({ page, server }) => {
  await page.emulateMedia({ forcedColors: 'active' });
  await page.goto(server.link('/'));
  await live(page);
  const background = (selector: string) =>
    page
      .locator(selector)
      .first()
      .evaluate((element) => getComputedStyle(element).backgroundColor);
  expect(await background('main .led.on')).not.toBe(await background('main .led:not(.on):not(.stop)'));
  expect(await background('.meter i')).not.toBe(await background('.meter'));
  const outline = (selector: string) =>
    page.locator(selector).evaluate((element) => getComputedStyle(element).outlineStyle);
  expect(await outline('nav a[aria-current=page]')).toBe('solid');
  expect(await outline('[aria-pressed=true]')).toBe('solid');
  await page.goto(`${server.url}/#/connect`);
  expect(await outline('[role=tab][aria-selected=true]')).toBe('solid');
});
