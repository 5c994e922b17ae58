import { expect, openTap, rows, test } from './fixtures';
import { Server } from './server';

// What Chromium itself writes when nothing listens on the port, and when a request was under way.
test.use({ tolerated: /WebSocket connection to .* failed|ERR_CONNECTION_(REFUSED|RESET)/ });

test('the server dies and comes back: the data stays, and the page is live again by itself', async ({
  page,
  context,
  topic,
}) => {
  test.setTimeout(120_000);
  const server = await new Server().start();
  try {
    const overview = await context.newPage();
    await overview.goto(server.link());
    await expect(overview.getByText('Version 0.1.0')).toBeVisible();
    await openTap(page, server, topic);
    await server.publish(topic, '{"before":1}');
    await expect(rows(page)).toHaveCount(1);

    await server.kill();
    const banner = page.getByLabel('Connection', { exact: true });
    await expect(banner).toContainText(/Connection lost \d+ s ago \(code 1006\)\.\s+Trying (again in \d+ s|now …)/);
    await expect(page.getByText('Not connected', { exact: true })).toBeVisible();
    await rows(page).first().click();
    await expect(page.locator('#inspector-view pre')).toContainText('"before": 1');
    await expect(page.getByRole('button', { name: 'Publish' })).toBeDisabled();
    await banner.getByRole('button', { name: 'Try now' }).click();
    await expect(overview.getByText(/as of \d\d:\d\d:\d\d/)).toBeVisible();
    await expect(overview.getByRole('row', { name: /STOMP/ })).toBeVisible();

    await server.start();
    await expect(page.getByText(/Back after \d+ s\./)).toBeVisible({ timeout: 30_000 });
    await expect(banner).toBeHidden();
    await expect(page.locator('header .silk')).toContainText('1 sub');
    await server.publish(topic, '{"after":1}');
    await expect(rows(page).last()).toContainText('"after":1');
    await expect(page.locator('.row.note:visible').filter({ hasText: 'new epoch' })).toBeVisible();
    await expect(rows(page).first()).toContainText('"before":1');
    await expect(overview.getByText(/as of/)).toBeHidden();
  } finally {
    await server.kill();
  }
});
