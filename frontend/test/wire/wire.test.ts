import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { addressesFrom } from '../../src/wire/addresses';
import { backoff } from '../../src/wire/backoff';
import { eventsCurl, publishCurl } from '../../src/wire/curl';
import { echoBody } from '../../src/wire/echo';
import { parsePosition, stepBetween } from '../../src/wire/position';
import { destinationOf, isPattern, nameProblem, topicOf } from '../../src/wire/topic';

describe('backoff', () => {
  it('doubles from half a second to ten, at least half of it certain', () => {
    expect([0, 1, 2, 3, 4, 5, 50].map((attempt) => backoff(attempt, () => 1))).toEqual([
      500, 1000, 2000, 4000, 8000, 10_000, 10_000,
    ]);
    expect(backoff(3, () => 0)).toBe(2000);
  });
});

describe('position', () => {
  const at = (text: string) => parsePosition(text)!;
  it('reads epoch and offset, and nothing else', () => {
    expect(at('x7:42')).toEqual({ epoch: 'x7', offset: 42 });
    expect([undefined, '', 'x7', 'x7:', ':1', 'a:b:1'].map(parsePosition)).toEqual(Array(6).fill(null));
  });
  it('tells what lies between two messages', () => {
    expect(stepBetween(undefined, at('a:9'))).toEqual({ kind: 'next' });
    expect(stepBetween(at('a:9'), at('a:10'))).toEqual({ kind: 'next' });
    expect(stepBetween(at('a:9'), at('a:22'))).toEqual({ kind: 'gap', missed: 12 });
    expect(stepBetween(at('a:9'), at('b:10'))).toEqual({ kind: 'new-epoch' });
    expect(stepBetween(at('a:9'), at('a:9'))).toEqual({ kind: 'repeat' });
  });
});

describe('topic', () => {
  it('and destination are the same name', () => {
    expect(destinationOf('chat.1')).toBe('/topic/chat.1');
    expect(topicOf('/topic/chat/1')).toBe('chat.1');
  });
  it('knows patterns and bad names', () => {
    expect(['demo.#', '*.eur', 'demo.hello', 'a#.b'].map(isPattern)).toEqual([true, true, false, false]);
    expect(['demo.hello', 'demo.#', '$SYS.stats', 'prices.eur-usd', 'größe'].map(nameProblem)).toEqual(
      Array(5).fill(null),
    );
    expect(nameProblem('a..b')).toContain('Two dots');
    expect(nameProblem('a b')).toContain('"a b"');
    expect(nameProblem('x'.repeat(256))).toContain('255');
  });
});

describe('addresses', () => {
  it('follow the page, also behind a prefix and over TLS', () => {
    const at = addressesFrom('https://host.example/box/?x=1#/topics/a');
    expect(at.stomp).toBe('wss://host.example/box/ws');
    expect(at.echo('text')).toBe('wss://host.example/box/echo/text');
    expect(at.messages('a.b')).toBe('https://host.example/box/api/topics/a.b/messages');
    expect(at.queue('a.b')).toBe('https://host.example/box/api/queues/a.b/messages');
  });
});

describe('curl', () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  it('survives the shell, whatever the body', () => {
    const body = `it's "quoted" $HOME \`x\` \\ \n end`;
    const line = publishCurl({
      url: 'http://h/x',
      token: 't',
      contentType: 'text/plain',
      body: bytes(body),
      text: true,
    });
    const printed = execFileSync('sh', ['-c', line.replace(/^curl/, "printf '%s|'")], { encoding: 'utf8' });
    expect(printed.split('|')).toEqual([
      '-H',
      'Authorization: Bearer t',
      '-H',
      'Content-Type: text/plain',
      '--data-binary',
      body,
      'http://h/x',
      '',
    ]);
  });
  it('sends bytes through printf', () => {
    const line = publishCurl({ url: 'http://h/x', token: null, body: Uint8Array.of(0, 255, 37, 92), text: false });
    expect(execFileSync('sh', ['-c', line.replace(/curl.*$/, 'od -An -tx1')], { encoding: 'utf8' }).trim()).toBe(
      '00 ff 25 5c',
    );
  });
  it('listens without waiting for a buffer', () => {
    expect(eventsCurl('http://h/e', null)).toBe("curl -N 'http://h/e'");
  });
});

describe('echoBody', () => {
  it('has exactly the size, starts with its number, and differs', () => {
    expect(echoBody(7, 256)).toHaveLength(256);
    expect(echoBody(7, 16).slice(0, 10)).toBe('0000000007');
    expect(echoBody(7, 256)).not.toBe(echoBody(8, 256));
  });
});
