import { expect, live, openTap, rows, test } from './fixtures';
import { Server } from './server';

test.describe('a server that is restarted', () => {
  test.use({ tolerated: /WebSocket connection to .* failed|ERR_CONNECTION_REFUSED/ });
  test('says so, and the page is back by itself', async ({ page, topic }) => {
    test.setTimeout(60_000);
    const server = await new Server(['--stompbox.drain.window=100ms', '--stompbox.drain.reconnect-spread=1s']).start();
    try {
      await openTap(page, server, topic);
      await server.publish(topic, '{"before":1}');
      await expect(rows(page)).toHaveCount(1);
      await server.stop();
      const banner = page.getByLabel('Connection', { exact: true });
      await expect(banner).toContainText('The server is restarting. This page will reconnect.');
      // Nobody listens meanwhile; what the server said before it went still holds.
      await expect(banner).toContainText(/The server is restarting\..*\(code 1006\)/);
      await expect(rows(page).first()).toContainText('"before":1');
      await server.start();
      await expect(page.getByText(/Back after \d+ s\./)).toBeVisible({ timeout: 20_000 });
      await expect(banner).toBeHidden();
    } finally {
      await server.kill();
    }
  });
});

test('a server of another version than the page offers to reload it', async ({ page, server }) => {
  let upgraded = false;
  await page.routeWebSocket(/\/ws$/, (socket) => {
    const there = socket.connectToServer();
    there.onMessage((message) => {
      // As long as before, so that the frame's content-length still holds.
      const text = Buffer.from(message).toString('latin1');
      socket.send(Buffer.from(upgraded ? text.replaceAll('"version":"0.1.0"', '"version":"0.9.0"') : text, 'latin1'));
    });
  });
  await page.goto(server.link());
  await live(page);
  await expect(page.getByText('Version 0.1.0')).toBeVisible();
  const offer = page.getByRole('status').filter({ hasText: 'this page is from' });
  await expect(offer).toBeHidden();
  upgraded = true;
  await expect(offer).toHaveText(/Server is now 0\.9\.0; this page is from 0\.1\.0\.\s+Reload/);
  upgraded = false;
  await offer.getByRole('button', { name: 'Reload' }).click();
  await live(page);
  await expect(page.getByText('Version 0.1.0')).toBeVisible();
  await expect(offer).toBeHidden();
});

test('100,000 topics: the list says what it leaves out, and any topic opens', async ({ page }) => {
  test.setTimeout(180_000);
  const server = await new Server().start();
  try {
    await server.publishToMany('demo.many', 99_000);
    await page.goto(server.link('/topics'));
    await live(page);
    await expect(page.getByText(/Showing the busiest\s+\d+ of 99,\d{3}\. The filter looks through all/)).toBeVisible();
    expect(await page.getByRole('row').count()).toBeLessThan(2000);
    await page.getByRole('button', { name: 'As a tree' }).click();
    await expect(page.getByRole('button', { name: 'As a list' })).toBeVisible();
    const field = page.getByLabel('Filter topics, or type a topic to open its tap');
    await page.getByRole('button', { name: 'As a list' }).click();
    // None of them is among those that the list has.
    await field.fill('many.9876');
    await expect(page.getByRole('status')).toHaveText(/^11 of 99,\d{3}$/);
    await expect(page.getByRole('link', { name: 'demo.many.98765' })).toBeVisible();
    await field.fill('MANY.5');
    await expect(page.getByText(/Showing the first\s+500 of 11,111\./)).toBeVisible();
    await field.fill('no such');
    await expect(page.getByText(/0 of 99,\d{3} match/)).toBeVisible();
    await field.fill('demo.many.98765');
    await field.press('Enter');
    await expect(page.getByRole('heading', { name: 'demo.many.98765' })).toBeVisible();
    await page.getByRole('button', { name: 'From history …' }).click();
    await expect(rows(page)).toHaveCount(1);
  } finally {
    // It asks for the list again and again, and would complain.
    await page.goto('about:blank');
    await server.kill();
  }
});
