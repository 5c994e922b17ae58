import type { Page } from '@playwright/test';
import { expect, rows } from './fixtures';
import type { Server } from './server';

/** The topic that the tour fills. */
export const TOURED = 'demo.axe';

interface Stop {
  at: string;
  /** What makes the screen full, once it is open. */
  fill?(page: Page, server: Server): Promise<void>;
  /** What a full one has on it, which stays when the server goes. */
  holds?: string | RegExp;
}

const publish = (page: Page) =>
  page
    .getByRole('main')
    .getByRole('button', { name: /^Publish/ })
    .click();

const explain = async (page: Page) => {
  await page.getByLabel('Name', { exact: true }).fill('ana');
  await page.getByLabel('Topic, pattern or destination').fill('/topic/secret.orders');
  await page.getByRole('button', { name: 'Explain' }).click();
};

/** Each screen of the menu, in each of its shapes, and each demo. */
export const TOUR: Stop[] = [
  { at: '/', holds: TOURED },
  { at: '/topics', holds: TOURED },
  { at: '/topics?as=tree', holds: TOURED.split('.')[1] },
  { at: '/topics?show=queues', holds: 'demo.jobs' },
  {
    at: `/topics/${TOURED}?tab=hex`,
    fill: async (page, server) => {
      await expect(page.locator('header .silk')).toContainText('1 sub');
      await server.publish(TOURED, Uint8Array.of(0, 255), 'application/octet-stream');
      await rows(page).first().click();
    },
    holds: '00 FF',
  },
  {
    at: '/topics/demo.%23',
    fill: async (page, server) => {
      await expect(async () => {
        await server.publish(TOURED, '{"a":1}');
        await expect(rows(page).first()).toBeVisible({ timeout: 500 });
      }).toPass();
      await page.getByRole('button', { name: 'Pause' }).click();
    },
    holds: '"a":1',
  },
  { at: '/connections', holds: /c-[0-9a-f]/ },
  { at: '/slow', holds: 'SB-301' },
  { at: `/publish?topic=${TOURED}`, fill: publish, holds: 'RECEIPT after' },
  { at: `/publish?topic=${TOURED}&by=rest`, fill: publish, holds: 'HTTP 201' },
  { at: '/access?who=name', fill: explain, holds: '/topic/secret.orders for ana' },
  { at: '/access?who=token' },
  {
    at: '/echo?for=1',
    fill: (page) => page.getByRole('button', { name: 'Start' }).click(),
    holds: 'Done: 256 B, 50/s, 1 s.',
  },
  {
    at: '/demos/chat?room=axe',
    fill: async (page) => {
      await page.getByLabel('Say', { exact: true }).fill('hello');
      await page.keyboard.press('Enter');
    },
    holds: 'hello',
  },
  { at: '/demos/cursors?room=axe', fill: (page) => expect(page.locator('.dot.me')).toHaveCount(1) },
  {
    at: '/demos/file?room=axe',
    fill: async (page) => {
      await page
        .getByLabel('Send a file')
        .setInputFiles({ name: 'a.bin', mimeType: 'application/octet-stream', buffer: Buffer.alloc(9) });
      await expect(page.getByText('a.bin').first()).toBeVisible();
    },
  },
  {
    at: '/demos/video?room=axe',
    fill: async (page) => {
      await page.getByRole('button', { name: 'Start the test card' }).click();
      await expect(page.locator('[data-fact=lag]')).toHaveText(/^\d/);
    },
  },
  {
    at: '/demos/firehose',
    fill: async (page) => {
      await page.getByLabel('Rate').selectOption({ index: 0 });
      await page.getByRole('button', { name: 'Open the hose' }).click();
      await expect(page.locator('tr[data-end=fast] td').nth(1)).not.toHaveText('0');
    },
  },
  {
    at: '/connect',
    fill: async (page, server) => {
      await expect(async () => {
        await server.publish('demo.hello', '{}');
        await expect(page.getByText(/Got it: 2 bytes/)).toBeVisible({ timeout: 500 });
      }).toPass();
    },
  },
  { at: '/nowhere' },
];

export async function fill(page: Page, server: Server, { fill, holds }: Stop): Promise<void> {
  await fill?.(page, server);
  if (holds) await expect(page.getByRole('main')).toContainText(holds);
}

export async function show(page: Page, at: string): Promise<void> {
  await page.evaluate((hash) => (location.hash = hash), at);
  await expect(page.locator('h1')).toBeVisible();
  await expect(page.locator('[aria-busy]')).toHaveCount(0);
}

/** Topics, one with a long name, a queue with a message, and a refusal: what the lists of a server have after some use. */
export async function fillServer(server: Server): Promise<void> {
  for (const body of ['{"a":1}', '{"a":2}']) await server.publish(TOURED, body);
  await server.publish('demo.orders.of.a.customer.with.a.rather.long.name.in.europe', '{}');
  await server.enqueue('demo.jobs', 'one');
  await expect(server.publish(TOURED, 'x'.repeat(70_000), 'text/plain')).rejects.toThrow('SB-301');
}
