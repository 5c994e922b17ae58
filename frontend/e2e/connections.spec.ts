import type { Page } from '@playwright/test';
import { violations } from './axe';
import { expect, live, test } from './fixtures';

/** A STOMP client in the browser, by hand. Resolves with its connection's id once it has subscribed. */
async function client(page: Page, topic: string): Promise<string> {
  return page.evaluate(
    (topic) =>
      new Promise<string>((resolve) => {
        let session = '';
        const socket = new WebSocket(`ws://${location.host}/ws`);
        socket.onopen = () => socket.send('CONNECT\naccept-version:1.2\nhost:x\n\n\0');
        socket.onmessage = ({ data }: MessageEvent<string>) => {
          if (data.startsWith('CONNECTED')) {
            session = /\nsession:(.*)\n/.exec(data)![1]!;
            socket.send(`SUBSCRIBE\nid:mine\ndestination:/topic/${topic}\nreceipt:1\n\n\0`);
          }
          if (data.startsWith('RECEIPT')) resolve(session);
        };
        Object.assign(window, { client: socket });
      }),
    topic,
  );
}

// What Chromium itself writes when a connection that is gone is asked for, and when a message is refused.
test.use({ tolerated: /status of (404|413)/ });

test('Connections: found, sorted, columns chosen, opened, and cut', async ({ page, context, server, topic }) => {
  test.setTimeout(120_000);
  const other = await context.newPage();
  await other.goto(`${server.url}/#/nowhere`);
  await live(other);
  const id = await client(other, topic);
  // A page behind another draws once a second, and each click waits for that.
  await page.bringToFront();
  await page.goto(server.link('/connections'));
  const table = page.getByRole('table', { name: 'Connections' });
  // This page's, the other page's, and the client.
  await expect(table.getByRole('row')).toHaveCount(4);
  await page.getByLabel('Filter connections').fill('via:sse');
  await expect(page.getByText(/0 of 3 match/)).toBeVisible();
  await page.getByRole('button', { name: 'Clear filter' }).click();
  await table.getByRole('button', { name: 'Age' }).click();
  await expect(table.getByRole('columnheader', { name: 'Age' })).toHaveAttribute('aria-sort', 'descending');
  await page.getByText('Columns', { exact: true }).click();
  await page.getByLabel('Bytes out').check();
  await page.getByLabel('User').uncheck();
  await expect(table.getByRole('columnheader', { name: 'Bytes out' })).toBeVisible();
  await expect(table.getByRole('columnheader', { name: 'User' })).toHaveCount(0);
  await page.reload();
  await expect(table.getByRole('columnheader', { name: 'Bytes out' })).toBeVisible();
  await page.getByText('Columns', { exact: true }).click();
  await page.getByLabel('User').check();
  await page.getByLabel('Bytes out').uncheck();
  await page.getByText('Columns', { exact: true }).click();

  await table.getByRole('link', { name: id }).click();
  await expect(page.getByRole('heading', { name: '1 subscription', exact: true })).toBeVisible();
  await expect(page.getByRole('link', { name: `/topic/${topic}` })).toBeVisible();
  const frames = page.getByRole('region', { name: 'Last frames' });
  await expect(page.getByText(/^\d+(\.\d+)? ms$/)).toBeVisible();
  await other.evaluate((topic) => {
    const { client } = window as unknown as { client: WebSocket };
    client.send(`SEND\ndestination:/topic/${topic}\npasscode:not-for-you\n\nlook at me\0`);
  }, topic);
  await expect(frames.getByText(`SEND /topic/${topic}`)).toBeVisible();
  await frames.getByText(`MESSAGE /topic/${topic}`).click();
  await expect(frames.getByText(/look at me␀/).first()).toBeVisible();
  await frames.getByText(`SEND /topic/${topic}`).click();
  await expect(frames.getByText('passcode:…')).toBeVisible();
  await expect(frames.getByText('not-for-you')).toHaveCount(0);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await violations(page), colorScheme).toEqual([]);
  }
  await page.getByRole('button', { name: 'Copy as JSON' }).click();
  const copied = JSON.parse(await page.evaluate(() => navigator.clipboard.readText()));
  expect(copied.subscriptions).toEqual([{ id: 'mine', destination: `/topic/${topic}` }]);
  await page.getByRole('button', { name: 'Cut this connection' }).click();
  await page.getByRole('button', { name: 'Cut it' }).click();
  await expect(page.getByText(/Ended at .* An operator cut this connection/)).toBeVisible();
  await expect.poll(() => other.evaluate(() => (window as unknown as { client: WebSocket }).client.readyState)).toBe(3);
});

