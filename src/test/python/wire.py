"""A TCP connection on which nothing waits for ever, and a WebSocket (RFC 6455) on it. Standard library only."""

import base64
import hashlib
import os
import socket

DEADLINE = 60.0


class Silence(Exception):
    """Nothing came for as long as it was waited."""


class Closed(Exception):
    """The other side closed: `code` and `reason` say why."""

    def __init__(self, code, reason):
        super().__init__(f"closed {code} {reason}")
        self.code = code
        self.reason = reason


class Wire:
    """Bytes to and from 127.0.0.1; a read raises Silence when nothing comes for `patience` seconds."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), DEADLINE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.came = bytearray()

    def write(self, data):
        self.socket.settimeout(DEADLINE)
        self.socket.sendall(data)

    def read(self, count, patience=DEADLINE):
        while len(self.came) < count:
            self._more(patience)
        data = bytes(self.came[:count])
        del self.came[:count]
        return data

    def line(self, patience=DEADLINE):
        while b"\n" not in self.came:
            self._more(patience)
        return self.read(self.came.index(b"\n") + 1).decode().rstrip("\r\n")

    def _more(self, patience):
        self.socket.settimeout(patience)
        try:
            data = self.socket.recv(65536)
        except socket.timeout:
            raise Silence(f"nothing came for {patience} s") from None
        if not data:
            raise Closed(1006, "the stream ended")
        self.came += data

    def head(self):
        """The status and the headers of an HTTP answer, by their names in lower case."""
        status = int(self.line().split(" ")[1])
        headers = {}
        line = self.line()
        while line:
            name, value = line.split(":", 1)
            headers[name.lower()] = value.strip()
            line = self.line()
        return status, headers

    def close(self):
        self.socket.close()


class WebSocket:
    """Text messages out, messages of both kinds in."""

    def __init__(self, port, path, protocols=()):
        self.wire = Wire(port)
        key = base64.b64encode(os.urandom(16)).decode()
        lines = [f"GET {path} HTTP/1.1", f"Host: localhost:{port}", "Upgrade: websocket", "Connection: Upgrade",
                 "Sec-WebSocket-Version: 13", f"Sec-WebSocket-Key: {key}"]
        if protocols:
            lines.append("Sec-WebSocket-Protocol: " + ", ".join(protocols))
        self.wire.write(("\r\n".join(lines) + "\r\n\r\n").encode())
        status, headers = self.wire.head()
        accepted = base64.b64encode(hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest())
        assert status == 101 and headers["sec-websocket-accept"] == accepted.decode(), (status, headers)

    def text(self, text):
        self._frame(0x81, text.encode())

    def message(self, patience=DEADLINE):
        """The next message. Pings are answered on the way."""
        whole = b""
        while True:
            first, second = self.wire.read(2, patience)
            assert second < 128, "a server's frame is masked"
            if second == 126:
                second = int.from_bytes(self.wire.read(2), "big")
            elif second == 127:
                second = int.from_bytes(self.wire.read(8), "big")
            data = self.wire.read(second)
            opcode = first & 0x0F
            if opcode == 8:
                self._frame(0x88, data[:2])
                raise Closed(int.from_bytes(data[:2], "big") if data else 1005, data[2:].decode())
            if opcode == 9:
                self._frame(0x8A, data)
            elif opcode != 10:
                whole += data
                if first & 0x80:
                    return whole

    def _frame(self, first, data):
        length = len(data)
        if length < 126:
            size = bytes([0x80 | length])
        elif length < 1 << 16:
            size = bytes([0x80 | 126]) + length.to_bytes(2, "big")
        else:
            size = bytes([0x80 | 127]) + length.to_bytes(8, "big")
        mask = os.urandom(4)
        self.wire.write(bytes([first]) + size + mask + bytes(b ^ mask[i & 3] for i, b in enumerate(data)))

    def close(self):
        self.wire.close()
