import { violations } from './axe';
import { expect, live, test } from './fixtures';

test('Access: who may do what, and which rule says so', async ({ page, server }) => {
  await page.goto(server.link('/access?destination=/topic/demo.hello'));
  await live(page);
  await page.getByRole('button', { name: 'Explain' }).click();
  const verdict = (action: string) => page.getByRole('listitem').filter({ hasText: action });
  for (const action of ['subscribe', 'publish', 'manage']) await expect(verdict(action)).toContainText('yes');

  const does = page.getByRole('region', { name: 'What this topic does' });
  await expect(does).toContainText('1,000 messages, for 1 h');
  await expect(does).toContainText('in memory');
  await page.getByLabel('Topic, pattern or destination').fill('/topic/demo.#');
  await page.getByRole('button', { name: 'Explain' }).click();
  await expect(verdict('publish')).toContainText('it takes one topic');
  await expect(does).toHaveCount(0);

  await page.getByLabel('A name, with roles').check();
  await page.getByLabel('Name', { exact: true }).fill('ana');
  await page.getByLabel('Topic, pattern or destination').fill('/topic/secret.orders');
  await page.getByRole('button', { name: 'Explain' }).click();
  await expect(page.getByRole('heading', { name: '/topic/secret.orders for ana' })).toBeVisible();
  for (const action of ['subscribe', 'publish', 'manage']) await expect(verdict(action)).toContainText('no');
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await violations(page), colorScheme).toEqual([]);
  }
  await page.getByLabel('Who has this token').check();
  await page.getByLabel('Token or key').fill(server.token);
  await page.getByRole('button', { name: 'Explain' }).click();
  await expect(verdict('publish')).toContainText('yes');
  expect(page.url()).not.toContain(server.token);
});
