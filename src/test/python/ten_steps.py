"""The ten steps of docs/ten-steps.md over raw sockets, with the standard library only.

Usage: python3 ten_steps.py port=… transport=… broker=… prefix=… token=… heartBeatPort=… heartBeatPid=…
Prints a line per step, "1 Connect: ok" or what was wrong, and "done" at the end.
"""

import http.client
import json
import os
import re
import signal
import sys
import time
import traceback

from stomp import Session
from wire import DEADLINE, Silence

RUN = dict(argument.split("=", 1) for argument in sys.argv[1:])
EMBEDDED = RUN["broker"] == "embedded"
TOKEN = RUN["token"]
INDIVIDUAL = {"ack": "client-individual"}


def topic(name):
    return f"/topic/{RUN['prefix']}.{name}"


def queue(name):
    return f"/queue/{RUN['prefix']}.{name}"


def send(destination, *bodies):
    session = Session.open(RUN)
    for body in bodies:
        session.send(destination, body)
    session.leave()


def consume(destination, **headers):
    session = Session.open(RUN)
    return session, session.subscribe(destination, **headers)


def is_marked(message, deliveries):
    assert message.headers.get("redelivered") == "true", message
    assert message.headers.get("deliveries") == (str(deliveries) if EMBEDDED else None), message


def is_fresh(message):
    assert message.headers.get("redelivered") != "true", message
    assert "deliveries" not in message.headers, message


def nothing_is_left_before(destination, body):
    """The next consumer's first message is `body`, which is sent now: nothing else is left in the queue."""
    session, inbox = consume(destination, **INDIVIDUAL)
    session.send(destination, body)
    is_fresh(inbox.next(body))
    session.leave()


def call(port, method, path, body=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=DEADLINE)
    connection.request(method, path, body, {"Authorization": f"Bearer {TOKEN}", "Content-Type": "text/plain"})
    return connection.getresponse()


def connect():
    anybody = Session.open(RUN)
    welcome = anybody.welcome
    assert welcome["version"] == "1.2" and welcome["session"] and welcome["server"].startswith("stompbox/"), welcome
    assert re.fullmatch(r"[1-9]\d*,[1-9]\d*", welcome["heart-beat"]), welcome
    assert welcome["user-name"].startswith("anonymous-"), welcome
    anybody.leave()
    operator = Session.open(RUN, token=TOKEN)
    assert operator.welcome["user-name"] == "operator", operator.welcome
    operator.leave()


def receipts():
    session = Session.open(RUN)
    first = session.subscribe(topic("receipts"))
    sent = session.send(topic("receipts"), "one")
    message = first.next("one")
    if EMBEDDED:
        assert re.fullmatch(r".+:\d+", first.receipt.headers["position"]), first.receipt
        assert message.headers["message-id"] == sent.headers["position"], (message, sent)
    else:
        assert "position" not in first.receipt.headers and "position" not in sent.headers, (first.receipt, sent)
        assert message.headers["message-id"], message
    first.unsubscribe()
    session.send(topic("receipts"), "two")
    second = session.subscribe(topic("receipts"))
    session.send(topic("receipts"), "three")
    second.next("three")
    assert not first.inbox, first.inbox
    session.leave()


def ack_auto():
    send(queue("auto"), "1", "2", "3")
    session, inbox = consume(queue("auto"), ack="auto")
    for body in "123":
        message = inbox.next(body)
        is_fresh(message)
        assert "ack" not in message.headers, message
    session.leave()
    nothing_is_left_before(queue("auto"), "4")


def ack_client():
    send(queue("client"), *"12345")
    session, inbox = consume(queue("client"), ack="client")
    messages = [inbox.next(body) for body in "12345"]
    for message in messages:
        is_fresh(message)
        assert message.headers["ack"], message
    inbox.answer("ACK", messages[2])
    session.leave()
    session, inbox = consume(queue("client"), ack="client")
    is_marked(inbox.next("4"), 2)
    last = inbox.next("5")
    is_marked(last, 2)
    inbox.answer("ACK", last)
    session.leave()
    nothing_is_left_before(queue("client"), "6")


def ack_individual():
    send(queue("individual"), *"12345")
    first = Session.open(RUN, beats=(1500, 0))
    first.keep_beating()
    inbox = first.subscribe(queue("individual"), prefetch="2", **INDIVIDUAL)
    inbox.next("1")
    two = inbox.next("2")
    other = first.subscribe(topic("individual"))
    first.send(topic("individual"), "no third")
    other.next("no third")
    assert not inbox.inbox, inbox.inbox
    inbox.answer("ACK", two)
    inbox.answer("ACK", inbox.next("3"))
    inbox.next("4")
    first.drop()
    until_gone(int(RUN["port"]), first.welcome["session"])
    second, inbox = consume(queue("individual"), **INDIVIDUAL)
    messages = [inbox.next() for _ in range(3)]
    if not EMBEDDED:
        messages.sort(key=lambda message: message.body)
    assert [message.body for message in messages] == ["1", "4", "5"], messages
    is_marked(messages[0], 2)
    is_marked(messages[1], 2)
    is_fresh(messages[2])
    for message in messages:
        inbox.answer("ACK", message)
    second.leave()
    nothing_is_left_before(queue("individual"), "6")


