import { expect, openTap, rows, test } from './fixtures';
import { Server } from './server';

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
    await openTap(page, server, topic);
    await server.publish(topic, '{"n":1}');
    await expect(rows(page)).toHaveCount(1);
    await server.cutAll();
    await server.publishAll(topic, ['two', 'three', 'four', 'five']);
    await expect(page.getByText('back, but 2 messages are gone: history does not reach that far')).toBeVisible();
    await expect(rows(page)).toHaveCount(3);
  } finally {
    await server.kill();
  }
});
