// Node's ws as a peer of the measurement: what /pub says goes to all on /sub; /echo sends back.
// `node ws.js PORT`; ws is looked up in $NODE_PATH.
const { createServer } = require("http");
const { WebSocketServer, WebSocket } = require("ws");

const server = createServer();
const sockets = new WebSocketServer({ server, perMessageDeflate: false, maxPayload: 4 << 20 });
const subscribers = new Set();
sockets.on("connection", (socket, request) => {
  if (request.url.startsWith("/pub")) {
    socket.on("message", (data) => {
      for (const each of subscribers) if (each.readyState === WebSocket.OPEN) each.send(data, { binary: false });
    });
  } else if (request.url.startsWith("/echo")) {
    socket.on("message", (data, binary) => socket.send(data, { binary }));
  } else {
    subscribers.add(socket);
    socket.on("close", () => subscribers.delete(socket));
  }
});
server.listen({ port: Number(process.argv[2]), host: "127.0.0.1", backlog: 4096 });
