import { expect, openTap, rows, test } from './fixtures';
import type { Server } from './server';

/** So many thousands as fast as the server takes them, which is more than a tap asks for; the last comes last. */
async function pour(server: Server, topic: string, thousands: number): Promise<void> {
  const thousand = (last: string) => Array.from({ length: 1000 }, (_, i) => (i < 999 ? `drop ${i}` : last));
  await Promise.all(Array.from({ length: thousands - 1 }, () => server.publishAll(topic, thousand('drop 999'))));
  await server.publishAll(topic, thousand(`last of ${thousands}`));
}

test('in a firehose the tap says what it sampled, comes to the last message, and pause keeps', async ({
  page,
  server,
  topic,
}) => {
  test.setTimeout(120_000);
  await openTap(page, server, topic);
  const sampled = page.getByText(/^Sampled: /);
  await pour(server, topic, 20);
  await expect(sampled).toContainText(/^Sampled: [\d,]+ of 20,000 shown\./, { timeout: 30_000 });
  await expect(rows(page).filter({ hasText: /last of 20$/ })).toBeVisible();
  await expect(page.locator('.row.note:not(.calm)')).toHaveCount(0);

  const pouring = pour(server, topic, 19);
  await page.getByRole('button', { name: 'Pause' }).click();
  const seen = await rows(page).allInnerTexts();
  await pouring;
  await pour(server, topic, 2);
  await expect(sampled).toContainText('of 41,000 shown', { timeout: 30_000 });
  await expect(page.getByText(/Paused · [1-9][\d,]* waiting/)).toBeVisible();
  expect(await rows(page).allInnerTexts()).toEqual(seen);

  await page.getByRole('button', { name: 'Resume' }).click();
  await expect(rows(page).filter({ hasText: /last of 2$/ })).toBeVisible();
  expect(await page.locator('.row').count()).toBeLessThan(100);
});

test('of large messages a tap gets some megabytes a second, and is not cut for them', async ({
  page,
  server,
  topic,
}) => {
  await openTap(page, server, topic);
  // Twelve megabytes, as fast as the server takes them; an outbox holds one.
  const large = Array.from({ length: 10 }, () => 'x'.repeat(60_000));
  await Promise.all(Array.from({ length: 20 }, () => server.publishAll(topic, large)));
  await server.publishAll(topic, ['the last']);
  await expect(page.getByText(/^Sampled: /)).toContainText(
    /^Sampled: \d+ of 201 shown\. A tap takes 2,000 messages\s+and 4 MB a second/,
    { timeout: 30_000 },
  );
  await expect(rows(page).filter({ hasText: 'the last' })).toBeVisible();
  await expect(page.getByText(/^Back after/)).toHaveCount(0);
});
