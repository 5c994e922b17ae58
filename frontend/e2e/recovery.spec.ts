import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect, live, openTap, rows, test } from './fixtures';
import { Server } from './server';

// What Chromium itself writes when nothing listens on the port, and when a request was under way.
test.use({ tolerated: /WebSocket connection to .* failed|ERR_CONNECTION_(REFUSED|RESET)/ });

/** The bodies of all that a tap holds, oldest first, as the export has them. */
async function bodies(page: Page): Promise<string[]> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export NDJSON' }).click();
  const lines = readFileSync(await (await download).path(), 'utf8')
    .trim()
    .split('\n');
  return lines.map((line) => JSON.parse(line).body);
}

const numbered = (count: number) => Array.from({ length: count }, (_, i) => `missed ${i + 1}`);
const seconds = (page: Page) =>
  page
    .getByLabel('Connection', { exact: true })
    .innerText()
    .then((text) => Number(/again in (\d+) s/.exec(text)?.[1] ?? NaN));

/** A connection to the page's server that can be held off, as a network that is away does it. */
async function holdable(page: Page): Promise<{ away(): void; back(): void; tries: number }> {
  const state = { away: false, tries: 0 };
  const closes: (() => void)[] = [];
  await page.routeWebSocket(/\/ws$/, (socket) => {
    state.tries += 1;
    if (state.away) return void socket.close({ code: 4000 });
    const there = socket.connectToServer();
    closes.push(() => {
      void there.close();
      void socket.close({ code: 4000 });
    });
  });
  return {
    away() {
      state.away = true;
      for (const close of closes.splice(0)) close();
    },
    back: () => void (state.away = false),
    get tries() {
      return state.tries;
    },
  };
}

const MISSED = 37;
for (const { title, keeps, note } of [
  {
    title: `${MISSED} messages while the connection was away are recovered, once each and in order`,
    keeps: MISSED,
    note: `back: ${MISSED} missed messages were fetched from history`,
  },
  {
    title: 'away for longer than history reaches: a row says how many are gone, between what is here',
    keeps: 5,
    note: `back, but ${MISSED - 5} messages are gone`,
  },
]) {
  test(title, async ({ page, topic }) => {
    test.setTimeout(90_000);
    const server = await new Server([
      '--stompbox.topics[0].match=demo.#',
      `--stompbox.topics[0].history.messages=${keeps}`,
      ...['subscribe', 'publish'].map((what) => `--stompbox.topics[0].${what}=anyone`),
    ]).start();
    try {
      const network = await holdable(page);
      await openTap(page, server, topic);
      await server.publishAll(topic, ['before']);
      await expect(rows(page)).toHaveCount(1);
      network.away();
      await expect(page.getByLabel('Connection', { exact: true })).toContainText('Connection lost');
      await server.publishAll(topic, numbered(MISSED));
      // It is really away: it has tried in vain meanwhile, and nothing has come.
      const before = network.tries;
      await expect.poll(() => network.tries).toBeGreaterThan(before);
      await expect(rows(page)).toHaveCount(1);
      network.back();
      await expect(page.getByRole('status').filter({ hasText: /Back after \d+ s\./ })).toContainText(
        `${keeps} missed messages recovered`,
        { timeout: 20_000 },
      );
      const noted = page.locator('.row.note:visible').filter({ hasText: 'back' });
      await expect(noted).toHaveCount(1);
      await expect(noted).toContainText(note);
      await server.publishAll(topic, ['after']);
      await expect(page.getByText(`${keeps + 2} messages`, { exact: true })).toBeVisible();
      expect(await bodies(page)).toEqual(['before', ...numbered(MISSED).slice(-keeps), 'after']);
    } finally {
      await server.kill();
    }
  });
}

test('while the server is down: a countdown, rows that open, "Try now" at once; then live again by itself', async ({
  page,
  topic,
}) => {
  test.setTimeout(120_000);
  const server = await new Server().start();
  try {
    await openTap(page, server, topic);
    await server.publishAll(topic, ['one', 'two']);
    await expect(rows(page)).toHaveCount(2);
    await server.kill();
    const banner = page.getByLabel('Connection', { exact: true });
    await expect(banner).toContainText('Connection lost', { timeout: 15_000 });
    for (const [at, hex] of ['6F 6E 65', '74 77 6F'].entries()) {
      await rows(page).nth(at).click();
      await page.getByRole('tab', { name: 'Hex' }).click();
      await expect(page.locator('#inspector-view')).toContainText(hex);
    }
    // The pauses grow with each attempt, and in a long one the number is seen to fall.
    await expect.poll(() => seconds(page), { timeout: 30_000, intervals: [100] }).toBeGreaterThanOrEqual(4);
    const first = await seconds(page);
    await expect.poll(() => seconds(page), { intervals: [100] }).toBeLessThan(first);
    let tries = 0;
    page.on('websocket', () => (tries += 1));
    await banner.getByRole('button', { name: 'Try now' }).click();
    await expect.poll(() => tries, { intervals: [50] }).toBeGreaterThan(0);

    await server.start();
    await expect(page.getByText(/Back after \d+ s\./)).toBeVisible({ timeout: 30_000 });
    await live(page);
    await server.publishAll(topic, ['three']);
    await expect(rows(page)).toHaveText([/one/, /two/, /three/]);
  } finally {
    await server.kill();
  }
});

test.describe('a token that is taken back', () => {
  // A request that is on its way then is refused, and the browser says so.
  test.use({ tolerated: /status of 401/ });
  test('signs the page out where it is, says why, and leaves the data', async ({ page, topic }) => {
    test.setTimeout(90_000);
    const key = 'the-key-of-dee-long-enough-0123456789';
    const server = await new Server([
      '--stompbox.access.keys[0].name=dee',
      `--stompbox.access.keys[0].secret=${key}`,
      '--stompbox.access.keys[0].roles[0]=operator',
    ]).start();
    try {
      await page.goto(`${server.url}/#token=${key}&/topics/${topic}`);
      await live(page);
      await expect(page.getByText('Nothing has arrived since this tap was opened')).toBeVisible();
      await expect(async () => {
        await server.publish(topic, '{"kept":1}');
        await expect(rows(page).first()).toBeVisible({ timeout: 500 });
      }).toPass();
      const before = await rows(page).count();
      await rows(page).first().click();
      await server.revoke('dee');
      const again = page.getByLabel('Sign in again');
      await expect(again.getByRole('alert')).toContainText('SB-205: The operator has taken back');
      await expect(again.getByLabel('Token')).toBeVisible();
      await expect(page).toHaveURL(new RegExp(`/#/topics/${topic}`));
      await expect(rows(page)).toHaveCount(before);
      await expect(page.locator('#inspector-view')).toContainText('"kept": 1');
      expect(await page.evaluate(() => sessionStorage.getItem('stompbox.token'))).toBeNull();
      await again.getByLabel('Token').fill(server.token);
      await page.keyboard.press('Enter');
      await expect(again).toBeHidden();
      await live(page);
    } finally {
      await server.kill();
    }
  });
});
