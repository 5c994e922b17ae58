import { violations } from './axe';
import { expect, live, openTap, test } from './fixtures';
import { Server } from './server';

const KEY = 'the-key-of-bo-long-enough-0123456789';

test.describe('somebody who may read and not publish', () => {
  test.use({ tolerated: /status of 40[13]/ });
  test('finds Publish disabled, and by its side why', async ({ page, topic }) => {
    const server = await new Server([
      '--stompbox.access.keys[0].name=bo',
      `--stompbox.access.keys[0].secret=${KEY}`,
      '--stompbox.topics[0].match=demo.open.#',
      '--stompbox.topics[0].publish=anyone',
      '--stompbox.topics[1].match=demo.#',
      '--stompbox.topics[1].publish=role:backend',
      '--stompbox.topics[1].subscribe=anyone',
    ]).start();
    try {
      await page.goto(`${server.url}/#token=${KEY}&/publish?topic=${topic}`);
      await live(page);
      const publish = page.getByRole('button', { name: /^Publish/ });
      await expect(publish).toBeDisabled();
      await expect(publish).toHaveAccessibleDescription(/^Not permitted to publish: .*backend/);
      await expect(page.getByText('Not permitted to publish')).toBeVisible();
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await violations(page), colorScheme).toEqual([]);
      }
      await page.getByLabel('Topic').fill('demo.open.door');
      await expect(publish).toBeEnabled();

      await page.goto(`${server.url}/#/topics/${topic}`);
      await expect(page.getByRole('heading', { name: topic })).toBeVisible();
      await expect(publish).toBeDisabled();
      await expect(publish).toHaveAccessibleDescription(/^Not permitted to publish: .*backend/);
    } finally {
      await server.kill();
    }
  });
});

test.describe('somebody who may watch and not manage', () => {
  test.use({ tolerated: /status of 403/ });
  test('finds Purge and Cut disabled, and by their side why', async ({ page, topic: queue }) => {
    test.setTimeout(60_000);
    const server = await new Server([
      '--stompbox.access.keys[0].name=bo',
      `--stompbox.access.keys[0].secret=${KEY}`,
      '--stompbox.topics[0].match=$SYS.queues',
      '--stompbox.topics[0].subscribe=authenticated',
      '--stompbox.topics[1].match=demo.own',
      '--stompbox.topics[1].manage=authenticated',
      '--stompbox.topics[1].publish=anyone',
    ]).start();
    try {
      await server.enqueue(queue, 'one');
      await server.enqueue('demo.own', 'one');
      await page.goto(`${server.url}/#token=${KEY}&/topics?show=queues`);
      const purge = page.getByRole('button', { name: `Purge ${queue}` });
      await expect(purge).toBeDisabled();
      await expect(purge).toHaveAccessibleDescription(/^Not permitted to purge: .+/);
      await purge.click({ force: true });
      await expect(page.getByRole('dialog')).toBeHidden();
      await expect(page.getByRole('button', { name: 'Purge demo.own' })).toBeEnabled();
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await violations(page), colorScheme).toEqual([]);
      }
      await page.goto(`${server.url}/#/connections/c-1`);
      const cut = page.getByRole('button', { name: 'Cut this connection' });
      await expect(cut).toBeDisabled();
      await expect(cut).toHaveAccessibleDescription(/^Cutting is for who may manage the server\. Not permitted to/);
      expect(await violations(page), 'connection').toEqual([]);
    } finally {
      await server.kill();
    }
  });
});

test.describe('somebody without a token', () => {
  test.use({ tolerated: /status of 401/ });
  test('is told once that they may not publish, and not asked to try again', async ({ page, server, topic }) => {
    await page.goto(`${server.url}/#/publish?topic=secret.orders`);
    await live(page);
    const publish = page.getByRole('button', { name: /^Publish/ });
    for (const way of ['STOMP', 'REST']) {
      await page.getByLabel(way, { exact: true }).check();
      await page.getByLabel('Topic').fill(topic);
      await expect(publish).toBeEnabled();
      await page.getByLabel('Topic').fill('secret.orders');
      await expect(publish).toBeEnabled();
      await publish.click();
      await expect(publish).toBeDisabled();
      await expect(publish).toHaveAccessibleDescription(/1 of 1 sent; .* Not permitted to publish: SB-201/);
    }
    await page.getByLabel('Topic').fill(topic);
    await expect(publish).toBeEnabled();
    await page.goto(`${server.url}/#/topics/secret.orders`);
    await publish.click();
    await expect(publish).toBeDisabled();
    await expect(publish).toHaveAccessibleDescription(/^Not permitted to publish: SB-201/);
  });
});

test.describe('a server that goes', () => {
  test.use({ tolerated: /WebSocket connection to .* failed|ERR_CONNECTION_(REFUSED|RESET)/ });
  test('the title says whether the page is live', async ({ page, topic }) => {
    test.setTimeout(120_000);
    const server = await new Server().start();
    try {
      await page.goto(server.link(`/topics/${topic}`));
      await expect(page).toHaveTitle(`● ${topic} – Stompbox`);
      await server.kill();
      await expect(page).toHaveTitle(`offline – ${topic} – Stompbox`);
      await server.start();
      await expect(page).toHaveTitle(`● ${topic} – Stompbox`, { timeout: 30_000 });
    } finally {
      await server.kill();
    }
  });
});

test('the title says paused, and reconnecting while an attempt is under way', async ({ page, server, topic }) => {
  test.setTimeout(90_000);
  let answered = true;
  let end: () => Promise<void> = async () => undefined;
  await page.routeWebSocket(/\/ws$/, (socket) => {
    // Otherwise it is open and nobody ever answers: the attempt goes on.
    if (!answered) return;
    socket.connectToServer();
    end = () => socket.close({ code: 1001 });
  });
  await openTap(page, server, topic);
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page).toHaveTitle(`paused – ${topic} – Stompbox`);
  answered = false;
  await end();
  await expect(page).toHaveTitle(`reconnecting – ${topic} – Stompbox`, { timeout: 20_000 });
  answered = true;
  await expect(page).toHaveTitle(`paused – ${topic} – Stompbox`, { timeout: 60_000 });
  await page.getByRole('button', { name: 'Resume' }).click();
  await expect(page).toHaveTitle(`● ${topic} – Stompbox`);
});
