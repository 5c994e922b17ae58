import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { hexLine } from '../src/ui/hex';
import { violations } from './axe';
import { expect, openTap, rows, test as base } from './fixtures';
import { missed, small, wide } from './layout';
import { noise, png } from './png';
import { Server } from './server';

/** A server that takes messages of several megabytes. */
const test = base.extend<object, { server: Server }>({
  server: [
    async ({}, use) => {
      const server = await new Server(['--stompbox.limits.message-size=8MB', '--stompbox.limits.outbox=16MB']).start();
      await use(server);
      await server.kill();
    },
    { scope: 'worker', timeout: 90_000 },
  ],
});

const view = (page: Page) => page.locator('#inspector-view');
const tabs = (page: Page) => page.getByRole('tablist', { name: 'View as' }).getByRole('tab');
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const scrollTop = (page: Page) => view(page).evaluate((element) => element.scrollTop);

async function receive(page: Page, server: Server, topic: string, body: Uint8Array, type = 'image/png'): Promise<void> {
  const before = await rows(page).count();
  await server.publish(topic, body, type);
  await expect(rows(page)).toHaveCount(before + 1);
  await rows(page).last().click();
}

test('a PNG is shown, named and saved as what it is, and let go when another message is chosen', async ({
  page,
  server,
  topic,
}) => {
  await page.addInitScript(() => {
    const urls = new Set<string>();
    Object.assign(window, { urls });
    const { createObjectURL, revokeObjectURL } = URL;
    URL.createObjectURL = (of) => {
      const url = createObjectURL(of);
      urls.add(url);
      return url;
    };
    URL.revokeObjectURL = (url) => {
      urls.delete(url);
      revokeObjectURL(url);
    };
  });
  const held = () => page.evaluate(() => (window as unknown as { urls: Set<string> }).urls.size);
  await openTap(page, server, topic);
  const before = await held();
  const bytes = png(640, 480);
  // The bytes say what it is, not who sent it.
  await receive(page, server, topic, bytes, 'application/octet-stream');
  await expect(tabs(page)).toHaveText(['Image', 'JSON', 'Raw', 'Hex', /Headers/]);
  await expect(page.getByRole('tab', { name: 'Image' })).toHaveAttribute('aria-selected', 'true');
  const image = page.getByRole('img', { name: `PNG image, 640 × 480, from ${topic}` });
  await expect
    .poll(() => image.evaluate((img: HTMLImageElement) => [img.naturalWidth, img.naturalHeight]))
    .toEqual([640, 480]);
  await expect(page.locator('.facts')).toContainText('PNG image, 640 × 480');
  expect(await held()).toBe(before + 1);

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save' }).click();
  expect((await download).suggestedFilename()).toBe(`${topic}.png`);
  expect(sha256(readFileSync(await (await download).path()))).toBe(sha256(bytes));

  await receive(page, server, topic, png(32, 16));
  await expect.poll(() => image.count()).toBe(0);
  await expect(page.getByRole('img', { name: `PNG image, 32 × 16, from ${topic}` })).toBeVisible();
  expect(await held()).toBe(before + 1);
  await receive(page, server, topic, Buffer.from('{"no":"image"}'), 'application/json');
  await expect(tabs(page)).toHaveText(['JSON', 'Raw', 'Hex', /Headers/]);
  await expect(view(page)).toContainText('"no": "image"');
  expect(await held()).toBe(before);
});

test('a broken image is said to be one, and its bytes are in the Hex tab', async ({ page, server, topic }) => {
  await openTap(page, server, topic);
  const broken = png(64, 64);
  broken.fill(0x55, 40);
  await receive(page, server, topic, broken);
  await expect(view(page)).toHaveText('The browser cannot show this image.');
  await receive(page, server, topic, png(8, 8));
  await expect(view(page).getByRole('img')).toBeVisible();
  await rows(page).first().click();
  await expect(view(page)).toHaveText('The browser cannot show this image.');
  await page.getByRole('tab', { name: 'Hex' }).click();
  await expect(view(page)).toContainText('89 50 4E 47 0D 0A 1A 0A');
});

test('what could run something is never shown as an image', async ({ page, server, topic }) => {
  await openTap(page, server, topic);
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>document.title="run"</script></svg>';
  for (const type of ['image/svg+xml', 'text/html', 'image/png']) {
    await receive(page, server, topic, Buffer.from(svg), type);
    await expect(tabs(page)).toHaveText(['JSON', 'Raw', 'Hex', /Headers/]);
  }
  await expect(page.locator('main img, main svg, main iframe, main object, main embed')).toHaveCount(0);
});

