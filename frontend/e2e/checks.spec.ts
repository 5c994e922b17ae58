import { request as ask } from 'node:http';
import { expect, live, test } from './fixtures';
import { Server } from './server';

/** The four-step handshake as a page of another site would begin it. Resolves with the answer's status. */
function upgradeFrom(origin: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = ask({
      host: 'localhost',
      port,
      path: '/ws',
      headers: {
        Origin: origin,
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==',
      },
    });
    request.on('response', (response) => {
      response.resume();
      resolve(response.statusCode!);
    });
    request.on('upgrade', (response, socket) => {
      socket.destroy();
      resolve(response.statusCode!);
    });
    request.on('error', reject);
    request.end();
  });
}

test('a page of another site is refused, and the operator sees which, and what to change', async ({ page, server }) => {
  await page.goto(server.link('/slow'));
  await live(page);
  expect(await upgradeFrom('https://elsewhere.example', server.port)).toBe(403);
  const row = page
    .getByRole('table', { name: 'Dropped, cut or refused' })
    .getByRole('row')
    .filter({ hasText: 'https://elsewhere.example' });
  await expect(row).toContainText('SB-202');
  await expect(row).toContainText('stompbox.access.allowed-origins');
});

test('a second tab, opened later, shows the same events', async ({ page, context, server }) => {
  await page.goto(server.link('/'));
  await live(page);
  await upgradeFrom('https://later.example', server.port);
  const happened = /https:\/\/later\.example/;
  await expect(page.getByText(happened)).toBeVisible();
  const later = await context.newPage();
  await later.goto(server.link('/'));
  await live(later);
  await expect(later.getByText(happened)).toBeVisible();
});

test('without a token of its own the server prints a link that signs in, and its token stays in no address', async ({
  page,
}) => {
  const server = new Server();
  server.printsToken = true;
  await server.start();
  try {
    const link = /https?:\/\/\S+#token=\S+/.exec(server.printed)![0];
    await page.goto(link);
    await live(page);
    await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible();
    await expect(page.getByText('Messages per second')).toBeVisible();
    const token = /token=(\S+)/.exec(link)![1]!;
    expect(page.url()).not.toContain(token);
    // Once at the start, in the link, and never again.
    expect(server.printed.split(token)).toHaveLength(2);
  } finally {
    await server.kill();
  }
});

test('the theme is set before anything is painted', async ({ page, server }) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto(server.link('/connect'));
  await live(page);
  await page.keyboard.press('t');
  while ((await page.locator('html').getAttribute('data-theme')) !== 'dark') await page.keyboard.press('t');
  const dark = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  // The page's own code never comes: what is seen then is what is seen first.
  await page.route(/assets\/.*\.js/, () => undefined);
  await page.reload({ waitUntil: 'commit' });
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect.poll(() => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)).toBe(dark);
  await expect(page.locator('#app > *')).toHaveCount(0);
  await page.unrouteAll({ behavior: 'ignoreErrors' });
});
