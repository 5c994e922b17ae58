import type { Page } from '@playwright/test';
import { violations } from './axe';
import { expect, live, openTap, rows, test } from './fixtures';
import { Server } from './server';

for (const scheme of ['light', 'dark'] as const) {
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

/** Presses a key, and looks whether what has the focus then shows it. */
async function press(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) {
    await page.keyboard.press(key);
    await expect
      .poll(
        () =>
          page.evaluate(() => {
            const one = document.activeElement!;
            const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one);
            const seen = (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none';
            return one !== document.body && !seen ? one.outerHTML.slice(0, 100) : '';
          }),
        { message: `the focus after ${key}` },
      )
      .toBe('');
  }
}

test('the whole tour with the keyboard alone, and the focus is always visible', async ({ page, server, topic }) => {
  test.setTimeout(60_000);
  await page.goto(server.link());
  await live(page);
  await press(page, 'Tab');
  await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeFocused();
  await press(page, 'Enter');
  await expect(page.getByRole('main')).toBeFocused();

  await press(page, 'g', 't');
  await expect(page).toHaveTitle(/^● Topics/);
  await press(page, '/');
  await page.keyboard.type(topic);
  await press(page, 'Enter');
  await expect(page.getByRole('heading', { name: topic })).toBeVisible();
  await expect(page.locator('header .silk')).toContainText('1 sub');

  await server.publishAll(topic, ['one', 'two', 'three']);
  await expect(rows(page)).toHaveCount(3);
  await press(page, ' ');
  await expect(page.getByText('Paused · 0 waiting')).toBeVisible();
  await press(page, ' ', 'ArrowDown', 'ArrowUp');
  await expect(page.locator('.row.selected')).toContainText('two');
  await press(page, '3');
  await expect(page.locator('#inspector-view')).toContainText('74 77 6F');
  await press(page, 'Enter');
  await expect(page.locator('#inspector-view')).toBeFocused();
  await press(page, 'c');
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe('two');
  await press(page, 'r');
  await expect(page.getByLabel('Message body')).toBeFocused();
  await press(page, 'Control+Enter');
  await expect(rows(page)).toHaveCount(4);
  await press(page, 'Escape', 't');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
  await press(page, 't');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  // All round the screen once: every stop shows itself, and the round comes to an end.
  const stops = page.locator('a[href], button:enabled, input, select, textarea, summary, [tabindex="0"]');
  for (let i = await stops.count(); i >= 0; i--) await press(page, 'Tab');
});

test('"?" lists the keys of this screen; without single letters as keys they do nothing', async ({
  page,
  server,
  topic,
}) => {
  await openTap(page, server, topic);
  await server.publishAll(topic, ['one']);
  await page.keyboard.press('?');
  const dialog = page.getByRole('dialog');
  const keys = 'g o,g t,g c,g s,g e,g p,g d,g a,g k,?,.,t,Space,/,↓,↑,j,k,PgUp,PgDn,Home,End,Enter,Esc,1,2,3,4,c,C,r';
  const listed = await dialog.locator('kbd').allInnerTexts();
  expect(keys.split(',').filter((key) => !listed.includes(key))).toEqual([]);
  await page.getByLabel('Single letters are keys').press(' ');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();

  await rows(page).first().click();
  const look = () =>
    page.evaluate(() => ({
      address: location.href,
      theme: document.documentElement.dataset['theme'],
      focus: document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.tagName,
      dialogs: document.querySelectorAll('dialog[open]').length,
      pressed: [...document.querySelectorAll('[aria-pressed]')].map((one) => one.getAttribute('aria-pressed')),
      chosen: [...document.querySelectorAll('[aria-selected=true]')].map((one) => one.textContent),
      body: document.querySelector('textarea')!.value,
    }));
  await page.evaluate(() => navigator.clipboard.writeText('untouched'));
  const before = await look();
  for (const key of [...'gotcsepdakqjr/?.1234'.split(''), 'C']) await page.keyboard.press(key);
  // A key that is none is not listened to; one that is comes after all of them.
  await page.keyboard.press('Home');
  expect(await look()).toEqual(before);
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('untouched');
  await page.keyboard.press('Escape');
  await expect(page.locator('.row.selected')).toHaveCount(0);
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
    // What has not come at all yet is shown when it does, frozen or not.
    await expect.poll(() => heard.stats).toBeGreaterThan(0);
    await expect(page.getByText(/up \d+ s/i)).toBeVisible();
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
