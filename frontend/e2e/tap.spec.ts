import { readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { expect, openTap, rows, test } from './fixtures';

test('a message published by REST arrives, byte for byte', async ({ page, server, topic }) => {
  await openTap(page, server, topic);
  await server.publish(topic, '{"big":9007199254740993,"one":1.0}');
  const row = rows(page).first();
  await expect(row).toContainText('JSON');
  await row.click();
  await expect(page.locator('#inspector-view pre')).toHaveText('{\n  "big": 9007199254740993,\n  "one": 1.0\n}');
  await page.getByRole('tab', { name: 'Raw' }).click();
  await expect(page.locator('#inspector-view pre')).toHaveText('{"big":9007199254740993,"one":1.0}');
  await page.getByRole('tab', { name: 'Headers' }).click();
  await expect(page.locator('#inspector-view')).toContainText('application/json');
});

test('the form validates, publishes, and says where the message went', async ({ page, server, topic }) => {
  await openTap(page, server, topic);
  const body = page.getByLabel('Message body');
  await body.fill('{"user":}');
  await expect(page.getByText('Not valid JSON: line 1, column 9')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Publish' })).toBeDisabled();
  await body.fill('{"user":"ana"}');
  await body.press('Control+Enter');
  await expect(page.getByText(new RegExp(`Published to ${topic} at position \\S+:\\d+`))).toBeVisible();
  await expect(rows(page)).toHaveText([/"user":"ana"/]);
  await rows(page).first().click();
  await page.getByRole('button', { name: 'Edit & resend' }).click();
  await expect(body).toBeFocused();
  await body.fill('{"user":"bo"}');
  await body.press('Control+Enter');
  await expect(rows(page)).toHaveText([/ana/, /bo/]);
});

test('a refusal is shown with its code and its sentence', async ({ page, server }) => {
  await openTap(page, server, 'demo.refused');
  await page.goto(`${server.url}/#/topics/demo.%23`);
  await page.getByLabel('To', { exact: true }).fill('$SYS.stats');
  await page.getByRole('button', { name: 'Publish' }).click();
  await expect(page.getByRole('form', { name: 'Publish' }).getByRole('status').last()).toContainText(/SB-\d+: \S+/);
});

test('pause keeps what arrives and does not move; resume shows all, in order', async ({ page, server, topic }) => {
  await openTap(page, server, topic);
  await server.publishAll(topic, ['first']);
  await expect(rows(page)).toHaveCount(1);
  await page.getByRole('button', { name: 'Pause' }).click();
  await server.publishAll(
    topic,
    Array.from({ length: 500 }, (_, i) => `message ${i + 1}`),
  );
  await expect(page.getByText('Paused · 500 waiting')).toBeVisible();
  await expect(rows(page)).toHaveText([/first/]);
  await page.getByRole('button', { name: 'Resume' }).click();
  await expect(page.getByText('501 messages', { exact: true })).toBeVisible();
  await expect(rows(page).filter({ hasText: 'message 500' })).toBeVisible();
  expect(await page.locator('.row').count()).toBeLessThan(100);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export NDJSON' }).click();
  const lines = readFileSync(await (await download).path(), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).body);
  expect(lines).toEqual(['first', ...Array.from({ length: 500 }, (_, i) => `message ${i + 1}`)]);
});

test('scrolled up, the row under the eye stays; End follows again', async ({ page, server, topic }) => {
  await openTap(page, server, topic);
  await server.publishAll(
    topic,
    Array.from({ length: 200 }, (_, i) => `old ${i}`),
  );
  await expect(page.getByText('200 messages', { exact: true })).toBeVisible();
  const list = page.getByRole('listbox', { name: 'Messages' });
  await list.evaluate((element) => (element.scrollTop = 1400));
  const watched = rows(page).filter({ hasText: 'old 52' });
  const before = await watched.boundingBox();
  await server.publishAll(
    topic,
    Array.from({ length: 300 }, (_, i) => `new ${i}`),
  );
  await expect(page.getByRole('button', { name: '↓ 300 new' })).toBeVisible();
  expect(await watched.boundingBox()).toEqual(before);
  await page.keyboard.press('End');
  await expect(rows(page).filter({ hasText: 'new 299' })).toBeVisible();
});

test('bytes 00 to FF: BIN, 16 lines of hex, and the same bytes when saved', async ({ page, server, topic }) => {
  await openTap(page, server, topic);
  const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
  await server.publish(topic, bytes, 'application/octet-stream');
  await rows(page).first().click();
  await expect(rows(page).first()).toContainText('BIN');
  const lines = (await page.locator('#inspector-view pre').innerText()).split('\n');
  expect(lines).toHaveLength(16);
  expect(lines[4]).toBe('000040  40 41 42 43 44 45 46 47  48 49 4A 4B 4C 4D 4E 4F  @ABCDEFGHIJKLMNO');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save' }).click();
  const saved = readFileSync(await (await download).path());
  expect(createHash('sha256').update(saved).digest('hex')).toBe(createHash('sha256').update(bytes).digest('hex'));
  await page.getByRole('button', { name: 'Edit & resend' }).click();
  await page.getByLabel('Message body').press('Control+Enter');
  await expect(rows(page)).toHaveCount(2);
  await rows(page).nth(1).click();
  expect((await page.locator('#inspector-view pre').innerText()).split('\n')).toEqual(lines);
});

test('HTML in a body is text, in the list and in the inspector', async ({ page, server, topic }) => {
  await openTap(page, server, topic);
  const evil = '<img src=x onerror="document.title=\'run\'"><script>document.title="run"</script>';
  await server.publish(topic, evil, 'text/html');
  await rows(page).first().click();
  await expect(rows(page).first()).toContainText('<img src=x');
  await expect(page.locator('#inspector-view pre')).toHaveText(evil);
  await expect(page.locator('main img, main script')).toHaveCount(0);
  await expect(page).not.toHaveTitle(/run/);
});

test('the filter narrows, counts, explains, and is part of the address', async ({ page, server, topic }) => {
  await openTap(page, server, topic);
  for (const [user, type] of [
    ['ana', 'typing'],
    ['ana', 'text'],
    ['bo', 'text'],
  ]) {
    await server.publish(topic, JSON.stringify({ user, type, text: 'x'.repeat(60) }));
  }
  await expect(rows(page)).toHaveCount(3);
  const field = page.getByLabel('Filter messages');
  await field.fill('user:ana -type:typing size>50');
  await expect(page.getByText('1 of 3', { exact: true })).toBeVisible();
  await expect(rows(page)).toHaveText([/"user":"ana","type":"text"/]);
  await field.fill('siez>1');
  await expect(page.getByText('Unknown field siez. Did you mean size?')).toBeVisible();
  await field.fill('nothing');
  await page.getByRole('button', { name: 'Clear filter' }).click();
  await expect(rows(page)).toHaveCount(3);
  await field.fill('kind:json');
  await page.reload();
  await expect(field).toHaveValue('kind:json');
});

test('a pattern shows messages of all its topics', async ({ page, server, topic }) => {
  await page.goto(server.link(`/topics/${encodeURIComponent(`${topic}.#`)}`));
  await expect(async () => {
    await server.publish(`${topic}.a`, '{}');
    await expect(rows(page).first()).toBeVisible({ timeout: 500 });
  }).toPass();
  await server.publish(`${topic}.b.c`, '{}');
  await expect(rows(page).last()).toContainText(`${topic}.b.c`);
});
