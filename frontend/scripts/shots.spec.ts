import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test, type Page } from '@playwright/test';
import { Server } from '../e2e/server';

const INTO = process.env['INTO'] ?? fileURLToPath(new URL('../test-results/shots/', import.meta.url));
const SIZES = [
  [1440, 900],
  [800, 1000],
  [360, 780],
] as const;
const SCREENS: Record<string, string> = {
  overview: '/',
  topics: '/topics',
  queues: '/topics?show=queues',
  tap: '/topics/demo.chat.lobby',
  connections: '/connections',
  slow: '/slow',
  echo: '/echo',
  publish: '/publish',
  access: '/access?destination=/topic/demo.hello',
  connect: '/connect',
  chat: '/demos/chat',
  cursors: '/demos/cursors',
  file: '/demos/file',
  video: '/demos/video',
  firehose: '/demos/firehose',
};

/** A dozen users of a server that say something every second or so. */
async function users(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (let i = 0; i < 12; i++) {
      const socket = new WebSocket(`ws://${location.host}/ws`);
      const send = (text: string) => socket.readyState === 1 && socket.send(`${text}\0`);
      socket.onopen = () => send('CONNECT\naccept-version:1.2\nhost:x\n\n');
      socket.onmessage = ({ data }: MessageEvent<string>) => {
        if (!data.startsWith('CONNECTED')) return;
        send('SUBSCRIBE\nid:a\ndestination:/topic/demo.chat.lobby\n\n');
        setInterval(
          () => send(`SEND\ndestination:/topic/demo.chat.lobby\n\n{"user":"ana${i}","text":"hello"}`),
          900 + 90 * i,
        );
      };
    }
  });
}

test('every screen in both themes and three widths, to be looked at', async ({ browser }) => {
  mkdirSync(INTO, { recursive: true });
  const server = await new Server().start();
  try {
    const people = await browser.newPage();
    await people.goto(`${server.url}/#/nowhere`);
    await users(people);
    await server.enqueue('demo.small.x', 'a', 'b', 'c', 'd', 'e');
    // A client that does not read is cut: so that something has happened.
    const asleep = await fetch(`${server.url}/api/topics/demo.prices.all/events`);
    for (let i = 0; i < 120; i++) await server.publish('demo.prices.all', 'x'.repeat(60_000), 'text/plain');
    const { connections } = (await server.get('/api/connections?transport=stomp&limit=2')) as {
      connections: { id: string }[];
    };
    const screens = Object.entries({ ...SCREENS, connection: `/connections/${connections[1]!.id}` });
    for (const [width, height] of SIZES)
      for (const colorScheme of ['light', 'dark'] as const) {
        const context = await browser.newContext({ viewport: { width, height }, colorScheme });
        const page = await context.newPage();
        await page.goto(server.link());
        for (const [name, hash] of screens) {
          await page.goto(`${server.url}/#${hash}`);
          if (name === 'access') await page.getByRole('button', { name: 'Explain' }).click();
          await page.waitForTimeout(name === 'connection' ? 4500 : 1500);
          await page.screenshot({ path: `${INTO}${name}-${width}-${colorScheme}.png` });
        }
        await context.close();
      }
    await asleep.body?.cancel().catch(() => undefined);
  } finally {
    await server.kill();
  }
});
