// The ten steps of docs/ten-steps.md with @stomp/stompjs, over ws or over sockjs-client.
// Usage: node ten-steps.mjs port=… transport=… broker=… prefix=… token=… heartBeatPort=… heartBeatPid=…
// Prints a line per step, "1 Connect: ok" or what was wrong, and "done" at the end.
import assert from 'node:assert/strict';
import { Session, freezeUntilClosing, gone, run } from './ten-steps-session.mjs';

const topic = (name) => `/topic/${run.prefix}.${name}`;
const queue = (name) => `/queue/${run.prefix}.${name}`;
const embedded = run.broker === 'embedded';

async function send(destination, ...bodies) {
  const session = await Session.open();
  for (const body of bodies) {
    await session.send(destination, body);
  }
  await session.leave();
}

function isMarked(message, deliveries) {
  assert.equal(message.headers.redelivered, 'true');
  assert.equal(message.headers.deliveries, embedded ? String(deliveries) : undefined);
}

function isFresh(message) {
  assert.notEqual(message.headers.redelivered, 'true');
  assert.equal(message.headers.deliveries, undefined);
}

/** The next consumer's first message is `body`, which is sent now: nothing else is left in the queue. */
async function nothingIsLeftBefore(destination, body) {
  const { session, inbox } = await Session.consume(destination, { ack: 'client-individual' });
  await session.send(destination, body);
  isFresh(await inbox.next(body));
  await session.leave();
}

