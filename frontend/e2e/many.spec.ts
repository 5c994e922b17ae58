import { expect, test } from './fixtures';

const MANY = 505;

test('more connections than are published: the server pages, sorts and filters, until they are fewer', async ({
  page,
  server,
  topic,
}) => {
  const open = new AbortController();
  try {
    // One for each is what a fetch costs least; the server counts a stream as it counts a socket.
    await Promise.all(
      Array.from({ length: MANY }, () =>
        fetch(`${server.url}/api/topics/${topic}/events`, {
          signal: open.signal,
          headers: { Accept: 'text/event-stream' },
        }),
      ),
    );
    await page.goto(server.link('/connections'));
    const said = page.getByText('There are very many: the server sorts and filters');
    await expect(said).toBeVisible();
    await expect(page.getByText(`${MANY + 1} of ${MANY + 1}`)).toBeVisible();
    await expect(page.getByText(`1–100 of ${MANY + 1} connections`)).toBeVisible();
    const table = page.getByRole('table', { name: 'Connections' });
    await expect(table.getByRole('row')).toHaveCount(101);
    await page.getByRole('button', { name: 'Next' }).click();
    await expect(page.getByText(`101–200 of ${MANY + 1} connections`)).toBeVisible();
    await page.getByLabel('Filter connections').fill('via:stomp');
    await expect(page.getByText(`1 of ${MANY + 1}`, { exact: true })).toBeVisible();
    await expect(table.getByRole('row')).toHaveCount(2);
    open.abort();
    // That a reader of a stream is gone is seen when something is written to it.
    await expect(async () => {
      await server.publish(topic, '{}');
      await expect(said).toBeHidden({ timeout: 1000 });
    }).toPass();
    await expect(page.getByText('1 of 1', { exact: true })).toBeVisible();
    await expect(table.getByRole('row')).toHaveCount(2);
  } finally {
    open.abort();
  }
});
