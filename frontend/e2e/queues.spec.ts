import { execFileSync } from 'node:child_process';
import { narrowProblems, violations } from './axe';
import { Consumer } from './consumer';
import { expect, live, test } from './fixtures';
import { Server } from './server';
import type { Page } from '@playwright/test';

const QUEUES = '/topics?show=queues';
const rowOf = (page: Page, queue: string) =>
  page.getByRole('row').filter({ has: page.getByText(queue, { exact: true }) });
/** The numbers of a row by the words above them. */
async function cell(page: Page, queue: string, label: string): Promise<string> {
  return rowOf(page, queue).locator(`td[data-label="${label}"]`).innerText();
}

test('an empty server says how to make a queue, and the line runs as it is', async ({ page }) => {
  test.setTimeout(90_000);
  const server = await new Server().start();
  try {
    await page.goto(server.link(QUEUES));
    await expect(page.getByRole('heading', { name: 'No queues yet' })).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Copy' }).click();
    const line = await page.evaluate(() => navigator.clipboard.readText());
    execFileSync('sh', ['-c', `${line} --silent --show-error --fail --output /dev/null`]);
    await expect(rowOf(page, 'demo.jobs')).toContainText('No consumer');
    await expect(page.locator('header .silk')).toHaveText('1 queue');
  } finally {
    await server.kill();
  }
});

test('what waits, what is in flight, who consumes, what came back and what was given up', async ({
  page,
  server,
  topic: queue,
}) => {
  await server.enqueue(queue, 'one', 'two', 'three');
  await page.goto(server.link(`${QUEUES}&filter=${queue}`));
  await expect.poll(() => cell(page, queue, 'Waiting')).toBe('3');
  await expect(rowOf(page, queue)).toContainText('No consumer');
  await expect.poll(() => cell(page, queue, 'Oldest')).toMatch(/^\d+ s$/);

  const consumer = await Consumer.of(page, queue, 2);
  await expect.poll(() => cell(page, queue, 'In flight')).toBe('2');
  expect(await cell(page, queue, 'Waiting')).toBe('1');
  expect(await cell(page, queue, 'Consumers')).toBe('1');
  await expect(rowOf(page, queue)).not.toContainText('No consumer');

  await consumer.nack(true);
  await expect.poll(() => cell(page, queue, 'Redelivered')).toBe('1');
  await consumer.nack(false);
  await expect.poll(() => cell(page, queue, 'Dead letters')).toBe('1');
  await expect(rowOf(page, queue)).toContainText(`dead letters to ${queue}.dead`);
  await expect(rowOf(page, `${queue}.dead`)).toContainText('No consumer');
  await expect(rowOf(page, `${queue}.dead`)).toContainText('redelivered for ever');
  await consumer.ack();
  await consumer.ack();
  await expect.poll(() => cell(page, queue, 'In flight')).toBe('0');
  expect(await cell(page, queue, 'Oldest')).toBe('–');
  await consumer.leave();
  await expect.poll(() => cell(page, queue, 'Consumers')).toBe('0');
});

test('sorts and filters, and the address keeps both', async ({ page, server, topic }) => {
  await server.enqueue(`${topic}.few`, 'one');
  await server.enqueue(`${topic}.many`, 'one', 'two');
  await page.goto(server.link(QUEUES));
  await page.getByLabel('Filter queues').fill(topic);
  const names = page.locator('tbody td.name');
  await expect(names).toContainText([`${topic}.few`, `${topic}.many`]);
  const waiting = page.getByRole('columnheader', { name: 'Waiting' });
  await waiting.getByRole('button').click();
  await expect(waiting).toHaveAttribute('aria-sort', 'descending');
  await expect(names).toContainText([`${topic}.many`, `${topic}.few`]);
  await page.reload();
  await expect(names).toContainText([`${topic}.many`, `${topic}.few`]);

  await page.getByLabel('Filter queues').fill('no such');
  await expect(page.getByText(/0 of \d+ match/)).toBeVisible();
  await page.getByRole('button', { name: 'Clear filter' }).click();
  await expect(page.getByLabel('Filter queues')).toHaveValue('');
  await page.getByRole('tab', { name: 'Topics' }).click();
  await expect(page).not.toHaveURL(/sort=/);
});

