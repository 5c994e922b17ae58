import { fileURLToPath } from 'node:url';
import { test, type Page } from '@playwright/test';
import { Server } from '../e2e/server';

const INTO = fileURLToPath(new URL('../../docs/pictures/', import.meta.url));
const SIZE = { width: 1280, height: 800 };

/** Some users of a server, as there might be: they listen, chat, and get prices. */
async function crowd(page: Page): Promise<void> {
  await page.evaluate(() => {
    const open = (frames: (send: (text: string) => void) => void) => {
      const socket = new WebSocket(`ws://${location.host}/ws`);
      const send = (text: string) => socket.readyState === 1 && socket.send(`${text}\0`);
      socket.onopen = () => send('CONNECT\naccept-version:1.2\nhost:x\n\n');
      socket.onmessage = ({ data }: MessageEvent<string>) => data.startsWith('CONNECTED') && frames(send);
    };
    const names = ['ana', 'bo', 'cy', 'dee', 'eli', 'fay'];
    const texts = ['sound check', 'one two', 'loud and clear', 'hello', 'again', 'who is on bass?'];
    const pick = (all: string[]) => all[Math.floor(Math.random() * all.length)]!;
    for (let i = 0; i < 24; i++) {
      open((send) => {
        send('SUBSCRIBE\nid:a\ndestination:/topic/demo.chat.lobby\n\n');
        if (i % 2) send('SUBSCRIBE\nid:b\ndestination:/topic/demo.prices.eurusd\n\n');
        if (i % 3 === 0) send('SUBSCRIBE\nid:c\ndestination:/topic/demo.game.cursors\n\n');
        const say = (topic: string, body: unknown) =>
          send(`SEND\ndestination:/topic/${topic}\ncontent-type:application/json\n\n${JSON.stringify(body)}`);
        setInterval(
          () => say('demo.chat.lobby', { user: pick(names), text: pick(texts), at: Date.now() }),
          1700 + 90 * i,
        );
        if (i < 4) setInterval(() => say('demo.game.cursors', { user: names[i], x: i * 9, y: Date.now() % 500 }), 60);
        if (i === 5)
          setInterval(() => say('demo.prices.eurusd', { bid: 1.08 + Math.random() / 100, at: Date.now() }), 130);
      });
    }
    void fetch('api/topics/demo.prices.eurusd/events');
  });
}

test('pictures of the page, from a running server with traffic', async ({ browser }) => {
  const server = await new Server().start();
  try {
    const people = await browser.newPage();
    await people.goto(`${server.url}/#/nowhere`);
    await crowd(people);
    const pages: { scheme: 'light' | 'dark'; page: Page }[] = [];
    for (const scheme of ['light', 'dark'] as const) {
      const context = await browser.newContext({ viewport: SIZE, colorScheme: scheme, reducedMotion: 'reduce' });
      pages.push({ scheme, page: await context.newPage() });
    }
    for (const { page } of pages) await page.goto(server.link());
    // A client that does not read, a message that is too large, and a stranger: so that something has happened.
    const asleep = await fetch(`${server.url}/api/topics/demo.prices.all/events`);
    for (let i = 0; i < 120; i++) await server.publish('demo.prices.all', 'x'.repeat(60_000), 'text/plain');
    await fetch(`${server.url}/api/topics`);
    await server.publish('demo.chat.lobby', 'x'.repeat(70_000), 'text/plain').catch(() => undefined);
    await people.waitForTimeout(45_000);
    for (const { scheme, page } of pages) await page.screenshot({ path: `${INTO}overview-${scheme}.png` });
    for (const { page } of pages) await page.goto(`${server.url}/#/topics/demo.chat.lobby`);
    await people.waitForTimeout(15_000);
    await server.publish(
      'demo.chat.lobby',
      Uint8Array.from({ length: 256 }, (_, i) => i),
      'application/octet-stream',
    );
    for (const { scheme, page } of pages) {
      await page.getByRole('button', { name: 'Pause' }).click();
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('ArrowUp');
      await page.screenshot({ path: `${INTO}tap-${scheme}.png` });
      await page.goto(`${server.url}/#/slow`);
      await page.waitForTimeout(1500);
      await page.screenshot({ path: `${INTO}slow-${scheme}.png` });
    }
    await asleep.body?.cancel().catch(() => undefined);
  } finally {
    await server.kill();
  }
});
