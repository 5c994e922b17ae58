import { expect, it } from 'vitest';
import { bytesOf, type Draft } from '../../src/pages/tap/compose';
import { snippets } from '../../src/pages/connect/snippets';
import { addressesFrom } from '../../src/wire/addresses';

const draft = (change: Partial<Draft>): Draft => ({ mode: 'text', text: '', contentType: '', file: null, ...change });

it('makes bytes of each kind of draft, or says why not', () => {
  expect(bytesOf(draft({ text: 'é' })).bytes).toEqual(Uint8Array.of(0xc3, 0xa9));
  expect(bytesOf(draft({ mode: 'hex', text: '00 FF' })).bytes).toEqual(Uint8Array.of(0, 255));
  expect(bytesOf(draft({ mode: 'hex', text: '0' })).problem).toContain('Not hex');
  expect(bytesOf(draft({ mode: 'json', text: '{"a":}' })).problem).toBe(
    'Not valid JSON: line 1, column 6: a value expected, but found "}".',
  );
  expect(bytesOf(draft({ mode: 'file' })).problem).toBe('Choose a file.');
});

it('puts the live address and, only if there is one, the token into each snippet', () => {
  const at = addressesFrom('http://localhost:8123/#/connect');
  for (const { id, parts } of snippets(at, 'sb_x')) {
    // websocat's speaks to the echo, which asks nobody who they are.
    const both = id === 'websocat' ? /localhost:8123/ : /localhost:8123[^]*sb_x|sb_x[^]*localhost:8123/;
    expect(parts.at(-1)!.code).toMatch(both);
  }
  for (const { parts } of snippets(at, null)) expect(parts.at(-1)!.code).not.toContain('Bearer');
});
