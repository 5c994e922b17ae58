// A stock EventSource that is cut off again and again while messages pass, and has all of them in the end by itself:
// it reconnects, and sends Last-Event-ID. The cuts are of a tunnel between the two, so that neither knows of them before.
import net from 'node:net';
import { EventSource } from 'eventsource';

const [port, messages, cuts] = process.argv.slice(2).map(Number);
const topic = 'demo.long.events';
const every = Math.floor(messages / (cuts + 1));
const AHEAD = 2000; // messages that the publisher is ahead at most, less than what passes between two cuts
let next = 0; // the body that comes next
let cut = 0;
let opened = 0;
let recovered = 0; // how often it was told that nothing is missing

function fail(what) {
  console.log(`failed: ${what}`);
  process.exit(1);
}

const open = new Set();
const tunnel = net.createServer((near) => {
  const far = net.connect(port, 'localhost');
  open.add(near);
  near.on('error', () => far.destroy()).on('close', () => (open.delete(near), far.destroy()));
  far.on('error', () => near.destroy()).on('close', () => near.destroy());
  near.pipe(far);
  far.pipe(near);
});
await new Promise((done) => tunnel.listen(0, 'localhost', done));

const events = new EventSource(`http://localhost:${tunnel.address().port}/api/topics/${topic}/events`);
events.onopen = () => {
  if (opened++ === 0) publish();
};
events.onmessage = ({ data }) => {
  if (Number(data) !== next) fail(`${data} came in place of ${next}`);
  next++;
  if (next > published - AHEAD) goOn();
  // What was under way when it was cut still comes; that is not cut once more.
  if (next >= (cut + 1) * every && cut < cuts && opened === cut + 1) {
    cut++;
    console.log(`cut ${cut} at ${next}`);
    open.forEach((socket) => socket.destroy());
  }
  end();
};
events.addEventListener('recovered', ({ data }) => {
  if (JSON.parse(data).recovered !== true) fail(`recovered ${data}`);
  recovered++;
  end();
});
events.addEventListener('gap', ({ data }) => fail(`gap ${data}`));

let published = 0;
let goOn = () => {};

async function publish() {
  for (let from = 0; from < messages; from += 1000) {
    if (next <= published - AHEAD) await new Promise((resolve) => (goOn = resolve));
    const batch = [];
    for (let i = from; i < Math.min(from + 1000, messages); i++) batch.push({ topic, body: `${i}` });
    const answer = await fetch(`http://localhost:${port}/api/publish`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(batch),
    });
    if (!answer.ok) fail(`publish ${answer.status} ${await answer.text()}`);
    await answer.arrayBuffer();
    published = from + 1000;
  }
}

function end() {
  // The last connection tells that it has caught up when it has: after the last message, or before.
  if (next === messages && cut === cuts && opened === cuts + 1 && recovered >= 1) {
    console.log(`all ${next} cut ${cut} opened ${opened} recovered ${recovered}`);
    process.exit(0);
  }
}

setTimeout(() => fail(`no end: ${next} of ${messages}, cut ${cut}, opened ${opened}, recovered ${recovered}`), 150_000).unref();
