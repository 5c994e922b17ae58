import { narrowProblems, violations } from './axe';
import { expect, test } from './fixtures';
import { withRelay } from './made';
import { Server } from './server';
import type { Relay } from '../src/wire/sys';

const up: Relay = { address: 'rabbit:61613', up: true, since: Date.now() - 60_000, detail: '' };
const down: Relay = {
  ...up,
  up: false,
  since: Date.now(),
  detail: 'RabbitMQ at rabbit:61613 cannot be reached (connection refused). If it is up, look at its plugin.',
};

test('Overview names RabbitMQ, says when it has gone, and goes back by itself', async ({ page, server }) => {
  let relay: Relay = up;
  let asked = 0;
  await withRelay(page, () => (asked++, relay));
  await page.goto(server.link());
  const box = page.getByRole('region', { name: 'Broker: RabbitMQ' });
  await expect(box).toContainText(/rabbit:61613\s+connected since \d\d:\d\d:\d\d/);
  await expect(page.getByRole('alert')).toHaveCount(0);
  await expect(page.getByText('RabbitMQ keeps the topics; their numbers are there.')).toBeVisible();

  relay = down;
  await expect(box.getByRole('alert')).toContainText(
    /^\s*RabbitMQ at rabbit:61613 not reachable since \d\d:\d\d:\d\d \(connection refused\)\.\s*If it is up, look/,
  );
  // A changed text would be read out again each second.
  await box.getByRole('alert').evaluate((alert) => {
    const watch = { subtree: true, childList: true, characterData: true };
    Object.assign(window, { told: 0 });
    new MutationObserver((all) => Object.assign(window, { told: all.length })).observe(alert, watch);
  });
  const before = asked;
  await expect.poll(() => asked).toBeGreaterThan(before + 2);
  expect(await page.evaluate(() => (window as unknown as { told: number }).told)).toBe(0);

  relay = up;
  await expect(page.getByRole('alert')).toHaveCount(0);
  await expect(box).toContainText('connected since');
});

test.describe('a server whose RabbitMQ is not there', () => {
  // What Chromium itself writes of the refusal by REST.
  test.use({ tolerated: /status of 503/ });
  test('says so, in its own words, and refuses what is published at once', async ({ page }) => {
    test.setTimeout(90_000);
    // Nothing listens on port 1.
    const server = await new Server(['--stompbox.relay.host=localhost', '--stompbox.relay.port=1']).start();
    try {
      await page.goto(server.link());
      const alert = page.getByRole('alert');
      await expect(alert).toContainText(/RabbitMQ at localhost:1 not reachable since \d\d:\d\d:\d\d \(.+\)\./);
      await expect(alert).toContainText('rabbitmq-plugins enable rabbitmq_stomp');
      await page.keyboard.press('g');
      await page.keyboard.press('q');
      await expect(page.getByRole('heading', { name: 'RabbitMQ keeps the queues' })).toBeVisible();
      await expect(page.getByText('It cannot be reached now')).toBeVisible();

      const answer = page.getByRole('region', { name: 'The answer' });
      for (const [by, refused] of [
        ['rest', /HTTP 503 after (\d+) ms[^]*SB-103/],
        ['stomp', /Refused after (\d+) ms\s+SB-103/],
      ] as const) {
        await page.goto(`${server.url}/#/publish?topic=demo.x&by=${by}`);
        await page.getByRole('button', { name: /^Publish/ }).click();
        await expect(answer).toContainText(refused);
        // A wait for RabbitMQ would take its connect-timeout at the least.
        expect(Number(refused.exec(await answer.innerText())![1])).toBeLessThan(5000);
      }
    } finally {
      await server.kill();
    }
  });
});

test('a server that keeps its topics itself has no word of RabbitMQ', async ({ page, server }) => {
  await page.goto(server.link());
  await expect(page.getByRole('region', { name: 'Broker', exact: true })).toContainText('connection');
  await expect(page.getByRole('main')).not.toContainText('RabbitMQ');
});

test('the lists say where to look instead of being empty', async ({ page, server }) => {
  let relay: Relay = up;
  await withRelay(page, () => relay);
  await page.goto(server.link('/topics'));
  await expect(page.getByRole('heading', { name: 'RabbitMQ keeps the topics' })).toBeVisible();
  await expect(page.getByRole('main')).toContainText('rabbit:61613');
  await expect(page.getByLabel(/type a topic/)).toBeVisible();
  await page.getByRole('tab', { name: 'Queues' }).click();
  await expect(page.getByRole('heading', { name: 'RabbitMQ keeps the queues' })).toBeVisible();
  await expect(page.getByRole('main')).toContainText('rabbitmqctl list_queues');
  relay = down;
  await expect(page.getByText('It cannot be reached now')).toBeVisible();
});

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [1280, 320]) {
    test(`axe finds nothing and all fits, ${colorScheme}, ${width} px`, async ({ page, server }) => {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 740 });
      await withRelay(page, () => ({ ...down, address: 'rabbit.messaging.svc.cluster.local:61613' }));
      await page.goto(server.link());
      await expect(page.getByRole('alert')).toBeVisible();
      expect(await violations(page), 'overview').toEqual([]);
      if (width < 760) expect(await narrowProblems(page), 'overview').toEqual([]);
      for (const screen of ['/topics', '/topics?show=queues']) {
        await page.evaluate((hash) => (location.hash = hash), screen);
        await expect(page.getByRole('heading', { name: /RabbitMQ keeps/ })).toBeVisible();
        expect(await violations(page), screen).toEqual([]);
        if (width < 760) expect(await narrowProblems(page), screen).toEqual([]);
      }
    });
  }
}
