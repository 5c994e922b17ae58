import { readFileSync } from 'node:fs';
import { test, type Browser } from '@playwright/test';
import { Server } from '../e2e/server';
import { openTap } from '../e2e/fixtures';

const RATE = Number(process.env['RATE'] ?? 5000);
const SECONDS = Number(process.env['SECONDS'] ?? 60);
const BATCHES = Number(process.env['BATCHES'] ?? 50);

/** Memory that the page's process has of its own, its drawing memory included; where there is /proc. */
async function ownMemory(browser: Browser): Promise<() => number> {
  const cdp = await browser.newBrowserCDPSession();
  const { processInfo } = (await cdp.send('SystemInfo.getProcessInfo')) as {
    processInfo: { type: string; id: number }[];
  };
  const pages = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => `/proc/${id}/smaps_rollup`);
  const dirty = (file: string) => Number(/Private_Dirty:\s+(\d+)/.exec(readFileSync(file, 'utf8'))?.[1] ?? 0) / 1024;
  return () => Math.max(...pages.map(dirty));
}

/** How a tap holds up: frames a second, the longest one, and the memory, while messages come at RATE. */
test('measure the tap', async ({ page, browser }) => {
  const server = new Server();
  server.compiled = true;
  await server.start();
  try {
    await openTap(page, server, 'demo.measured');
    await page.evaluate(() => {
      const measured = { frames: 0, longest: 0, last: performance.now() };
      Object.assign(window, { measured });
      requestAnimationFrame(function frame(now) {
        measured.frames += 1;
        measured.longest = Math.max(measured.longest, now - measured.last);
        measured.last = now;
        requestAnimationFrame(frame);
      });
    });
    const cdp = await page.context().newCDPSession(page);
    const started = performance.now();
    const before = await page.evaluate(() => (window as unknown as { measured: { frames: number } }).measured.frames);
    const memory = process.platform === 'linux' ? await ownMemory(browser) : () => NaN;
    let most = 0;
    let sent = 0;
    for (let batch = 0; batch < SECONDS * BATCHES; batch++) {
      const due = started + (batch * 1000) / BATCHES;
      if (due > performance.now()) await new Promise((resolve) => setTimeout(resolve, due - performance.now()));
      const bodies = Array.from({ length: RATE / BATCHES }, (_, i) =>
        JSON.stringify({ n: sent + i, user: 'ana', text: 'one two three', at: Date.now() }),
      );
      await server.publishAll('demo.measured', bodies);
      sent += bodies.length;
      if (batch % (10 * BATCHES) === 0) most = Math.max(most, memory());
    }
    const took = (performance.now() - started) / 1000;
    const { frames, longest } = await page.evaluate(
      () => (window as unknown as { measured: { frames: number; longest: number } }).measured,
    );
    most = Math.max(most, memory());
    const sampled = page.getByText(/^Sampled: /);
    await page.getByRole('button', { name: 'Pause' }).click();
    const newest = await page.locator('.row.message:visible').last().innerText();
    const notes = await page.locator('.row.note:not(.calm)').count();
    const { usedSize } = (await cdp.send('Runtime.getHeapUsage')) as { usedSize: number };
    await cdp.send('HeapProfiler.collectGarbage');
    const { usedSize: kept } = (await cdp.send('Runtime.getHeapUsage')) as { usedSize: number };
    console.log(
      [
        `${Math.round(sent / took)} messages/s for ${Math.round(took)} s`,
        `${((frames - before) / took).toFixed(1)} frames/s, the longest ${Math.round(longest)} ms`,
        `heap ${Math.round(usedSize / 1048576)} MB, ${Math.round(kept / 1048576)} MB after a collection`,
        `process ${Math.round(most)} MB of its own at most`,
        (await sampled.count()) > 0 ? (await sampled.innerText()).split('. ')[0] : 'nothing sampled',
        `gap rows in view: ${notes}`,
        `newest row: ${newest.replace(/\s+/g, ' ')}`,
      ].join('\n'),
    );
  } finally {
    await server.kill();
  }
});
