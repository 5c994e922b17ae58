import { test as base, expect, type Page } from '@playwright/test';
import { Server } from './server';

interface PerTest {
  /** What the browser may complain of in this test; everything else fails it. */
  tolerated: RegExp | null;
  watched: void;
  /** A topic of this attempt's own, under demo., so that no test sees another's messages. */
  topic: string;
}

export const test = base.extend<PerTest, { server: Server }>({
  server: [
    async ({}, use) => {
      const server = await new Server().start();
      await use(server);
      await server.kill();
    },
    { scope: 'worker', timeout: 90_000 },
  ],
  tolerated: [null, { option: true }],
  topic: async ({}, use, info) => use(`demo.t${info.testId.replace(/\W/g, '').slice(-12)}${info.retry || ''}`),
  watched: [
    async ({ context, tolerated }, use) => {
      const complaints: string[] = [];
      context.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
      });
      context.on('weberror', (error) => complaints.push(String(error.error())));
      context.on('request', (request) => {
        const { protocol, hostname } = new URL(request.url());
        if (/^(http|ws)/.test(protocol) && hostname !== 'localhost') complaints.push(`request to ${request.url()}`);
      });
      await use();
      expect(complaints.filter((text) => !tolerated?.test(text))).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

export const rows = (page: Page) => page.locator('.row.message:visible');

/** Opens a tap and waits until it hears what is published. */
export async function openTap(page: Page, server: Server, topic: string, view = ''): Promise<void> {
  await page.goto(server.link(`/topics/${encodeURIComponent(topic)}${view}`));
  await live(page);
  // The subscription is in place once the server counts it; the header shows that number.
  await expect(page.locator('header .silk')).toContainText('1 sub');
}

export async function live(page: Page): Promise<void> {
  await expect(page.getByText('Live over STOMP')).toBeVisible();
}
