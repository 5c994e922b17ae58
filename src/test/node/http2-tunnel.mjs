// Lets WebSocket clients that speak HTTP/1.1 reach a server over HTTP/2 (RFC 8441): all of them are streams of one
// connection. Prints the port on which it listens.
//
//   node http2-tunnel.mjs http://127.0.0.1:PORT

import http2 from 'node:http2';
import net from 'node:net';

const GONE = new Set(['upgrade', 'connection', 'sec-websocket-key', 'host', 'keep-alive']);

const server = new URL(process.argv[2]);
const session = http2.connect(server, { rejectUnauthorized: false });
session.on('error', (error) => {
  console.log(`The connection broke: ${error.message}`);
  process.exit(1);
});

function request(head) {
  const [first, ...lines] = head.split('\r\n');
  const headers = {
    ':method': 'CONNECT',
    ':protocol': 'websocket',
    ':scheme': server.protocol.slice(0, -1),
    ':authority': `localhost:${server.port}`,
    ':path': first.split(' ')[1],
  };
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).trim().toLowerCase();
    if (colon > 0 && !GONE.has(name)) {
      headers[name] = line.slice(colon + 1).trim();
    }
  }
  return headers;
}

function answer(headers, body) {
  const status = headers[':status'];
  let text = `HTTP/1.1 ${status === 200 ? '101 Switching Protocols' : `${status} Refused`}\r\n`;
  for (const [name, value] of Object.entries(headers)) {
    if (!name.startsWith(':') && name !== 'content-length') {
      text += `${name}: ${value}\r\n`;
    }
  }
  return text + (status === 200 ? '' : `content-length: ${body.length}\r\n`) + '\r\n';
}

function open(client, head, early) {
  const stream = session.request(request(head), { endStream: false });
  client.on('error', () => stream.close(http2.constants.NGHTTP2_CANCEL));
  stream.on('error', () => client.resetAndDestroy());
  stream.on('response', (headers) => {
    if (headers[':status'] !== 200) {
      const parts = [];
      stream.on('data', (part) => parts.push(part));
      stream.on('end', () => client.end(Buffer.concat([Buffer.from(answer(headers, Buffer.concat(parts))),
        Buffer.concat(parts)])));
      return;
    }
    client.write(answer(headers));
    stream.write(early);
    client.pipe(stream);
    stream.pipe(client);
  });
}

const listening = net.createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
  let head = Buffer.alloc(0);
  const read = (bytes) => {
    head = Buffer.concat([head, bytes]);
    const end = head.indexOf('\r\n\r\n');
    if (end >= 0) {
      client.off('data', read);
      client.pause();
      open(client, head.toString('latin1', 0, end), head.subarray(end + 4));
    }
  };
  client.on('data', read);
});

session.on('remoteSettings', (settings) => {
  if (!settings.enableConnectProtocol) {
    console.log('The server takes no WebSockets over HTTP/2');
    process.exit(1);
  }
  listening.listen(0, '127.0.0.1', () => console.log(listening.address().port));
});
