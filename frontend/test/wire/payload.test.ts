import { describe, expect, it } from 'vitest';
import { accessQuery } from '../../src/wire/access';
import { chosenFrom, queryOf } from '../../src/wire/connections';
import { fill, parseBase64, parseHeaders, sendFrame } from '../../src/wire/payload';

describe('Base64', () => {
  it.each([
    ['AP96', [0, 255, 122]],
    ['AP9 6\n', [0, 255, 122]],
    ['-_8=', [251, 255]],
    ['', []],
  ])('%j is bytes', (text, bytes) => expect([...parseBase64(text)!]).toEqual(bytes));
  it.each(['A', 'AP96!', '{}'])('%j is none', (text) => expect(parseBase64(text)).toBeNull());
});

describe('a template', () => {
  it('is filled with number and time, and nothing else is touched', () => {
    expect(fill('{"n":{{n}},"at":{{ time }},"x":"{{other}}","o":{}}', 7, 99)).toBe(
      '{"n":7,"at":99,"x":"{{other}}","o":{}}',
    );
    expect(fill('{{random}}', 1, 1)).toMatch(/^\w{1,8}$/);
  });
});

describe('headers', () => {
  it('are read line by line, with colons in their values', () => {
    expect(parseHeaders('a: 1\n\n b :x:y\n')).toEqual({ headers: { a: '1', b: 'x:y' }, problem: null });
  });
  it('are explained when they are none', () => {
    expect(parseHeaders('nothing').problem).toContain('"nothing" is no header');
    expect(parseHeaders(': x').problem).not.toBeNull();
  });
});

it('a SEND is shown as it goes over the wire', () => {
  expect(sendFrame('/topic/a', { x: '1' }, new TextEncoder().encode('hi'), true)).toBe(
    'SEND\ndestination:/topic/a\nx:1\ncontent-length:2\n\nhi^@',
  );
});

describe('the question for connections', () => {
  const usual = { sort: 'pending', descending: true, offset: 0, limit: 100 } as const;
  it('takes words, transport and pending out of the filter', () => {
    const query = new URLSearchParams(queryOf({ ...usual, filter: 'ana via:STOMP  pending>64k bo' }));
    expect(Object.fromEntries(query)).toEqual({
      limit: '100',
      sort: 'pending',
      descending: 'true',
      transport: 'stomp',
      pending: '65537',
      text: 'ana bo',
    });
  });
  it('leaves out what is not said', () => {
    expect(queryOf({ ...usual, descending: false, offset: 200, filter: '' })).toBe('limit=100&sort=pending&offset=200');
  });
});

describe('the question for rights', () => {
  it('says whose, without what is empty', () => {
    expect(accessQuery('publish', '/topic/a', { kind: 'me' })).toBe('action=publish&destination=%2Ftopic%2Fa');
    expect(
      accessQuery('subscribe', 'a.#', { kind: 'name', name: ' ana ', roles: '', claims: 'tenant=blue, plan=x' }),
    ).toBe('action=subscribe&destination=a.%23&caller=ana&claim=tenant%3Dblue&claim=plan%3Dx');
    expect(accessQuery('manage', 'a', { kind: 'token', token: 'sb_x\n' })).toContain('token=sb_x');
  });
});

describe('the choice of connections', () => {
  const usual = { sort: 'pending', descending: true, offset: 0, limit: 10 } as const;
  const line = (id: string, caller: string, transport: string, pending: number) => ({
    ...{ id, caller, transport, pending, remote: '10.0.0.1:5', openedAt: 0, limit: 1000 },
    ...{ messagesIn: 0, bytesIn: 0, messagesOut: 0, bytesOut: 0 },
  });
  const all = [line('c-2', 'ana', 'stomp', 5), line('c-1', 'ana', 'sse', 5), line('c-3', 'Bo', 'stomp', 9000)];
  const ids = (query: Partial<Parameters<typeof chosenFrom>[1]>) =>
    chosenFrom(all, { ...usual, filter: '', ...query }).shown.map(({ id }) => id);

  it('is in the order that was asked for, and by id where that says nothing', () => {
    expect(ids({})).toEqual(['c-3', 'c-1', 'c-2']);
    expect(ids({ descending: false })).toEqual(['c-1', 'c-2', 'c-3']);
    expect(ids({ sort: 'transport' })).toEqual(['c-2', 'c-3', 'c-1']);
  });

  it('is of what matches all that was typed', () => {
    expect(ids({ filter: 'ANA via:stomp' })).toEqual(['c-2']);
    expect(ids({ filter: 'pending>8k' })).toEqual(['c-3']);
    expect(ids({ filter: '10.0.0' })).toHaveLength(3);
    expect(ids({ filter: 'ana bo' })).toEqual([]);
  });

  it('is a page, and says of how many', () => {
    expect(chosenFrom(all, { ...usual, filter: '', offset: 1, limit: 1 })).toEqual({ matching: 3, shown: [all[1]] });
  });
});
