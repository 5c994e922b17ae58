#!/usr/bin/env python3
"""table.py DIR: the tables of docs/benchmarks.md from DIR/*.jsonl; medians over all lines of a point."""
import json
import os
import statistics
import sys

ORDER = ["floor", "floor-16", "stompbox", "stompbox-ids", "stompbox-jdk25", "stompbox-container", "nats", "nchan", "mosquitto", "node-ws", "spring"]
POINTS = ["f100", "f1000", "f5000", "p1000", "t1000", "e128", "e1m"]

lines = {}
for name in os.listdir(sys.argv[1]):
    if name.endswith(".jsonl"):
        for text in open(os.path.join(sys.argv[1], name)):
            line = json.loads(text)
            server, point = line["label"].rsplit("/", 1)
            lines.setdefault(server, {}).setdefault(point, []).append(line)


def short(x):
    return f"{x:.2f}" if x < 10 else f"{x:.1f}" if x < 100 else f"{x:.0f}"


def values(server, point, key):
    return [line[key] for line in lines.get(server, {}).get(point, []) if key in line]


def cell(server, point, key="cpu_us_per_delivery", scale=1):
    all_ = [x * scale for x in values(server, point, key)]
    if not all_:
        return ""
    middle = short(statistics.median(all_))
    return middle if len(all_) == 1 else f"{middle} [{short(min(all_))}–{short(max(all_))}]"


def latency(server, point):
    both = [values(server, point, key) for key in ("p50_us", "p99_us")]
    return " / ".join(short(statistics.median(x) / 1000) for x in both) if all(both) else ""


def row(*cells):
    print("| " + " | ".join(cells) + " |")


servers = [s for s in ORDER if s in lines] + sorted(s for s in lines if s not in ORDER)
print("CPU µs per delivered message, median [min–max]\n")
row("server", *POINTS, "lost, doubled or out of order")
print("|" + "---|" * (len(POINTS) + 2))
for s in servers:
    wrong = sum(sum(values(s, p, "lost")) + sum(values(s, p, "disorder")) for p in POINTS)
    expected = sum(sum(values(s, p, "expected")) for p in POINTS)
    row(s, *[cell(s, p) for p in POINTS], f"{wrong}" if not wrong else f"{wrong} of {expected}")
print("\nLatency p50 / p99 in ms, connections, memory\n")
row("server", "p1000", "e128", "e1m", "CPU µs per connection", "the first 5000", "KB per idle connection", "the first 5000")
print("|" + "---|" * 8)
for s in servers:
    row(s, *[latency(s, p) for p in ("p1000", "e128", "e1m")], cell(s, "idle", "connect_cpu_us"), cell(s, "first", "connect_cpu_us"),
        cell(s, "idle", "kb_per_conn"), cell(s, "first", "kb_per_conn"))