test('a queue that is nearly full says so before sends are refused', async ({ page, server, topic }) => {
  const queue = `demo.small.${topic}`;
  await server.enqueue(queue, '1', '2', '3', '4');
  await page.goto(server.link(`${QUEUES}&filter=${queue}`));
  await expect(rowOf(page, queue)).toContainText('Nearly full');
  await expect(rowOf(page, queue)).toContainText(/80%\s*of 5/);
  await server.enqueue(queue, '5');
  await expect(rowOf(page, queue)).toContainText('Full: sends are refused');
  await expect(server.enqueue(queue, '6')).rejects.toThrow('SB-314');
});

test('purges after a question, with the keyboard alone', async ({ page, server, topic: queue }) => {
  await server.enqueue(queue, 'one', 'two');
  await page.goto(server.link());
  await live(page);
  await page.keyboard.press('g');
  await page.keyboard.press('q');
  const button = page.getByRole('button', { name: `Purge ${queue}`, exact: true });
  await expect(button).toBeVisible();
  await page.keyboard.press('/');
  await page.keyboard.type(queue);
  await button.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('2 messages wait');
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(button).toBeFocused();
  expect(await cell(page, queue, 'Waiting')).toBe('2');

  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await expect(dialog.getByRole('button', { name: 'Purge 2 messages' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status').filter({ hasText: `Purged 2 messages from ${queue}.` })).toBeVisible();
  await expect.poll(() => cell(page, queue, 'Waiting')).toBe('0');
  await expect(button).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
});

test.describe('a purge that is refused', () => {
  test.use({ tolerated: /status of 403/ });

  test('says why, in the dialog', async ({ page, server, topic: queue }) => {
    await server.enqueue(queue, 'one');
    await page.route('**/api/queues/**', (route) =>
      route.fulfill({ status: 403, json: { code: 'SB-203', detail: 'This caller may not.', hint: 'Ask.' } }),
    );
    await page.goto(server.link(`${QUEUES}&filter=${queue}`));
    await page.getByRole('button', { name: `Purge ${queue}` }).click();
    await page.getByRole('button', { name: 'Purge 1 message' }).click();
    await expect(page.getByRole('alert')).toHaveText('Nothing was purged. SB-203: This caller may not. Ask.');
    await page.getByRole('button', { name: 'Cancel' }).click();
    expect(await cell(page, queue, 'Waiting')).toBe('1');
  });
});

test('without a token the queues are not shown', async ({ page, server }) => {
  await page.goto(`${server.url}/#${QUEUES}`);
  await live(page);
  await expect(page.getByLabel('Token')).toBeVisible();
});

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [1280, 360, 320]) {
    test(`axe finds nothing and all fits, ${colorScheme}, ${width} px`, async ({ page, server, topic }) => {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 740 });
      const small = `demo.small.${topic}`;
      await server.enqueue(small, '1', '2', '3', '4', '5');
      await server.enqueue(`demo.${'a-rather-long-name.'.repeat(6)}${topic}`, '1');
      await page.goto(server.link(`${QUEUES}&filter=${topic}`));
      await expect(rowOf(page, small)).toContainText('Full');
      expect(await violations(page)).toEqual([]);
      if (width < 760) expect(await narrowProblems(page)).toEqual([]);
      await page.getByRole('button', { name: `Purge ${small}` }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
      expect(await violations(page), 'dialog').toEqual([]);
      if (width < 760) expect(await narrowProblems(page), 'dialog').toEqual([]);
    });
  }
}
