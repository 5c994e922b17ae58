import type { Page } from '@playwright/test';
import { expect, openTap, rows, test } from './fixtures';
import { Server } from './server';

/** Hides the page, or shows it again, as far as the page can tell; a browser without a screen shows every page. */
async function hide(page: Page, hidden: boolean): Promise<void> {
  await page.evaluate((value) => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => value });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);
}

/** The page waits half a minute; here that is over at once. */
async function shortenHalfMinute(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const real = window.setTimeout;
    window.setTimeout = ((run: TimerHandler, delay?: number, ...rest: unknown[]) =>
      real(run, delay === 30_000 ? 0 : delay, ...rest)) as typeof setTimeout;
  });
}

const subscribers = async (server: Server, topic: string) =>
  ((await server.get(`/api/topics/${topic}`)) as { subscribers: number }).subscribers;

/** What all connections are subscribed to; the page's is the only one here. */
async function subscribed(server: Server): Promise<string[]> {
  const { connections } = (await server.get('/api/connections')) as { connections: { id: string }[] };
  const details = await Promise.all(
    connections.map(
      ({ id }) => server.get(`/api/connections/${id}`) as Promise<{ subscriptions?: { destination: string }[] }>,
    ),
  );
  return details.flatMap(({ subscriptions }) => (subscriptions ?? []).map(({ destination }) => destination));
}

test('a tap that nobody sees is left out by the server, and has all when it is seen again', async ({
  page,
  server,
  topic,
}) => {
  await shortenHalfMinute(page);
  await openTap(page, server, topic);
  await server.publishAll(topic, ['seen']);
  await expect(rows(page)).toHaveCount(1);
  await hide(page, true);
  await expect.poll(() => subscribers(server, topic)).toBe(0);
  await server.publishAll(topic, ['one', 'two', 'three']);
  await hide(page, false);
  await expect(page.getByText('not looked at for a while: 3 messages fetched from history')).toBeVisible();
  await server.publishAll(topic, ['after']);
  await expect(rows(page)).toHaveText([/seen/, /one/, /two/, /three/, /after/]);
  expect(await subscribers(server, topic)).toBe(1);
  // No connection was lost, so that no banner speaks of one.
  await expect(page.getByText(/^Back after/)).toHaveCount(0);
});

test('what came before the first message of a tap is not missing either', async ({ page, server, topic }) => {
  await shortenHalfMinute(page);
  await server.publishAll(topic, ['older']);
  await openTap(page, server, topic);
  await hide(page, true);
  await expect.poll(() => subscribers(server, topic)).toBe(0);
  await server.publishAll(topic, ['meanwhile']);
  await hide(page, false);
  await expect(rows(page)).toHaveText([/meanwhile/]);
});

test('nothing is drawn while nobody sees it, and nothing that is not kept is missed', async ({ page }) => {
  const server = await new Server([
    '--stompbox.topics[0].match=demo.#',
    '--stompbox.topics[0].subscribe=authenticated',
    '--stompbox.topics[0].publish=authenticated',
    '--stompbox.topics[0].history.messages=0',
  ]).start();
  const topic = 'demo.unkept';
  try {
    await shortenHalfMinute(page);
    await openTap(page, server, topic);
    const asked = page.waitForResponse(/\/messages\?limit=1$/);
    await hide(page, true);
    await (await asked).finished();
    await server.publishAll(topic, ['one']);
    // It went out to the page, which does not draw it.
    await expect
      .poll(async () => ((await server.get(`/api/topics/${topic}`)) as { messagesOut: number }).messagesOut)
      .toBe(1);
    await expect(rows(page)).toHaveCount(0);
    await hide(page, false);
    await expect(rows(page)).toHaveText([/one/]);
    expect(await subscribers(server, topic)).toBe(1);
  } finally {
    await server.kill();
  }
});

test('the lists of a hidden page are not sent to it, and go on when it is seen', async ({ page, server, topic }) => {
  await shortenHalfMinute(page);
  await page.goto(server.link('/topics'));
  await expect(page.getByRole('heading', { name: 'Topics' })).toBeVisible();
  await expect.poll(() => subscribed(server)).toContain('/topic/$SYS.topics');
  await hide(page, true);
  await expect.poll(() => subscribed(server)).not.toContain('/topic/$SYS.topics');
  // What a chart is made of goes on, so that it has no hole afterwards.
  expect(await subscribed(server)).toContain('/topic/$SYS.stats');
  await server.publishAll(topic, ['new']);
  await hide(page, false);
  await expect(page.getByRole('link', { name: topic })).toBeVisible();
});
