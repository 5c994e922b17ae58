import type { Page } from '@playwright/test';
import { expect, live, test } from './fixtures';
import type { Server } from './server';

const main = (page: Page) => page.getByRole('main').innerText();
const messagesIn = async (server: Server, topic: string) =>
  ((await server.get(`/api/topics/${topic}`)) as { messagesIn: number }).messagesIn;

async function freeze(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).click();
  await page.keyboard.press('.');
  await expect(page.getByRole('button', { name: 'Frozen' })).toBeVisible();
}

test('frozen, the demos show what they showed, and go on', async ({ page, server }) => {
  await page.goto(server.link('/demos/firehose'));
  await expect(page.getByText(/Connected as/)).toBeVisible();
  await page.getByRole('button', { name: 'Open the hose' }).click();
  await expect(page.locator('tr[data-end=fast] td').nth(1)).not.toHaveText('0');
  await freeze(page);
  const shown = await main(page);
  const before = await messagesIn(server, 'demo.firehose');
  // Three seconds of the hose, of which each second is shown otherwise.
  await expect.poll(() => messagesIn(server, 'demo.firehose'), { timeout: 20_000 }).toBeGreaterThan(before + 1500);
  expect(await main(page)).toBe(shown);
  await page.keyboard.press('.');
  await expect.poll(() => main(page)).not.toBe(shown);
  await page.getByRole('button', { name: 'Shut the hose' }).click();
});

test('frozen, a repeat does not count up, and what one press brings is shown', async ({ page, server, topic }) => {
  await page.goto(server.link(`/publish?topic=${topic}`));
  await live(page);
  await page.getByLabel('Repeat').fill('300');
  await page.getByLabel('Repeat').blur();
  await page.getByLabel('a second').fill('100');
  await page.getByLabel('a second').blur();
  await page.getByRole('button', { name: /^Publish/ }).click();
  await expect(page.getByText(/^\d+ of 300 sent/)).toBeVisible();
  await freeze(page);
  const said = async () => [
    await page.locator('#publish-says').innerText(),
    await page.getByRole('region', { name: 'The answer' }).innerText(),
  ];
  const shown = await said();
  await expect.poll(() => messagesIn(server, topic)).toBe(300);
  // It has the last answer when it may be pressed again.
  await expect(page.getByRole('button', { name: /^Publish/ })).toBeEnabled();
  expect(await said()).toEqual(shown);
  await page.keyboard.press('.');
  await expect(page.getByText('300 of 300 sent')).toBeVisible();

  await freeze(page);
  await page.getByLabel('Repeat').fill('1');
  await page.getByLabel('Repeat').blur();
  await page.getByRole('button', { name: /^Publish/ }).click();
  await expect(page.getByText('1 of 1 sent')).toBeVisible();
});

test('a screen that is first opened while frozen shows what there is', async ({ page, server, topic }) => {
  await server.publish(topic, '{}');
  await page.goto(server.link('/echo'));
  await live(page);
  await freeze(page);
  for (const [hash, name] of [
    ['/topics', topic],
    ['/connections', 'operator'],
  ] as const) {
    await page.evaluate((to) => void (location.hash = to), hash);
    await expect(page.getByRole('main')).toContainText(name);
    await expect(page.getByText(/^Waiting for the list/)).toHaveCount(0);
  }
});