test('Connections: without a token there is the panel, and what a stranger may do', async ({ page, server }) => {
  for (const screen of ['connections', 'connections/c-1', 'slow']) {
    await page.goto(`${server.url}/#/${screen}`);
    await expect(page.getByLabel('Token')).toBeVisible();
  }
});

test('Slow & drops: a client that stops reading is slow before it is cut, with the property to change', async ({
  page,
  server,
  topic,
}) => {
  test.setTimeout(60_000);
  await page.goto(server.link('/slow'));
  await expect(page.getByText('No slow consumers.')).toBeVisible();
  const stream = await fetch(`${server.url}/api/topics/${topic}/events`);
  const body = 'x'.repeat(40_000);
  const row = page.getByRole('listitem').filter({ hasText: 'slow for' });
  const pending = async () => {
    const page = (await server.get('/api/connections?sort=pending&descending=true&limit=1')) as {
      connections: { pending: number }[];
    };
    return page.connections[0]!.pending;
  };
  // Up to more than half of the outbox, and no further: it has to be seen before it is cut.
  while ((await pending()) < 600_000) await server.publish(topic, body, 'text/plain');
  await expect(row).toContainText(/\d+ KB of 1 MB/);
  await expect(row.getByRole('link', { name: topic })).toHaveAttribute('href', `#/topics/${topic}`);
  const id = await row.getByRole('link', { name: /^c-/ }).innerText();
  const trouble = page.getByRole('table', { name: 'Dropped, cut or refused' }).getByRole('row').filter({ hasText: id });
  await expect(trouble.filter({ hasText: 'Falls behind' })).toBeVisible();
  const cut = trouble.filter({ hasText: 'Cut: too slow' });
  for (let i = 0; i < 400 && (await cut.count()) === 0; i++) await server.publish(topic, body, 'text/plain');
  await expect(cut).toContainText('stompbox.limits.outbox');
  await expect(cut).toContainText(`mostly of ${topic}`);
  await cut.getByRole('button', { name: 'Copy' }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^stompbox\.limits\.outbox[a-z-]*=\S+$/);
  await expect(page.getByText('No slow consumers.')).toBeVisible();
  await stream.body?.cancel().catch(() => undefined);
  await page.goto(`${server.url}/#/`);
  await expect(page.getByRole('link', { name: 'No slow connection' })).toBeVisible();
  await expect(page.getByRole('link', { name: /slow clients? cut/ })).toHaveAttribute('href', '#/slow?cause=slow');
});

test('a message over the limit: the sender gets the code and both numbers, and the operator the property', async ({
  page,
  server,
  topic,
}) => {
  await page.goto(server.link(`/publish?topic=${topic}&by=rest`));
  await live(page);
  await page.getByLabel('Body as').selectOption('text');
  await page.getByLabel('Body', { exact: true }).fill('x'.repeat(70_000));
  await page.getByRole('button', { name: 'Publish' }).click();
  const answer = page.getByRole('region', { name: 'The answer' });
  await expect(answer).toContainText(/HTTP 413/);
  await expect(answer).toContainText('stompbox.limits.message-size');
  await expect(answer).toContainText('SB-301');
  await page.goto(`${server.url}/#/slow`);
  const row = page
    .getByRole('table', { name: 'Dropped, cut or refused' })
    .getByRole('row')
    .filter({ hasText: 'SB-301' })
    .first();
  await expect(row).toContainText('64 KB');
  await expect(row).toContainText('stompbox.limits.message-size');
});
