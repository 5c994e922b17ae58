import { expect, live, openTap, rows, test } from './fixtures';

test('Publish: by STOMP and by REST, with the call and the answer, each of which can be copied', async ({
  page,
  context,
  server,
  topic,
}) => {
  const tap = await context.newPage();
  await openTap(tap, server, topic);
  await page.goto(server.link(`/publish?topic=${topic}`));
  await live(page);
  await page.getByLabel('Headers, one on a line').fill('colour: green');
  const call = page.getByRole('region', { name: 'The call' });
  const answer = page.getByRole('region', { name: 'The answer' });
  await expect(call).toContainText(`SEND\ndestination:/topic/${topic}`);
  await page.getByRole('button', { name: /^Publish/ }).click();
  await expect(answer).toContainText(/RECEIPT after \d+ ms/);
  await expect(answer).toContainText(/position:\S+:\d+/);
  await rows(tap).first().click();
  await tap.getByRole('tab', { name: 'Headers' }).click();
  await expect(tap.locator('#inspector-view')).toContainText('green');

  await page.getByLabel('REST').check();
  await expect(call).toContainText(`curl`);
  await expect(call).not.toContainText(server.token);
  await page.getByRole('button', { name: /^Publish/ }).click();
  await expect(answer).toContainText(/HTTP 201 after \d+ ms/);
  await expect(answer).toContainText('"subscribers": 1');
  await expect(rows(tap)).toHaveCount(2);
});

test('Publish: hex, Base64 and a file are sent as bytes; what is none is explained', async ({
  page,
  server,
  topic,
}) => {
  await openTap(page, server, topic);
  await page.goto(`${server.url}/#/publish?topic=${topic}`);
  const body = page.getByLabel('Body', { exact: true });
  await page.getByLabel('Body as').selectOption('hex');
  await body.fill('00 FF 7');
  await expect(page.getByText('Not hex')).toBeVisible();
  await body.fill('00 FF 7A');
  await page.getByRole('button', { name: /^Publish/ }).click();
  await expect(page.getByText('1 of 1 sent')).toBeVisible();
  await page.getByLabel('Body as').selectOption('base64');
  await body.fill('AP96!');
  await expect(page.getByText('Not Base64')).toBeVisible();
  await body.fill('AP96');
  await page.getByRole('button', { name: /^Publish/ }).click();
  await expect(page.getByText('1 of 1 sent')).toBeVisible();
  await page.getByLabel('Body as').selectOption('file');
  await page.getByLabel('File to publish').setInputFiles({
    name: 'a.bin',
    mimeType: 'application/octet-stream',
    buffer: Buffer.of(0, 255, 122),
  });
  await page.getByRole('button', { name: /^Publish/ }).click();
  await expect(page.getByText('1 of 1 sent')).toBeVisible();
  await page.getByLabel('Topic').fill('demo..x');
  await expect(page.getByText('Two dots in a row')).toBeVisible();
  await expect(page.getByRole('button', { name: /^Publish/ })).toBeDisabled();
});

test('Publish: a template that is repeated, and a refusal that stops it', async ({ page, context, server, topic }) => {
  const stream = new AbortController();
  const events = await fetch(`${server.url}/api/topics/${topic}/events`, { signal: stream.signal });
  const reader = events.body!.getReader();
  let got = '';
  await page.goto(server.link(`/publish?topic=${topic}`));
  await live(page);
  await page.getByLabel('Body', { exact: true }).fill('{"n":{{n}}}');
  await page.getByLabel('Repeat').fill('20');
  await page.getByLabel('Repeat').blur();
  await page.getByLabel('a second').fill('100');
  await page.getByLabel('a second').blur();
  await page.getByRole('button', { name: /^Publish/ }).click();
  await expect(page.getByText('20 of 20 sent')).toBeVisible();
  while (!got.includes('"n":20}')) got += Buffer.from((await reader.read()).value!).toString();
  expect([...got.matchAll(/"n":(\d+)/g)].map(([, n]) => Number(n))).toEqual(
    Array.from({ length: 20 }, (_, i) => i + 1),
  );
  stream.abort();
  // Somebody without a token is not told beforehand; another tab has none.
  const other = await context.newPage();
  await other.goto(`${server.url}/#/publish?topic=secret.orders`);
  await live(other);
  await other.getByLabel('Repeat').fill('20');
  await other.getByLabel('Repeat').blur();
  await other.getByRole('button', { name: /^Publish/ }).click();
  await expect(other.getByText('1 of 20 sent; the last was refused, so it stopped')).toBeVisible();
  await expect(other.getByRole('region', { name: 'The answer' })).toContainText(/SB-\d+/);
});
