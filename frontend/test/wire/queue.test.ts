import { afterEach, expect, it, vi } from 'vitest';
import { purge } from '../../src/wire/queue';

afterEach(() => vi.unstubAllGlobals());

function answering(status: number, body: string, statusText = '') {
  const asked = vi.fn(async () => new Response(body, { status, statusText }));
  vi.stubGlobal('fetch', asked);
  return asked;
}

it('purges with the token, and says how many there were', async () => {
  const asked = answering(200, '{"queue":"a","purged":3}');
  expect(await purge('/api/queues/a/messages', 'sb_x')).toBe(3);
  expect(asked).toHaveBeenCalledWith('/api/queues/a/messages', {
    method: 'DELETE',
    headers: { Authorization: 'Bearer sb_x' },
    cache: 'no-store',
  });
});

it('passes on why the server refused', async () => {
  answering(403, '{"code":"SB-203","detail":"You may not.","hint":"Ask."}');
  await expect(purge('/x', null)).rejects.toMatchObject({ refusal: { code: 'SB-203', message: 'You may not. Ask.' } });
});

it('makes do with the status where somebody else answered', async () => {
  answering(502, '<html>', 'Bad Gateway');
  await expect(purge('/x', null)).rejects.toThrow('502: Bad Gateway');
});
