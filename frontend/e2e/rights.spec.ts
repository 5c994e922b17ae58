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
