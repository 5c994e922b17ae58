import { gzipSync } from 'node:zlib';
import { expect, live, test } from './fixtures';

test('the printed link signs in, and its token is gone from the address at once', async ({ page, server }) => {
  await page.goto(server.link());
  await live(page);
  await expect(page.getByText('Version 0.1.0')).toBeVisible();
  await expect(page.getByText(/rtt [\d.]+ ms/)).toBeVisible();
  expect(page.url()).toBe(`${server.url}/#/`);
  await page.reload();
  await expect(page.getByText('Version 0.1.0')).toBeVisible();
});

test('all live data comes over one WebSocket, without polling', async ({ page, server }) => {
  const sockets: string[] = [];
  const requests: string[] = [];
  page.on('websocket', (socket) => sockets.push(socket.url()));
  await page.goto(server.link());
  const stomp = page.getByRole('row', { name: /^\S* *STOMP/ });
  await expect(stomp).toContainText('1');
  page.on('request', (request) => requests.push(request.url()));
  await page.evaluate(() => {
    const socket = new WebSocket(`ws://${location.host}/ws`);
    socket.onopen = () => socket.send('CONNECT\naccept-version:1.2\nhost:x\n\n\0');
    Object.assign(window, { other: socket });
  });
  await expect(stomp.locator('td').nth(1)).toHaveText('2');
  await page.evaluate(() => (window as unknown as { other: WebSocket }).other.close());
  await expect(stomp.locator('td').nth(1)).toHaveText('1');
  expect(sockets).toHaveLength(2);
  expect(requests.filter((url) => url.startsWith('http'))).toEqual([]);
});

test('without a token: a panel that says where it is, and what works all the same', async ({ page, server, topic }) => {
  await page.goto(server.url);
  await live(page);
  await expect(page.getByText('STOMPBOX_TOKEN')).toBeVisible();
  await page.getByRole('link', { name: 'Topics' }).click();
  await expect(page.getByLabel('Token')).toBeVisible();
  await page.getByLabel(/type a topic/).fill(topic);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Publish' }).click();
  await expect(page.getByText(/Published to .* at position/)).toBeVisible();
  await expect(page.locator('.row.message:visible')).toHaveCount(1);
});

test('a wrong token: the field says so, the view stays, the right one works', async ({ page, server }) => {
  await page.goto(`${server.url}/#token=wrong&/topics/demo.x?filter=abc`);
  await expect(page.getByRole('alert').filter({ hasText: 'SB-201' })).toBeVisible();
  await expect(page).toHaveURL(`${server.url}/#/topics/demo.x?filter=abc`);
  await live(page);
  await page.getByLabel('Token').fill(server.token);
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Token')).toBeHidden();
  await expect(page.getByLabel('Filter messages')).toHaveValue('abc');
});

test('a topic that needs a token says so in its tap', async ({ page, server }) => {
  await page.goto(`${server.url}/#/topics/secret.orders`);
  await expect(page.getByLabel('Refused')).toContainText(/SB-\d+/);
  await page.getByLabel('Token').fill(server.token);
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Refused')).toBeHidden();
  await server.publish('secret.orders', '{}');
  await expect(page.locator('.row.message:visible')).toHaveCount(1);
});

test('Overview shows traffic, and its numbers lead to their lists', async ({ page, server, topic }) => {
  await page.goto(server.link());
  await expect(page.getByRole('heading', { name: 'What happened' })).toBeVisible();
  for (let i = 0; i < 20; i++) await server.publish(topic, '{}');
  await page.getByRole('link', { name: topic }).click();
  await expect(page.getByRole('heading', { name: topic })).toBeVisible();
});

test('Overview measures from publishing to delivery', async ({ page, server }) => {
  await page.goto(server.link());
  await expect(page.getByText(/━ p50 \d/)).toBeVisible();
  await expect(page.getByRole('img', { name: /From publishing to delivery, median [\d.]+ ms/ })).toBeVisible();
});

test('Topics lists, sorts, filters and makes a tree', async ({ page, server, topic }) => {
  await server.publish(`${topic}.left.a`, '{}');
  await server.publish(`${topic}.left.b`, '{}');
  await page.goto(server.link('/topics'));
  const field = page.getByLabel(/type a topic/);
  await field.fill(`${topic}.left`);
  await expect(page.getByRole('row')).toHaveCount(3);
  await page.getByRole('button', { name: 'As a tree' }).click();
  await page.getByRole('link', { name: 'left' }).click();
  await expect(page.getByRole('heading', { name: `${topic}.left.#` })).toBeVisible();
  await page.goto(`${server.url}/#/topics?sort=total&order=down&filter=${topic}`);
  await expect(page.getByRole('columnheader', { name: 'Messages' })).toHaveAttribute('aria-sort', 'descending');
});

test('the first screen has at most 120 KB of script and style, compressed', async ({ page, server }) => {
  const sizes: Promise<number>[] = [];
  page.on('response', (response) => {
    if (/\.(js|css)$/.test(response.url())) sizes.push(response.body().then((body) => gzipSync(body).length));
  });
  await page.goto(server.link());
  await live(page);
  // The charts are part of it, though they come a moment later.
  await expect(page.locator('.chart canvas').first()).toBeVisible();
  const total = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  expect(total).toBeGreaterThan(30_000);
  expect(total).toBeLessThanOrEqual(120 * 1024);
});
