import { describe, expect, it } from 'vitest';
import { Chat } from '../../src/demos/chat/chat';
import { Hub, type FakeWire } from './hub';

let now = 0;
const clock = () => now;
const person = (hub: Hub, id: string): { wire: FakeWire; chat: Chat } => {
  const wire = hub.wire();
  return { wire, chat: new Chat(wire, 'r', { id, name: id }, () => undefined, clock) };
};
const said = ({ lines }: Chat) => lines.flatMap((line) => (line.kind === 'said' ? [line.text] : []));

describe('Chat', () => {
  it('shows who comes later what was said before', () => {
    const hub = new Hub();
    const { chat: ana } = person(hub, 'ana');
    ana.say('hello');
    ana.say('is anybody here?');
    expect(said(person(hub, 'bo').chat)).toEqual(['hello', 'is anybody here?']);
  });

  it('misses nothing while it is cut, in both directions, and has no doubles', () => {
    const hub = new Hub();
    const ana = person(hub, 'ana');
    const bo = person(hub, 'bo');
    ana.chat.say('one');
    bo.wire.cut();
    ana.chat.say('two');
    bo.chat.say('from the dark');
    ana.chat.say('three');
    expect(said(ana.chat)).toEqual(['one', 'two', 'three']);
    bo.wire.mend();
    expect(said(ana.chat)).toEqual(['one', 'two', 'three', 'from the dark']);
    expect(said(bo.chat).sort()).toEqual(['from the dark', 'one', 'three', 'two']);
    expect(bo.chat.lines.some((line) => line.kind === 'note' && line.text.includes('none is missing'))).toBe(true);
    expect(bo.chat.lines.every((line) => line.kind === 'note' || line.arrived)).toBe(true);
  });

  it('knows who is here by their beats, and who has gone', () => {
    now = 0;
    const hub = new Hub();
    const ana = person(hub, 'ana');
    const bo = person(hub, 'bo');
    ana.chat.tick();
    expect([...ana.chat.people.keys()].sort()).toEqual(['ana', 'bo']);
    bo.chat.typing();
    expect(ana.chat.people.get('bo')?.typing).toBe(true);
    bo.wire.cut();
    for (now = 1000; now <= 8000; now += 1000) ana.chat.tick();
    expect([...ana.chat.people.keys()]).toEqual(['ana']);
    ana.chat.leave();
  });

  it('is not upset by what others publish to its topic', () => {
    const hub = new Hub();
    const { chat } = person(hub, 'ana');
    for (const body of ['no json', '[]', 'null', '{"id":7}', '{"id":"x","text":{}}']) {
      hub.publish('demo.chat.r', new TextEncoder().encode(body), {});
      hub.publish('demo.chat.r.here', new TextEncoder().encode(body), {});
    }
    expect(said(chat)).toEqual([]);
  });
});
