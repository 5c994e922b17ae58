import { describe, expect, it } from 'vitest';
import { parseFilter } from '../../src/state/filter';
import { MessageRow } from '../../src/state/row';

const row = (body: string | Uint8Array, headers: Record<string, string> = {}) =>
  new MessageRow(
    {
      headers: { destination: '/topic/chat.lobby', ...headers },
      body: typeof body === 'string' ? new TextEncoder().encode(body) : body,
    },
    null,
    0,
  );
const ana = row('{"user":"ana","type":"typing","at":{"x":[5]},"n":9007199254740993}', { 'X-Y': 'z' });
const bo = row('{"user":"bo","text":"loud and clear","big":"' + 'x'.repeat(2000) + '"}');
const bin = row(Uint8Array.of(0, 1, 255));
const text = row('hello World');
const all = { ana, bo, bin, text };
const found = (filter: string) =>
  Object.entries(all)
    .filter(([, one]) => parseFilter(filter)!.matches!(one))
    .map(([name]) => name);

describe('parseFilter', () => {
  it.each([
    ['WORLD', ['text']],
    ['"loud and clear"', ['bo']],
    ['loud clear', ['bo']],
    ['loud hello', []],
    ['-loud', ['ana', 'bin', 'text']],
    ['user:ana', ['ana']],
    ['user:ana -type:typing', []],
    ['-user:ana kind:json', ['bo']],
    ['at.x.0:5', ['ana']],
    ['text:"loud and clear"', ['bo']],
    ['kind:bin', ['bin']],
    ['kind:text', ['text']],
    ['size>1k', ['bo']],
    ['size<=3', ['bin']],
    ['topic:lobby size<12', ['bin', 'text']],
    ['header.x-y:z', ['ana']],
    ['/^hello/', ['text']],
    ['/LOUD/i', ['bo']],
  ])('%s', (filter, names) => expect(found(filter)).toEqual(names));

  it('is nothing when empty', () => expect(parseFilter('  ')).toBeNull());

  it.each([
    ['siez>1', 'Unknown field siez. Did you mean size?'],
    ['colour>1', 'Unknown field colour. Only size can be compared.'],
    ['kind:jsn', 'kind is json, text or bin, not "jsn".'],
    ['size>big', 'size>big: a size is a number'],
    ['size:5', 'size is compared'],
    ['user:', 'user: needs a value'],
    ['/(/', '/(/ is not a regular expression'],
  ])('explains %s', (filter, problem) => expect(parseFilter(filter)!.problem).toContain(problem));
});
