import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { expect, live, test } from './fixtures';

test('an echo run: all back, in order, with rising percentiles, and as Markdown', async ({ page, server }) => {
  await page.goto(`${server.url}/#/echo?for=5`);
  await live(page);
  for (const label of ['SockJS, streaming', 'REST in, SSE out']) await page.getByLabel(label).check();
  await page.getByRole('button', { name: 'Start' }).click();
  await expect(page.getByText('Done: 256 B, 50/s, 5 s.')).toBeVisible({ timeout: 25_000 });
  for (const path of ['text', 'binary', 'stomp', 'sockjs', 'sse']) {
    const cells = await page.locator(`tr[data-path=${path}] td`).allInnerTexts();
    expect(cells.slice(0, 4)).toEqual(['250', '250', '0', '0']);
    const latencies = cells.slice(4, 8).map((text) => Number(text.replaceAll(',', '')));
    expect(latencies).toEqual([...latencies].sort((a, b) => a - b));
    expect(latencies[0]).toBeGreaterThan(0);
  }
  await page.getByRole('button', { name: 'Copy as Markdown' }).click();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  for (const path of ['WebSocket text', 'WebSocket binary', 'STOMP /app/echo', 'SockJS, streaming', 'REST in, SSE out'])
    expect(copied).toContain(`| ${path} | 250 | 250 | 0 | 0 |`);
});

test('an echo run can be stopped', async ({ page, server }) => {
  await page.goto(`${server.url}/#/echo?for=60`);
  await live(page);
  await page.getByRole('button', { name: 'Start' }).click();
  await expect(page.getByText('Running: 256 B')).toBeVisible();
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByText('Done: 256 B')).toBeVisible();
});

test('Connect: the copied curl line runs as it is, and the page says "Got it"', async ({ page, server }) => {
  await page.goto(server.link('/connect'));
  await live(page);
  await expect(page.getByText('Waiting for a message on demo.hello')).toBeVisible();
  await page.locator('.part', { hasText: 'Send' }).getByRole('button', { name: 'Copy' }).click();
  const line = await page.evaluate(() => navigator.clipboard.readText());
  expect(line).toContain(`Bearer ${server.token}`);
  await expect(page.locator('#snippet')).not.toContainText(server.token);
  await expect(async () => {
    execFileSync('sh', ['-c', `${line} --silent --show-error --fail --output /dev/null`]);
    await expect(page.getByText(/Got it: 17 bytes at \d\d:\d\d:\d\d/)).toBeVisible({ timeout: 1000 });
  }).toPass();
});

test('Connect: the work queue runs as it is, in a program of its own', async ({ page, server }, info) => {
  await page.goto(server.link('/connect?tab=queue'));
  await live(page);
  const copied = async (part: string) => {
    await page.locator('.part', { hasText: part }).getByRole('button', { name: 'Copy' }).click();
    return page.evaluate(() => navigator.clipboard.readText());
  };
  const program = info.outputPath('work.mjs');
  mkdirSync(info.outputDir, { recursive: true });
  writeFileSync(program, await copied('Work, with'));
  // Node 20 has the browsers' WebSocket as well, but only when it is asked for.
  const flags = 'WebSocket' in globalThis ? [] : ['--experimental-websocket', '--no-warnings'];
  const worker = spawn(process.execPath, [...flags, program], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  worker.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  worker.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  try {
    const line = await copied('Send');
    execFileSync('sh', ['-c', `${line} --silent --show-error --fail --output /dev/null`]);
    await expect.poll(() => said).toBe('{"job":1}\n');
    const queue = () => server.get('/api/queues/demo.jobs');
    await expect.poll(queue).toMatchObject({ depth: 0, inFlight: 0, consumers: 1, acknowledged: 1 });
  } finally {
    worker.kill();
  }
});

test('each snippet has the live address, and the token when there is one', async ({ page, server }) => {
  await page.goto(`${server.url}/#/connect`);
  for (const tab of ['curl', 'stompjs', 'Java', 'Python', 'websocat', 'Work queue', 'SSE']) {
    await page.getByRole('tab', { name: tab }).click();
    await expect(page.locator('#snippet')).toContainText(`localhost:${server.port}`);
    await expect(page.locator('#snippet')).not.toContainText('Bearer');
  }
  await page.goto(server.link('/connect?tab=java'));
  await page.getByRole('button', { name: 'Show token' }).click();
  await expect(page.locator('#snippet')).toContainText(`Bearer ${server.token}`);
});

test('an address without a screen says so', async ({ page, server }) => {
  await page.goto(`${server.url}/#/nowhere`);
  await expect(page.getByRole('heading', { name: 'Not here' })).toBeVisible();
});
