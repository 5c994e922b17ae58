import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Link, type Received, type Standing } from '../../src/wire/link';
import { FakeSocket, type Frame } from './stompServer';

const DESTINATION = '/topic/demo.x';
const NOT_KEPT = { code: 'SB-110', message: 'RabbitMQ keeps the topics' };
const NOT_PERMITTED = { code: 'SB-203', message: 'This caller may not' };

let link: Link;
/** What the SUBSCRIBEs of the test's own asked for, and how the server answers the next. */
let asked: Record<string, string>[];
let answers: Record<string, string>[];
let socket: FakeSocket;
let ids: string[];
/** What was unsubscribed. */
let ended: string[];

beforeEach(() => {
  vi.stubGlobal('WebSocket', FakeSocket);
  [asked, answers, ids, ended] = [[], [], [], []];
  FakeSocket.answer = ({ command, headers }: Frame, from) => {
    if (command === 'UNSUBSCRIBE') ended.push(headers['id']!);
    if (command !== 'SUBSCRIBE' || headers['destination'] !== DESTINATION) return;
    socket = from;
    const { id, destination: _, receipt, ...wanted } = headers;
    asked.push(wanted);
    ids.push(id!);
    from.say('RECEIPT', { 'receipt-id': receipt!, ...answers.shift() });
  };
  link = new Link({
    url: 'ws://server/ws',
    pace: { now: () => performance.now(), nextFrame: (run) => run(), seen: () => false },
    token: () => null,
    onState: () => undefined,
    onTokenRefused: () => undefined,
    onRefused: () => undefined,
  });
});

afterEach(() => {
  link.stop();
  vi.unstubAllGlobals();
});

/** Subscribes on a connection that is live, and waits until it is settled whether that is granted. */
async function subscribed(wish: Partial<Standing>) {
  const told = { accepted: vi.fn(), refused: vi.fn(), messages: [] as Received[] };
  const standing: Standing = {
    destination: DESTINATION,
    onMessage: (message) => told.messages.push(message),
    onAccepted: told.accepted,
    onRefused: told.refused,
    ...wish,
  };
  link.subscribe(standing);
  link.restart();
  await settled(told);
  return { ...told, standing };
}

const settled = ({ accepted, refused }: Pick<Awaited<ReturnType<typeof subscribed>>, 'accepted' | 'refused'>) =>
  vi.waitFor(() => expect(accepted.mock.calls.length + refused.mock.calls.length).toBe(1));

test('what is granted is asked for once', async () => {
  const { accepted, refused } = await subscribed({ rewind: 50, maxRate: 2000 });
  expect(asked).toEqual([{ rewind: '50', 'max-rate': '2000' }]);
  expect(accepted).toHaveBeenCalledWith({ recovered: null, missed: null, replayed: 0 });
  expect(refused).not.toHaveBeenCalled();
});

test('where the topic is kept by another broker, nothing but what comes from now on is asked for', async () => {
  answers = [NOT_KEPT];
  const { accepted, refused, messages } = await subscribed({ rewind: 50, maxRate: 2000 });
  expect(asked).toEqual([{ rewind: '50', 'max-rate': '2000' }, {}]);
  expect(accepted).toHaveBeenCalledTimes(1);
  expect(refused).not.toHaveBeenCalled();

  socket.say('MESSAGE', { subscription: ids[1]!, destination: DESTINATION, 'message-id': 'm-1' });
  await vi.waitFor(() => expect(messages.map(({ headers }) => headers['message-id'])).toEqual(['m-1']));
});

test('history that is refused for another reason is left out, and the rate still asked for', async () => {
  answers = [NOT_PERMITTED];
  const { accepted } = await subscribed({ rewind: 50, maxRate: 2000 });
  expect(asked).toEqual([{ rewind: '50', 'max-rate': '2000' }, { 'max-rate': '2000' }]);
  expect(accepted).toHaveBeenCalledTimes(1);
});

test.each([
  ['a rate that is refused by another broker is left out', NOT_KEPT, { maxRate: 2000 }, [{ 'max-rate': '2000' }, {}]],
  ['a topic of which no more was asked is not asked for again', NOT_PERMITTED, {}, [{}]],
])('%s; what is refused even so is told', async (_, refusal, wish, requests) => {
  answers = requests.map(() => refusal);
  const { accepted, refused } = await subscribed(wish);
  expect(asked).toEqual(requests);
  expect(refused).toHaveBeenCalledWith(refusal);
  expect(accepted).not.toHaveBeenCalled();
});

test('who goes on where they were and may not have that is told that messages may be missing', async () => {
  const told = await subscribed({ rewind: 50, resume: true });
  socket.say('MESSAGE', { subscription: ids[0]!, destination: DESTINATION, 'message-id': 'e:7' });
  await vi.waitFor(() => expect(told.messages).toHaveLength(1));
  told.accepted.mockClear();
  answers = [NOT_KEPT];
  link.restart();
  await settled(told);
  expect(asked).toEqual([{ rewind: '50' }, { since: 'e:7' }, {}]);
  expect(told.accepted).toHaveBeenCalledWith({ recovered: false, missed: null, replayed: 0 });
});

test('what is suspended is not asked for, also on a new connection, and goes on where it was', async () => {
  answers = [{ position: 'e:7' }];
  const { standing, accepted } = await subscribed({ resume: true });
  const resume = link.suspend(standing);
  expect(ended).toEqual([ids[0]]);
  link.restart();
  await vi.waitFor(() => expect(link.live).toBe(true));
  expect(asked).toEqual([{}]);
  accepted.mockClear();
  answers = [{ recovered: 'true', replayed: '3' }];
  resume();
  resume();
  await vi.waitFor(() => expect(accepted).toHaveBeenCalled());
  expect(asked).toEqual([{}, { since: 'e:7' }]);
  expect(accepted).toHaveBeenCalledWith({ recovered: true, missed: null, replayed: 3 });
});

test('what was ended while it was suspended does not come back', async () => {
  const standing: Standing = { destination: DESTINATION, onMessage: () => undefined };
  const end = link.subscribe(standing);
  link.restart();
  await vi.waitFor(() => expect(asked).toHaveLength(1));
  const resume = link.suspend(standing);
  end();
  resume();
  expect(asked).toHaveLength(1);
  expect(ended).toEqual([ids[0]]);
});
