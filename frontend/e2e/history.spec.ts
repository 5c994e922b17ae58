import { violations } from './axe';
import { expect, live, openTap, rows, test } from './fixtures';
import { Server } from './server';

const KEY = 'the-key-of-ana-long-enough-0123456789';

test('earlier messages come from history, oldest first, and only once', async ({ page, server, topic }) => {
  for (const n of [1, 2, 3]) await server.publish(topic, `{"early":${n}}`);
  await openTap(page, server, topic);
  await server.publish(topic, '{"late":1}');
  await expect(rows(page)).toHaveCount(1);
  await page.getByRole('button', { name: 'From history …' }).click();
  await expect(rows(page)).toHaveCount(4);
  // A row begins with its number in the list.
  for (const [at, text] of ['"early":1', '"early":2', '"early":3', '"late":1'].entries())
    await expect(rows(page).filter({ hasText: text })).toHaveText(new RegExp(`^\\s*${at + 1}`));
  await page.getByRole('button', { name: 'From history …' }).click();
  await expect(page.getByText('The server has nothing older than what is here.')).toBeVisible();
  await expect(rows(page)).toHaveCount(4);
});

test('what was missed while the connection was away is fetched, and said', async ({ page, server, topic }) => {
  await openTap(page, server, topic);
  await server.publish(topic, '{"n":1}');
  await expect(rows(page)).toHaveCount(1);
  await server.cutAll();
  await server.publishAll(topic, ['two', 'three', 'four']);
  await expect(page.getByText('back: 3 missed messages were fetched from history')).toBeVisible();
  await expect(rows(page)).toHaveCount(4);
  await server.publish(topic, '{"n":5}');
  await expect(rows(page).last()).toContainText('"n":5');
});

test('a gap that history does not reach is said', async ({ page, topic }) => {
  const anyone = ['subscribe', 'publish'].map((what) => `--stompbox.topics[0].${what}=anyone`);
  const server = await new Server([
    '--stompbox.topics[0].match=demo.#',
    '--stompbox.topics[0].history.messages=2',
    ...anyone,
  ]).start();
  try {
    // The first connection goes through at once, the next one not before all is published.
    let published: () => void = () => undefined;
    let gate: Promise<void> | null = null;
    await page.routeWebSocket(/\/ws$/, async (socket) => {
      await gate;
      socket.connectToServer();
    });
    await openTap(page, server, topic);
    await server.publish(topic, '{"n":1}');
    await expect(rows(page)).toHaveCount(1);
    gate = new Promise((resolve) => (published = resolve));
    await server.cutAll();
    await server.publishAll(topic, ['two', 'three', 'four', 'five']);
    published();
    await expect(page.getByText('back, but 2 messages are gone: history does not reach that far')).toBeVisible();
    const banner = page.getByRole('status').filter({ hasText: 'Back after' });
    await expect(banner).toContainText(
      /Back after \d+ s\.\s+2 missed messages recovered\. 2 messages could not be recovered: history does not reach that far\./,
    );
    await expect(rows(page)).toHaveCount(3);
    await banner.getByRole('button', { name: 'Close' }).click();
    await expect(banner).toBeHidden();
  } finally {
    await server.kill();
  }
});

test('what is kept is taken away as a file, forgotten, and put back', async ({ page, server, topic }) => {
  await server.publishAll(topic, ['one', 'two', 'three']);
  await openTap(page, server, topic);
  const history = page.getByRole('region', { name: 'History' });
  await expect(history).toContainText('3 messages kept');
  const downloaded = page.waitForEvent('download');
  await history.getByRole('button', { name: 'Export all' }).click();
  const file = await (await downloaded).path();
  await history.getByRole('button', { name: 'Purge …' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText(`Purge ${topic}?`);
  await dialog.getByRole('button', { name: 'Purge 3 messages' }).click();
  await expect(page.getByText('Forgot 3 messages.')).toBeVisible();
  await expect(history).toContainText('0 messages kept');
  await history.getByLabel('Messages as NDJSON').setInputFiles(file);
  await expect(page.getByText(/Added 3 messages of /)).toBeVisible();
  await expect(history).toContainText('3 messages kept');
  await expect(rows(page)).toHaveCount(3);
});

test.describe('a file that is none', () => {
  test.use({ tolerated: /status of 400/ });
  test('is refused in the words of the server', async ({ page, server, topic }) => {
    await openTap(page, server, topic);
    const history = page.getByRole('region', { name: 'History' });
    await expect(history).toContainText('0 messages kept');
    await history
      .getByLabel('Messages as NDJSON')
      .setInputFiles({ name: 'x.ndjson', mimeType: 'application/x-ndjson', buffer: Buffer.from('not json\n') });
    await expect(page.getByRole('alert')).toContainText('Line 1 is not a message in JSON');
  });
});

test.describe('somebody who may not manage', () => {
  test.use({ tolerated: /status of 40[13]/ });
  test('sees what is kept, and why they may do no more, and nothing where they may not know', async ({
    page,
    topic,
  }) => {
    const server = await new Server([
      '--stompbox.access.keys[0].name=ana',
      `--stompbox.access.keys[0].secret=${KEY}`,
      '--stompbox.topics[0].match=demo.#',
      '--stompbox.topics[0].publish=anyone',
      '--stompbox.topics[0].subscribe=anyone',
    ]).start();
    try {
      await server.publish(topic, 'one');
      await page.goto(`${server.url}/#token=${KEY}&/topics/${topic}`);
      await live(page);
      const history = page.getByRole('region', { name: 'History' });
      await expect(history).toContainText('1 message kept');
      await expect(history.getByRole('button', { name: 'Look again' })).toBeEnabled();
      for (const name of ['Export all', 'Import …', 'Purge …']) {
        await expect(history.getByRole('button', { name })).toBeDisabled();
        await expect(history.getByRole('button', { name })).toHaveAccessibleDescription(
          /^Not permitted to export, import or purge: .+/,
        );
      }
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await violations(page), colorScheme).toEqual([]);
      }
      await page.goto(`${server.url}/#/topics/secret.orders`);
      await expect(page.getByText('SB-401: ')).toBeVisible();
      await expect(history).toHaveCount(0);
    } finally {
      await server.kill();
    }
  });
});