test('an image of 3 MB, and one of too many pixels, are not shown, and it says so', async ({ page, server, topic }) => {
  await openTap(page, server, topic);
  const large = png(1024, 1024, noise(1024 * 1024 * 3));
  expect(large.length).toBeGreaterThan(3_000_000);
  await receive(page, server, topic, large);
  await expect(page.locator('.facts')).toContainText(
    'PNG image, 1,024 × 1,024; not shown, because it is larger than 2 MB',
  );
  await expect(page.getByRole('tab', { name: 'Image' })).toHaveCount(0);
  await expect(page.getByRole('tab', { name: 'Hex' })).toHaveAttribute('aria-selected', 'true');
  await expect(view(page)).toContainText('89 50 4E 47 0D 0A 1A 0A');
  await expect(page.locator('main img')).toHaveCount(0);
  const wide = png(8, 8);
  wide.writeUInt32BE(100_000, 16);
  wide.writeUInt32BE(100_000, 20);
  await receive(page, server, topic, wide);
  await expect(page.locator('.facts')).toContainText('not shown, because it is of more than 40 million pixels');
  await expect(page.locator('main img')).toHaveCount(0);
});

test('of 1 MB only the lines in view exist, and keys go through them', async ({ page, server, topic }) => {
  await openTap(page, server, topic);
  const bytes = noise(2 ** 20 + 5);
  await receive(page, server, topic, Uint8Array.of(0, 255), 'application/octet-stream');
  await receive(page, server, topic, bytes, 'application/octet-stream');
  const lines = async () => (await view(page).locator('pre').innerText()).split('\n');
  const count = Math.ceil(bytes.length / 16);
  await expect(page.getByRole('tabpanel', { name: 'hex of 1,048,581 bytes' })).toBeVisible();
  await expect.poll(async () => (await lines())[0]).toBe(hexLine(bytes, 0));
  expect((await lines()).length).toBeLessThan(400);
  await page.keyboard.press('Enter');
  await expect(view(page)).toBeFocused();

  await page.keyboard.press('ArrowDown');
  await expect.poll(() => scrollTop(page)).toBeGreaterThan(0);
  await page.keyboard.press('PageDown');
  await expect.poll(() => scrollTop(page)).toBeGreaterThan(100);
  await page.keyboard.press('End');
  await expect.poll(async () => (await lines()).at(-1)).toBe(hexLine(bytes, (count - 1) * 16));
  expect((await lines()).length).toBeLessThan(400);
  // The last line is at the bottom of the view, all of it.
  const distance = await view(page).evaluate((element) => {
    const text = element.querySelector('pre')!.firstChild!;
    const range = document.createRange();
    range.setStart(text, text.textContent!.length - 1);
    range.setEnd(text, text.textContent!.length);
    return element.getBoundingClientRect().top + element.clientHeight - range.getBoundingClientRect().bottom;
  });
  expect(Math.abs(distance)).toBeLessThan(8);
  // In the middle each line is where it belongs.
  await view(page).evaluate((element) => (element.scrollTop = 30_000 * 16));
  await expect.poll(async () => (await lines()).includes(hexLine(bytes, 30_000 * 16))).toBe(true);
  await expect(page.locator('.row.selected')).toHaveCount(1);
  await expect(page.locator('.row.selected .size')).toHaveText('1 MB');

  await page.keyboard.press('Home');
  await expect.poll(() => scrollTop(page)).toBe(0);
  await view(page).evaluate((element) => (element.scrollTop = 5000));
  await rows(page).first().click();
  await expect.poll(lines).toEqual([hexLine(Uint8Array.of(0, 255), 0)]);
  // With nothing to scroll the same keys choose messages.
  await view(page).focus();
  await page.keyboard.press('ArrowDown');
  await expect(page.locator('.row.selected .size')).toHaveText('1 MB');
  await expect.poll(() => scrollTop(page)).toBe(0);
});

test('all of a high image is in view', async ({ page, server, topic }) => {
  await openTap(page, server, topic);
  await receive(page, server, topic, png(300, 1600));
  const image = page.getByRole('img', { name: /300 × 1,600/ });
  for (const [width, height] of [
    [1440, 900],
    [800, 900],
    [360, 780],
    [320, 780],
  ] as const) {
    await page.setViewportSize({ width, height });
    await image.scrollIntoViewIfNeeded();
    const fits = () =>
      image.evaluate((img: HTMLImageElement) => {
        const panel = img.parentElement!;
        return [panel.scrollHeight <= panel.clientHeight, (img.width / img.height).toFixed(2)];
      });
    await expect.poll(fits, `${width} px`).toEqual([true, '0.19']);
  }
});

test('axe finds nothing in an image and in hex, and both fit into a phone', async ({ page, server, topic }) => {
  await openTap(page, server, topic);
  await receive(page, server, topic, png(1600, 900));
  await expect(page.getByRole('img', { name: /1,600 × 900/ })).toBeVisible();
  for (const tab of ['Image', 'Hex']) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      for (const width of [1440, 320]) {
        await page.setViewportSize({ width, height: 900 });
        await page.getByRole('tab', { name: tab }).click();
        const what = `${tab}, ${colorScheme}, ${width} px`;
        expect.soft(await violations(page), what).toEqual([]);
        expect.soft(await wide(page), what).toEqual([]);
        if (width === 320) expect.soft(await small(page, 44), what).toEqual([]);
        expect.soft(await missed(page), what).toEqual([]);
      }
    }
  }
});
