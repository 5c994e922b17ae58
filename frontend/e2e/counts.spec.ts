import type { Page } from '@playwright/test';
import { Consumer } from './consumer';
import { expect, live, test } from './fixtures';
import { Server } from './server';

const path = (page: Page) => page.locator('.path');

/** Follows a count on Overview, and comes back when the list was looked at. */
async function follow(page: Page, name: string | RegExp, look: () => Promise<void>): Promise<void> {
  await path(page).getByRole('link', { name, exact: true }).click();
  await look();
  await page.goBack();
  await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible();
}

test('every count of the signal path leads to the list that it counts', async ({ page, topic }) => {
  test.setTimeout(60_000);
  // One of its own: it counts what there is.
  const server = await new Server().start();
  try {
    const stream = await fetch(`${server.url}/api/topics/${topic}/events`);
    await server.publish(topic, '{}');
    await page.goto(server.link());
    await live(page);
    const said = page.getByRole('status').filter({ hasText: / of \d/ });
    const ways = [
      { jack: 'STOMP', transport: 'stomp', open: 1 },
      { jack: 'SSE', transport: 'sse', open: 1 },
      { jack: 'SockJS', transport: 'sockjs', open: 0 },
      { jack: 'Echo binary', transport: 'echo-binary', open: 0 },
    ];
    for (const { jack, transport, open } of ways)
      await follow(page, `${open} connection${open === 1 ? '' : 's'} by ${jack}`, async () => {
        await expect(page.getByLabel('Filter connections')).toHaveValue(`transport:${transport}`);
        await expect(said).toHaveText(`${open} of 2`);
      });
    await follow(page, '2 connections', () => expect(said).toHaveText('2 of 2'));
    await follow(page, /^[\d.,]+ [KM]?B$/, () =>
      expect(page.getByRole('columnheader', { name: 'Pending' })).toHaveAttribute('aria-sort', 'descending'),
    );
    await follow(page, /^[\d,]+ topics?$/, () => expect(page.getByRole('link', { name: topic })).toBeVisible());
    await follow(page, '0 queues', () => expect(page.getByRole('heading', { name: 'No queues yet' })).toBeVisible());
    await follow(page, topic, () => expect(page.getByRole('heading', { name: topic })).toBeVisible());
    for (const name of ['No slow connection', '0 dropped'])
      await follow(page, name, () => expect(page.getByRole('heading', { name: 'Slow now' })).toBeVisible());
    await expect(page.getByText('A count leads to its list. Rates, subscribers and heap')).toBeVisible();
    await stream.body?.cancel();
  } finally {
    await server.kill();
  }
});

test('the count of queues grows as they come to be, and the list has as many rows', async ({ page, topic }) => {
  test.setTimeout(60_000);
  const server = await new Server().start();
  try {
    await page.goto(server.link());
    await live(page);
    const rows = page.getByRole('row').filter({ has: page.getByRole('button', { name: /^Purge / }) });
    // A queue comes to be with its first message, or with its first consumer.
    await server.enqueue(`${topic}.sent`, '1', '2', '3');
    await follow(page, '1 queue', () => expect(rows).toHaveCount(1));
    await Consumer.of(page, `${topic}.heard`, 1);
    await follow(page, '2 queues', async () => {
      await expect(rows).toHaveCount(2);
      await expect(page.locator('header .silk')).toHaveText('2 queues');
    });
  } finally {
    await server.kill();
  }
});
