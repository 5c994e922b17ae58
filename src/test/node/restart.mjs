// Stock clients through a restart: subscribers who resume, and publishers that wait for each receipt and send again what
// they have none for. They do nothing else but reconnect. Usage: node restart.mjs PORT SUBSCRIBERS PUBLISHERS TOKEN
import { Client } from '@stomp/stompjs';
import WebSocket from 'ws';

const [port, subscribers, publishers] = process.argv.slice(2, 5).map(Number);
const token = process.argv[5];
const all = subscribers + publishers;
const receipts = new Array(publishers).fill(0);
/** The last number that each publisher has a receipt for, and that each subscriber has seen. */
const sent = new Array(publishers).fill(0);
const seen = new Array(subscribers).fill(null);
const up = new Set();
let told = 0;
let resumed = 0;
let round = 0;

function fail(what) {
  console.log(`failed: ${what}`);
  process.exit(1);
}

/** Prints where things stand, once each. */
function look() {
  const everyone = up.size === all && told === 0;
  if (round === 0 && everyone && receipts.every((count) => count > 2)) {
    round = 1;
    console.log('ready');
  } else if (round === 1 && up.size === 0 && told === all) {
    round = 2;
    console.log(`gone ${receipts.join(' ')}`);
    told = 0;
    receipts.fill(0);
  } else if (round === 2 && everyone && resumed === subscribers && receipts.every((count) => count > 0)) {
    // Nothing more is published: what is on its way still comes.
    round = 3;
  } else if (round === 3 && seen.every((number, i) => number === sent[i % publishers])) {
    round = 4;
    console.log('back');
    process.exit(0);
  }
}

function client(name, settings, connected) {
  const stomp = new Client({
    webSocketFactory: () => new WebSocket(`ws://localhost:${port}/ws`),
    reconnectDelay: 500,
    heartbeatIncoming: 0,
    heartbeatOutgoing: 0,
    ...settings,
  });
  stomp.onConnect = () => {
    up.add(name);
    connected(stomp);
    look();
  };
  stomp.onStompError = (frame) => {
    const after = Number(frame.headers['reconnect-after']);
    if (frame.headers.code !== 'SB-120' || !(after > 0)) fail(`${frame.headers.code} ${frame.headers.message}`);
    told++;
  };
  stomp.onWebSocketClose = (event) => {
    if (up.delete(name) && event.code !== 1001) fail(`close ${event.code} ${event.reason}`);
    look();
  };
  stomp.onWebSocketError = () => {}; // refused while the server is away: it tries again by itself
  stomp.activate();
}

for (let i = 0; i < subscribers; i++) {
  let last = null;
  client(`s${i}`, {}, (stomp) => {
    const receipt = `resumed-${i}-${Math.random()}`;
    const resumes = last !== null;
    stomp.watchForReceipt(receipt, ({ headers }) => {
      if (resumes && headers.recovered !== 'true') fail(`s${i} is told recovered:${headers.recovered}`);
      resumed += round === 2 ? 1 : 0;
      look();
    });
    const came = (message) => {
      const number = Number(message.body);
      if (seen[i] !== null && number !== seen[i] + 1) fail(`s${i} got ${number} after ${seen[i]}`);
      seen[i] = number;
      last = message.headers['message-id'];
      look();
    };
    stomp.subscribe(`/topic/demo.restart.${i % publishers}`, came, { receipt, ...(resumes && { since: last }) });
  });
}
for (let i = 0; i < publishers; i++) {
  client(`p${i}`, { connectHeaders: { passcode: token } }, (stomp) => {
    const publish = () => {
      if (!stomp.connected || round >= 3) return;
      const number = sent[i] + 1;
      const headers = { receipt: `${i}-${number}-${Math.random()}`, 'idempotency-key': `${i}-${number}` };
      stomp.watchForReceipt(headers.receipt, () => {
        receipts[i]++;
        sent[i] = number;
        look();
        setTimeout(publish, 20);
      });
      stomp.publish({ destination: `/topic/demo.restart.${i}`, body: String(number), headers });
    };
    publish();
  });
}
setTimeout(() => {
  fail(`no end: round ${round}, ${up.size} up, ${told} told, ${resumed} resumed, sent ${sent}, seen ${seen}`);
}, 80_000).unref();
