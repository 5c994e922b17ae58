// Stock clients through a restart: subscribers, and publishers that wait for each receipt. They do nothing but reconnect.
import { Client } from '@stomp/stompjs';
import WebSocket from 'ws';

const [port, subscribers, publishers] = process.argv.slice(2).map(Number);
const all = subscribers + publishers;
const receipts = new Array(publishers).fill(0);
const up = new Set();
let told = 0;
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
  } else if (round === 2 && everyone && receipts.every((count) => count > 0)) {
    round = 3;
    console.log('back');
    process.exit(0);
  }
}

function client(name, connected) {
  const stomp = new Client({
    webSocketFactory: () => new WebSocket(`ws://localhost:${port}/ws`),
    reconnectDelay: 500,
    heartbeatIncoming: 0,
    heartbeatOutgoing: 0,
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
  client(`s${i}`, (stomp) => stomp.subscribe(`/topic/demo.restart.${i % publishers}`, () => {}));
}
for (let i = 0; i < publishers; i++) {
  client(`p${i}`, (stomp) => {
    const publish = () => {
      if (!stomp.connected) return;
      const receipt = `${i}-${Math.random()}`;
      stomp.watchForReceipt(receipt, () => {
        receipts[i]++;
        look();
        setTimeout(publish, 20);
      });
      stomp.publish({ destination: `/topic/demo.restart.${i}`, body: 'x'.repeat(100), headers: { receipt } });
    };
    publish();
  });
}
setTimeout(() => fail(`no end: round ${round}, ${up.size} up, ${told} told`), 80_000).unref();