def nack():
    send(queue("nack"), "a", "b")
    session, inbox = consume(queue("nack"), prefetch="1", **INDIVIDUAL)
    a = inbox.next("a")
    is_fresh(a)
    inbox.answer("NACK", a)
    again = inbox.next("a")
    is_marked(again, 2)
    inbox.answer("ACK", again)
    b = inbox.next("b")
    is_fresh(b)
    inbox.answer("NACK", b, requeue="false")
    session.send(queue("nack"), "c")
    inbox.answer("ACK", inbox.next("c"))
    if EMBEDDED:
        dead = session.subscribe(queue("nack.dead")).next("b")
        assert dead.headers["dead-letter-queue"] == RUN["prefix"] + ".nack", dead
        assert dead.headers["dead-letter-reason"] == "nack", dead
    session.leave()


def transaction():
    send(queue("work"), "q1", "q2")
    watcher, seen = consume(topic("work"))
    worker, inbox = consume(queue("work"), **INDIVIDUAL)
    q1, q2 = inbox.next("q1"), inbox.next("q2")
    worker.confirm("BEGIN", {"transaction": "t1"})
    worker.send(topic("work"), "one", transaction="t1")
    inbox.answer("ACK", q1, transaction="t1")
    worker.send(topic("work"), "two", transaction="t1")
    worker.send(topic("work"), "before")
    seen.next("before")
    worker.confirm("COMMIT", {"transaction": "t1"})
    seen.next("one")
    seen.next("two")
    worker.confirm("BEGIN", {"transaction": "t2"})
    worker.send(topic("work"), "never", transaction="t2")
    inbox.answer("ACK", q2, transaction="t2")
    worker.confirm("ABORT", {"transaction": "t2"})
    worker.send(topic("work"), "after")
    seen.next("after")
    worker.leave()
    watcher.leave()
    session, inbox = consume(queue("work"), **INDIVIDUAL)
    again = inbox.next("q2")
    is_marked(again, 2)
    inbox.answer("ACK", again)
    session.leave()
    nothing_is_left_before(queue("work"), "q3")


def until_gone(port, session):
    """Asks until the server lists the session no more."""
    until = time.monotonic() + DEADLINE
    while call(port, "GET", "/api/connections/" + session).status != 404:
        assert time.monotonic() < until, "it is still there"
        time.sleep(0.05)


def until_closing(port, session):
    """Asks until the server says why the session is closing."""
    until = time.monotonic() + DEADLINE
    answer = call(port, "GET", "/api/connections/" + session)
    while answer.status != 404 and not json.load(answer).get("closing"):
        assert time.monotonic() < until, "it is still open"
        time.sleep(0.05)
        answer = call(port, "GET", "/api/connections/" + session)


def heart_beat_loss():
    port, pid = int(RUN["heartBeatPort"]), int(RUN["heartBeatPid"])
    silent = Session.open(RUN, port=port, beats=(500, 0))
    assert silent.welcome["heart-beat"] == "500,500", silent.welcome
    until_closing(port, silent.welcome["session"])
    silent.is_refused("SB-308", 4408)

    alone = Session.open(RUN, port=port, beats=(1500, 1500))
    alone.keep_beating()
    for _ in range(2):
        assert alone.line.message(alone.patience) == b"\n"
    os.kill(pid, signal.SIGSTOP)
    try:
        alone.next()
        raise AssertionError("something came of a server that stands still")
    except Silence:
        alone.drop()
    finally:
        os.kill(pid, signal.SIGCONT)


def user_queue():
    mine = f"/user/queue/{RUN['prefix']}.mine"
    operators = [Session.open(RUN, token=TOKEN) for _ in range(2)]
    inboxes = [operator.subscribe(mine) for operator in operators]
    anybody, other = consume(mine)
    answer = call(int(RUN["port"]), "POST", f"/api/users/operator/messages?destination={mine}", "rest")
    assert answer.status == 201, answer.status
    told = json.load(answer)
    assert told.get("subscribers") == (2 if EMBEDDED else None) and ("position" in told) == EMBEDDED, told
    sender = Session.open(RUN, token=TOKEN)
    sender.send(f"/user/operator/queue/{RUN['prefix']}.mine", "stomp")
    for inbox in inboxes:
        for body in ("rest", "stomp"):
            message = inbox.next(body)
            assert message.headers["destination"] == mine, message
    sender.send(f"/user/{anybody.welcome['user-name']}/queue/{RUN['prefix']}.mine", "yours")
    other.next("yours")
    for session in (*operators, anybody, sender):
        session.leave()


def error():
    unknown = Session.open(RUN)
    unknown.text("FLY\n\n\0")
    unknown.is_refused("SB-501", 4400)

    forbidden = Session.open(RUN)
    forbidden.frame("SEND", {"destination": "/topic/private", "receipt": "r"})
    refused = forbidden.is_refused("SB-201", 4401)
    assert refused.headers["receipt-id"] == "r" and refused.body, refused

    Session(RUN, token="wrong").is_refused("SB-201", 4401)


STEPS = {
    "Connect": connect,
    "Receipts": receipts,
    "Ack auto": ack_auto,
    "Ack client": ack_client,
    "Ack client-individual": ack_individual,
    "Nack": nack,
    "Transaction": transaction,
    "Heart-beat loss": heart_beat_loss,
    "User queue": user_queue,
    "Error": error,
}

for number, (name, step) in enumerate(STEPS.items(), 1):
    try:
        step()
        outcome = "ok"
    except Exception:
        outcome = traceback.format_exc().strip().replace("\n", " | ")
    print(f"{number} {name}: {outcome}", flush=True)
print("done")
