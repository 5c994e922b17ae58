import { afterEach, expect, test, vi } from 'vitest';
import { exportKept, importKept, keptOf, purgeKept } from '../../src/wire/kept';

const answers = (status: number, body: unknown) =>
  vi.stubGlobal(
    'fetch',
    vi.fn(async () => new Response(typeof body === 'string' ? body : JSON.stringify(body), { status })),
  );

afterEach(() => vi.unstubAllGlobals());

test('what is kept is a part of what the server says of the topic', async () => {
  answers(200, { topic: 'demo.a', history: { messages: 3, bytes: 900, first: 'e:1' } });
  expect(await keptOf('http://x/api/topics/demo.a', 't')).toMatchObject({ messages: 3, bytes: 900 });
  answers(404, { code: 'SB-509', detail: 'There is no topic demo.a.' });
  expect(await keptOf('http://x/api/topics/demo.a', 't')).toBeNull();
  answers(403, { code: 'SB-401', detail: 'No.' });
  await expect(keptOf('http://x/api/topics/demo.a', 't')).rejects.toThrow('SB-401: No.');
});

test('each is a request of its own, with the token, and a refusal has its words', async () => {
  answers(200, { imported: 2 });
  expect(await importKept('http://x/m', 't', new Blob(['{}\n']))).toBe(2);
  expect(fetch).toHaveBeenCalledWith(
    'http://x/m/import',
    expect.objectContaining({
      method: 'POST',
      headers: { Authorization: 'Bearer t', 'Content-Type': 'application/x-ndjson' },
    }),
  );
  answers(200, { purged: 5 });
  expect(await purgeKept('http://x/m', 't')).toBe(5);
  expect(fetch).toHaveBeenCalledWith('http://x/m', expect.objectContaining({ method: 'DELETE' }));
  answers(200, '{"a":1}\n');
  expect(await (await exportKept('http://x/m', 't')).text()).toBe('{"a":1}\n');
  answers(403, { code: 'SB-401', detail: 'No.' });
  await expect(exportKept('http://x/m', 't')).rejects.toThrow('SB-401: No.');
});
