import { randomBytes, createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures';
import type { Server } from './server';

/** Two windows of one person in one room. */
async function two(page: Page, server: Server, demo: string, room: string): Promise<[Page, Page]> {
  const other = await page.context().newPage();
  for (const window of [page, other]) {
    await window.goto(`${server.url}/#/demos/${demo}?room=${room}`);
    await expect(window.getByText(/Connected as/)).toBeVisible();
  }
  return [page, other];
}

const roomOf = (topic: string) => topic.replace('demo.', '');

test('chat: presence, typing, both ways, what was missed during a cut is fetched, and who comes late reads what was said', async ({
  page,
  server,
  topic,
}) => {
  const [ana, bo] = await two(page, server, 'chat', roomOf(topic));
  await expect(ana.getByText('Here now (2)')).toBeVisible();
  await ana.getByLabel('Say', { exact: true }).fill('hello from ana');
  await expect(bo.getByText(/is typing …/)).toBeVisible();
  await ana.keyboard.press('Enter');
  const log = (window: Page) => window.getByRole('log');
  await expect(log(bo)).toContainText('hello from ana');
  await expect(bo.getByText(/is typing …/)).toBeHidden();
  // Who stops typing without saying anything is not typing any more, either.
  await ana.getByLabel('Say', { exact: true }).fill('never mind');
  await expect(bo.getByText(/is typing …/)).toBeVisible();
  await expect(bo.getByText(/is typing …/)).toBeHidden();
  await ana.getByLabel('Say', { exact: true }).fill('');
  await bo.getByLabel('I am').fill('Bo');
  await bo.getByLabel('I am').blur();
  await bo.getByLabel('Say', { exact: true }).fill('hello back');
  await bo.keyboard.press('Enter');
  await expect(log(ana)).toContainText('Bo hello back');

  await bo.getByRole('button', { name: 'Cut my connection' }).click();
  await expect(bo.getByRole('button', { name: 'Come back now' })).toBeVisible();
  for (const text of ['missed one', 'missed two', 'missed three']) {
    await ana.getByLabel('Say', { exact: true }).fill(text);
    await ana.keyboard.press('Enter');
  }
  await bo.getByLabel('Say', { exact: true }).fill('from the dark');
  await bo.keyboard.press('Enter');
  await expect(log(ana)).toContainText('missed three');
  await expect(log(bo)).not.toContainText('missed one');
  await bo.getByRole('button', { name: 'Come back now' }).click();
  await expect(log(bo)).toContainText('3 messages were fetched, none is missing');
  await expect(log(bo).getByText(/^missed/)).toHaveText(['missed one', 'missed two', 'missed three']);
  await expect(log(ana).getByText('from the dark')).toHaveCount(1);

  const late = await page.context().newPage();
  await late.goto(`${server.url}/#/demos/chat?room=${roomOf(topic)}`);
  await expect(log(late)).toContainText('hello from ana');
  await expect(log(late)).toContainText('from the dark');
  await late.close();
  await expect(ana.getByText('Here now (2)')).toBeVisible();
});

test('cursors: the dots of both windows move in both, by key and by finger, and "it" is passed on by touch', async ({
  page,
  server,
  topic,
}) => {
  const [left, right] = await two(page, server, 'cursors', roomOf(topic));
  for (const window of [left, right]) await expect(window.locator('.dot')).toHaveCount(2);
  const field = left.getByRole('application');
  const at = (window: Page, who: string) =>
    window.locator(who).evaluate((dot) => new DOMMatrix(getComputedStyle(dot).transform).e);
  await field.focus();
  const before = await at(right, '.dot:not(.me)');
  await left.keyboard.down('ArrowRight');
  await expect.poll(() => at(right, '.dot:not(.me)')).toBeGreaterThan(before + 60);
  await left.keyboard.up('ArrowRight');
  const box = (await right.getByRole('application').boundingBox())!;
  await right.mouse.move(box.x + box.width / 4, box.y + box.height / 4);
  await expect.poll(() => at(left, '.dot:not(.me)')).toBeLessThan(box.width / 3);
  await expect(left.locator('.dot.it')).toHaveCount(1);
  const chaser = (await left.locator('.dot.it.me').count()) > 0 ? left : right;
  const other = chaser === left ? right : left;
  await expect(async () => {
    const target = await other.locator('.dot.me').evaluate((dot) => {
      const { e, f } = new DOMMatrix(getComputedStyle(dot).transform);
      return { x: e, y: f };
    });
    const place = (await chaser.getByRole('application').boundingBox())!;
    await chaser.mouse.move(place.x + target.x + 3, place.y + target.y + 3);
    await expect(other.locator('.dot.it.me')).toHaveCount(1, { timeout: 1000 });
  }).toPass();
  await expect(left.locator('.dot.me')).toContainText(/\d ms/);
});

test('file: progress, a cut at each end, and the same SHA-256', async ({ page, server, topic }, info) => {
  const size = Number(process.env['STOMPBOX_FILE_MB'] ?? 48) * 1024 * 1024;
  test.setTimeout(60_000 + size / 1000);
  const file = info.outputPath('sent.bin');
  mkdirSync(info.outputDir, { recursive: true });
  const bytes = randomBytes(size);
  writeFileSync(file, bytes);
  const [from, to] = await two(page, server, 'file', roomOf(topic));
  await from.getByLabel('Send a file').setInputFiles(file);
  await to.getByRole('button', { name: 'Receive' }).click();
  const received = to.getByRole('region', { name: 'Received' });
  const progress = () => received.getByRole('progressbar').evaluate((bar) => (bar as HTMLProgressElement).position);
  // Looked at often, so that much is left when each end is cut.
  const often = { intervals: [50], timeout: 60_000 };
  await expect.poll(progress, often).toBeGreaterThan(0.05);
  await to.getByRole('button', { name: 'Cut my connection' }).click();
  await to.getByRole('button', { name: 'Come back now' }).click();
  await expect.poll(progress, often).toBeGreaterThan(0.3);
  await from.getByRole('button', { name: 'Cut my connection' }).click();
  await from.getByRole('button', { name: 'Come back now' }).click();
  const sha = createHash('sha256').update(bytes).digest('hex');
  for (const window of [from, to]) {
    await expect(window.getByText('Done: both ends have the same SHA-256')).toBeVisible({ timeout: size / 1000 });
    // The demo also shows its messages, one of which carries the sum.
    await expect(window.getByText(sha, { exact: true })).toBeVisible();
  }
  await expect(from.getByText(/resumed/)).toBeVisible();
  const download = to.waitForEvent('download');
  await to.getByRole('button', { name: 'Save' }).click();
  const saved = readFileSync(await (await download).path());
  expect(createHash('sha256').update(saved).digest('hex')).toBe(sha);
});

test('video: ten frames a second and more; a slow viewer stays near the present and harms nobody', async ({
  page,
  server,
  topic,
}) => {
  const [from, to] = await two(page, server, 'video', roomOf(topic));
  const slow = await page.context().newPage();
  await slow.goto(`${server.url}/#/demos/video?room=${roomOf(topic)}`);
  await slow.getByLabel('Make this viewer slow').check();
  await from.getByRole('button', { name: 'Start the test card' }).click();
  const fact = async (window: Page, name: string) => Number(await window.locator(`[data-fact=${name}]`).innerText());
  await expect.poll(() => fact(to, 'rate')).toBeGreaterThanOrEqual(10);
  await expect.poll(() => fact(slow, 'skipped'), { timeout: 20_000 }).toBeGreaterThan(20);
  expect(await fact(slow, 'worst')).toBeLessThan(2000);
  await expect.poll(() => fact(to, 'rate')).toBeGreaterThanOrEqual(10);
  const drawn = await to.getByLabel('The video of this room').evaluate((canvas) => {
    const picture = canvas as HTMLCanvasElement;
    const { data } = picture.getContext('2d')!.getImageData(5, 5, 1, 1);
    return [...data];
  });
  // The first bar of the card is nearly white; an empty canvas has zeros.
  expect(Math.min(...drawn)).toBeGreaterThan(200);
  // From a viewer, because the camera goes with its window; what is seen is on its way to the other one.
  await to.getByRole('link', { name: 'Open the tap' }).click();
  await expect(to.getByRole('heading', { name: `demo.video.${roomOf(topic)}.#` })).toBeVisible();
  for (const kind of ['BIN', 'JSON'])
    await expect(to.locator('.row.message:visible').filter({ hasText: kind }).first()).toBeVisible();
  await from.close();
});

test('firehose: a viewer that does not read is found and cut, and the one that reads misses nothing', async ({
  page,
  server,
}) => {
  test.setTimeout(90_000);
  await page.goto(server.link('/demos/firehose'));
  await expect(page.getByText(/Connected as/)).toBeVisible();
  await page.getByLabel('Rate').selectOption('2000');
  await page.getByRole('button', { name: 'Open the hose' }).click();
  const cell = async (end: string, n: number) =>
    Number((await page.locator(`tr[data-end=${end}] td`).nth(n).innerText()).replaceAll(',', ''));
  await expect.poll(() => cell('fast', 1)).toBeGreaterThan(200);
  await page.getByRole('button', { name: 'Add a viewer that does not read' }).click();
  await expect(page.getByText('asleep: what it does not read')).toBeVisible();
  await expect(page.getByText(/The slow viewer was cut \d+ s after/)).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole('region', { name: 'What the server sees' })).toContainText('stompbox.limits.outbox');
  expect(await cell('fast', 2)).toBe(0);
  expect(await cell('fast', 3)).toBe(0);
  await page.getByRole('button', { name: 'Shut the hose' }).click();
});