async function connect() {
  const anybody = await Session.open();
  assert.equal(anybody.welcome.version, '1.2');
  assert.ok(anybody.welcome.session);
  assert.match(anybody.welcome.server, /^stompbox\//);
  assert.match(anybody.welcome['heart-beat'], /^[1-9]\d*,[1-9]\d*$/);
  assert.match(anybody.welcome['user-name'], /^anonymous-/);
  await anybody.leave();
  const operator = await Session.open({ token: run.token });
  assert.equal(operator.welcome['user-name'], 'operator');
  await operator.leave();
}

async function receipts() {
  const session = await Session.open();
  const first = await session.subscribe(topic('receipts'));
  const sent = await session.send(topic('receipts'), 'one');
  const message = await first.next('one');
  if (embedded) {
    assert.match(first.receipt.headers.position, /^.+:\d+$/);
    assert.equal(message.headers['message-id'], sent.headers.position);
  } else {
    assert.equal(first.receipt.headers.position, undefined);
    assert.equal(sent.headers.position, undefined);
    assert.ok(message.headers['message-id']);
  }
  await first.unsubscribe();
  await session.send(topic('receipts'), 'two');
  const second = await session.subscribe(topic('receipts'));
  await session.send(topic('receipts'), 'three');
  await second.next('three');
  assert.ok(first.empty());
  await session.leave();
}

async function ackAuto() {
  await send(queue('auto'), '1', '2', '3');
  const { session, inbox } = await Session.consume(queue('auto'), { ack: 'auto' });
  for (const body of ['1', '2', '3']) {
    const message = await inbox.next(body);
    isFresh(message);
    assert.equal(message.headers.ack, undefined);
  }
  await session.leave();
  await nothingIsLeftBefore(queue('auto'), '4');
}

async function ackClient() {
  await send(queue('client'), '1', '2', '3', '4', '5');
  const first = await Session.consume(queue('client'), { ack: 'client' });
  const messages = [];
  for (const body of ['1', '2', '3', '4', '5']) {
    messages.push(await first.inbox.next(body));
    isFresh(messages.at(-1));
    assert.ok(messages.at(-1).headers.ack);
  }
  await first.session.receipt((receipt) => messages[2].ack({ receipt }));
  await first.session.leave();
  const second = await Session.consume(queue('client'), { ack: 'client' });
  isMarked(await second.inbox.next('4'), 2);
  const last = await second.inbox.next('5');
  isMarked(last, 2);
  await second.session.receipt((receipt) => last.ack({ receipt }));
  await second.session.leave();
  await nothingIsLeftBefore(queue('client'), '6');
}

async function ackIndividual() {
  await send(queue('individual'), '1', '2', '3', '4', '5');
  const beating = { settings: { heartbeatOutgoing: 1500 } };
  const first = await Session.consume(queue('individual'), { ack: 'client-individual', prefetch: '2' }, beating);
  await first.inbox.next('1');
  const two = await first.inbox.next('2');
  const other = await first.session.subscribe(topic('individual'));
  await first.session.send(topic('individual'), 'no third');
  await other.next('no third');
  assert.ok(first.inbox.empty());
  await first.session.receipt((receipt) => two.ack({ receipt }));
  const three = await first.inbox.next('3');
  three.ack();
  await first.inbox.next('4');
  first.session.drop();
  await gone(first.session.welcome.session);
  const second = await Session.consume(queue('individual'), { ack: 'client-individual' });
  const messages = [await second.inbox.next(), await second.inbox.next(), await second.inbox.next()];
  if (!embedded) {
    messages.sort((one, other) => one.body - other.body);
  }
  assert.deepEqual(messages.map((message) => message.body), ['1', '4', '5']);
  isMarked(messages[0], 2);
  isMarked(messages[1], 2);
  isFresh(messages[2]);
  messages.forEach((message) => message.ack());
  await second.session.leave();
  await nothingIsLeftBefore(queue('individual'), '6');
}

async function nack() {
  await send(queue('nack'), 'a', 'b');
  const { session, inbox } = await Session.consume(queue('nack'), { ack: 'client-individual', prefetch: '1' });
  const a = await inbox.next('a');
  isFresh(a);
  await session.receipt((receipt) => a.nack({ receipt }));
  const again = await inbox.next('a');
  isMarked(again, 2);
  again.ack();
  const b = await inbox.next('b');
  isFresh(b);
  await session.receipt((receipt) => b.nack({ receipt, requeue: 'false' }));
  await session.send(queue('nack'), 'c');
  (await inbox.next('c')).ack();
  if (embedded) {
    const dead = await session.subscribe(queue('nack.dead'));
    const { headers } = await dead.next('b');
    assert.equal(headers['dead-letter-queue'], `${run.prefix}.nack`);
    assert.equal(headers['dead-letter-reason'], 'nack');
  }
  await session.leave();
}

async function transaction() {
  await send(queue('work'), 'q1', 'q2');
  const watcher = await Session.open();
  const seen = await watcher.subscribe(topic('work'));
  const { session, inbox } = await Session.consume(queue('work'), { ack: 'client-individual' });
  const q1 = await inbox.next('q1');
  const q2 = await inbox.next('q2');
  const one = session.begin();
  await session.send(topic('work'), 'one', { transaction: one.id });
  q1.ack({ transaction: one.id });
  await session.send(topic('work'), 'two', { transaction: one.id });
  await session.send(topic('work'), 'before');
  await seen.next('before');
  await session.end('COMMIT', one);
  await seen.next('one');
  await seen.next('two');
  const two = session.begin();
  await session.send(topic('work'), 'never', { transaction: two.id });
  q2.ack({ transaction: two.id });
  await session.end('ABORT', two);
  await session.send(topic('work'), 'after');
  await seen.next('after');
  await session.leave();
  await watcher.leave();
  const next = await Session.consume(queue('work'), { ack: 'client-individual' });
  const again = await next.inbox.next('q2');
  isMarked(again, 2);
  again.ack();
  await next.session.leave();
  await nothingIsLeftBefore(queue('work'), 'q3');
}

async function heartBeatLoss() {
  const silent = await Session.open({ port: run.heartBeatPort, settings: { heartbeatOutgoing: 500 } });
  assert.equal(silent.welcome['heart-beat'], '500,500');
  freezeUntilClosing(silent.welcome.session);
  await silent.isRefused('SB-308', 4408);

  const both = { heartbeatOutgoing: 1500, heartbeatIncoming: 1500 };
  const alone = await Session.open({ port: run.heartBeatPort, settings: both });
  await alone.beats(2);
  process.kill(Number(run.heartBeatPid), 'SIGSTOP');
  try {
    await alone.isLost();
  } finally {
    process.kill(Number(run.heartBeatPid), 'SIGCONT');
  }
}

async function userQueue() {
  const mine = `/user/queue/${run.prefix}.mine`;
  const sessions = [await Session.open({ token: run.token }), await Session.open({ token: run.token })];
  const inboxes = [await sessions[0].subscribe(mine), await sessions[1].subscribe(mine)];
  const anybody = await Session.open();
  const other = await anybody.subscribe(mine);
  const answer = await fetch(`http://127.0.0.1:${run.port}/api/users/operator/messages?destination=${mine}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${run.token}`, 'Content-Type': 'text/plain' },
    body: 'rest',
  });
  assert.equal(answer.status, 201);
  const { position, subscribers } = await answer.json();
  assert.equal(subscribers, embedded ? 2 : undefined);
  assert.equal(typeof position, embedded ? 'string' : 'undefined');
  sessions.push(await Session.open({ token: run.token }));
  await sessions[2].send(`/user/operator/queue/${run.prefix}.mine`, 'stomp');
  for (const inbox of inboxes) {
    for (const body of ['rest', 'stomp']) {
      assert.equal((await inbox.next(body)).headers.destination, mine);
    }
  }
  await sessions[2].send(`/user/${anybody.welcome['user-name']}/queue/${run.prefix}.mine`, 'yours');
  await other.next('yours');
  for (const session of [...sessions, anybody]) {
    await session.leave();
  }
}

async function error() {
  const unknown = await Session.open();
  unknown.text('FLY\n\n\0');
  await unknown.isRefused('SB-501', 4400);

  const forbidden = await Session.open();
  forbidden.client.publish({ destination: '/topic/private', headers: { receipt: 'r' } });
  const refused = await forbidden.isRefused('SB-201', 4401);
  assert.equal(refused.headers['receipt-id'], 'r');
  assert.ok(refused.body);

  const stranger = Session.start({ token: 'wrong' });
  await stranger.isRefused('SB-201', 4401);
}

const STEPS = [
  ['Connect', connect],
  ['Receipts', receipts],
  ['Ack auto', ackAuto],
  ['Ack client', ackClient],
  ['Ack client-individual', ackIndividual],
  ['Nack', nack],
  ['Transaction', transaction],
  ['Heart-beat loss', heartBeatLoss],
  ['User queue', userQueue],
  ['Error', error],
];

for (const [i, [name, step]] of STEPS.entries()) {
  const failure = await step().then(() => 'ok', (failed) => failed.stack.replaceAll('\n', ' | '));
  console.log(`${i + 1} ${name}: ${failure}`);
}
console.log('done');
process.exit(0);
