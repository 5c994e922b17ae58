import type { Page } from '@playwright/test';
import { expect, live, test } from './fixtures';
import type { Server } from './server';

/** Asks the server for so many echoes over one STOMP connection of its own, one after the other; ms each, in order. */
function echoes(page: Page, count: number): Promise<number[]> {
  return page.evaluate(
    (count) =>
      new Promise<number[]>((resolve, reject) => {
        const times: number[] = [];
        let began = 0;
        const socket = new WebSocket(`ws://${location.host}/ws`);
        const ask = () => {
          began = performance.now();
          socket.send('SEND\ndestination:/app/echo\n\nhello\0');
        };
        socket.onclose = ({ code }) => reject(new Error(`closed with ${code}`));
        socket.onopen = () => socket.send('CONNECT\naccept-version:1.2\nhost:x\n\n\0');
        socket.onmessage = ({ data }: MessageEvent<string>) => {
          if (data.startsWith('CONNECTED'))
            socket.send('SUBSCRIBE\nid:e\ndestination:/user/queue/replies\nreceipt:1\n\n\0');
          if (data.startsWith('RECEIPT')) ask();
          if (!data.startsWith('MESSAGE')) return;
          times.push(performance.now() - began);
          if (times.length < count) return ask();
          socket.onclose = null;
          socket.close();
          resolve(times);
        };
      }),
    count,
  );
}

const p99 = (times: number[]) => [...times].sort((a, b) => a - b)[Math.ceil(times.length * 0.99) - 1]!;

async function pending(server: Server): Promise<number> {
  const { connections } = (await server.get('/api/connections?sort=pending&descending=true&limit=1')) as {
    connections: { pending: number }[];
  };
  return connections[0]!.pending;
}

test('a client that stops reading is SLOW with growing bytes before it is cut, and its neighbours do not feel it', async ({
  page,
  context,
  server,
  topic,
}) => {
  test.setTimeout(120_000);
  const neighbour = await context.newPage();
  await neighbour.goto(`${server.url}/#/connect`);
  await live(neighbour);
  await page.goto(server.link('/slow'));
  await expect(page.getByText('No slow consumers.')).toBeVisible();
  const before = await echoes(neighbour, 300);

  const stream = await fetch(`${server.url}/api/topics/${topic}/events`);
  const body = 'x'.repeat(40_000);
  const row = page.getByRole('listitem').filter({ hasText: 'slow for' });
  const shown = async () => Number(/(\d+) KB of 1 MB/.exec(await row.innerText())![1]);
  const fillTo = async (bytes: number) => {
    while ((await pending(server)) < bytes) await server.publish(topic, body, 'text/plain');
  };
  await fillTo(560_000);
  await expect(row).toContainText(/\d+ KB of 1 MB/);
  const first = await shown();
  await fillTo(720_000);
  await expect.poll(shown).toBeGreaterThan(first);
  const id = await row.getByRole('link', { name: /^c-/ }).innerText();
  const trouble = page.getByRole('table', { name: 'Dropped, cut or refused' }).getByRole('row').filter({ hasText: id });
  await expect(trouble.filter({ hasText: 'Falls behind' })).toBeVisible();
  const cut = trouble.filter({ hasText: 'Cut: too slow' });
  // Not yet: all of this was to be seen beforehand.
  await expect(cut).toHaveCount(0);

  // Held slow, and filled until it is cut, while somebody else asks for echoes.
  const [during] = await Promise.all([
    echoes(neighbour, 300),
    (async () => {
      for (let i = 0; i < 400 && (await cut.count()) === 0; i++) await server.publish(topic, body, 'text/plain');
    })(),
  ]);
  await expect(cut).toContainText('SB-302');
  await expect(cut).toContainText(/Too slow: more than .+ was waiting to be read \([1-9]\d* messages?\)/);
  await expect(cut).toContainText('stompbox.limits.outbox');
  // Twice as long, and a pause that a busy machine takes anyway. A neighbour that waits for the slow one waits for seconds.
  expect(p99(during)).toBeLessThan(2 * p99(before) + 500);
  await stream.body?.cancel().catch(() => undefined);
});
