#!/bin/bash
# Measures how fast publications are acknowledged that are on disk by then: Stompbox's durable topics and queues, in
# memory for comparison, and RabbitMQ's persistent queues over STOMP, one after the other on one core, with the load on
# another. Each server is warmed up first; how it is before that, one line says.
#
#   src/bench/durable.sh                      receipts per second
#   src/bench/durable.sh open                 how long a start takes with ten million messages on disk
#
# Needs Linux with two cores and target/stompbox.jar. RabbitMQ is left out, and said so, where its script is not found
# (RABBITMQ_SERVER=/path/to/sbin/rabbitmq-server names one). All listens on 127.0.0.1 and is ended by its process number.
set -u
cd "$(dirname "$0")/../.." || exit 2
WORK=$PWD/target/bench/durable
JAVA=${JAVA:-java}
SECONDS_EACH=${SECONDS_EACH:-5}
ROUNDS=${ROUNDS:-3}
rm -rf "$WORK" && mkdir -p "$WORK/classes"
javac -d "$WORK/classes" src/bench/Receipts.java || exit 2

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
load() { taskset -c 1 "$JAVA" -Xmx512m -cp "$WORK/classes" Receipts "$@"; }
measure() { # name pid arguments: prints the line
	local name=$1 pid=$2 line
	shift 2
	line=$(load "$@") || line="failed"
	printf '%-70s %s\n' "$name" "$line"
}
await() { for _ in $(seq 150); do (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null && sleep 1 && return; sleep .2; done; return 1; }

stompbox() { # fsync durable more: starts it with what is on disk
	PORT=$(free_port)
	(cd "$WORK" && exec env STOMPBOX_TOKEN=bench taskset -c 0 "$JAVA" -Xmx4g -XX:+UseSerialGC -jar ../../stompbox.jar \
		--server.port="$PORT" --stompbox.store.dir="$WORK/data" --stompbox.store.fsync="$1" \
		'--stompbox.topics[0].match=demo.#' '--stompbox.topics[0].subscribe=anyone' '--stompbox.topics[0].publish=anyone' \
		"--stompbox.topics[0].durable=$2" '--stompbox.queues[0].match=demo.#' "--stompbox.queues[0].durable=$2" \
		--stompbox.queues[0].max-messages=4000000 --stompbox.queues[0].max-size=1GB --stompbox.limits.queued=2GB \
		"${@:3}" >"$WORK/stompbox.log" 2>&1) &
	PID=$!
	await "$PORT" || { tail -5 "$WORK/stompbox.log" >&2 && exit 1; }
}
over() { kill "$1" 2>/dev/null; wait "$1" 2>/dev/null; }

rabbitmq() {
	SCRIPT=${RABBITMQ_SERVER:-$(ls -d /usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin/rabbitmq-server 2>/dev/null | tail -1)}
	[ -x "${SCRIPT:-}" ] || { echo "RabbitMQ is not here; left out" && return 1; }
	PORT=$(free_port)
	rm -rf "$WORK/rabbit" && mkdir -p "$WORK/rabbit"
	echo '[rabbitmq_stomp].' >"$WORK/rabbit/enabled_plugins"
	printf 'listeners.tcp.1 = 127.0.0.1:%s\nstomp.listeners.tcp.1 = 127.0.0.1:%s\nloopback_users = none\n' "$(free_port)" "$PORT" >"$WORK/rabbit/rabbitmq.conf"
	export HOME=$WORK/rabbit ERL_EPMD_PORT ERL_EPMD_ADDRESS=127.0.0.1 RABBITMQ_NODENAME=bench$PORT@localhost RABBITMQ_DIST_PORT \
		RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS='+S 1:1 -kernel inet_dist_use_interface {127,0,0,1}' \
		RABBITMQ_CONF_ENV_FILE=$WORK/rabbit/env.conf RABBITMQ_CONFIG_FILE=$WORK/rabbit/rabbitmq.conf \
		RABBITMQ_ENABLED_PLUGINS_FILE=$WORK/rabbit/enabled_plugins RABBITMQ_MNESIA_BASE=$WORK/rabbit/data \
		RABBITMQ_LOG_BASE=$WORK/rabbit/log RABBITMQ_PID_FILE=$WORK/rabbit/pid
	ERL_EPMD_PORT=$(free_port)
	RABBITMQ_DIST_PORT=$(free_port)
	epmd -address 127.0.0.1 -port "$ERL_EPMD_PORT" >/dev/null 2>&1 &
	EPMD=$!
	taskset -c 0 "$SCRIPT" >"$WORK/rabbit.log" 2>&1 &
	PID=$!
	await "$PORT"
	sleep 3
}

open() {
	MANY=("--stompbox.topics[0].history.messages=20000000" "--stompbox.topics[0].history.size=16GB" --stompbox.store.size=16GB)
	stompbox always true "${MANY[@]}"
	messages() { curl -s -H 'Authorization: Bearer bench' "http://127.0.0.1:$PORT/api/topics?limit=100" |
		python3 -c 'import json, sys; print(sum(t["messagesIn"] for t in json.load(sys.stdin)["topics"] if t["topic"].startswith("demo.")))'; }
	while [ "$(messages)" -lt 10000000 ]; do load ws "$PORT" 4 4096 20 /topic/demo.t%d guest bench; done
	echo "$(messages) messages, $(du -sm "$WORK/data" | cut -f1) MB on disk; kill -9"
	kill -9 "$PID"
	wait "$PID" 2>/dev/null
	for how in "as they were left" "with files that the system has not in memory"; do
		[ "$how" = "as they were left" ] || { sync && echo 1 >/proc/sys/vm/drop_caches; } 2>/dev/null
		stompbox always true "${MANY[@]}"
		echo "$how: $(grep -o 'ready in.*' "$WORK/stompbox.log"), $(messages) messages are there"
		over "$PID"
	done
	rm -rf "$WORK/data"
	stompbox always true
	echo "with nothing on disk: $(grep -o 'ready in.*' "$WORK/stompbox.log")"
	over "$PID"
}

if [ "${1:-}" = open ]; then
	open
	exit
fi

for round in $(seq "$ROUNDS"); do
	echo "round $round"
	printf '%-70s %s\n' "fsync of 200 bytes, by itself" "$(load fsync "$WORK" "$SECONDS_EACH")"
	for how in "always true" "interval true" "always false"; do
		set -- $how
		[ "$2" = true ] && name="stompbox, durable, fsync: $1" || name="stompbox, in memory"
		rm -rf "$WORK/data"
		stompbox "$1" "$2"
		measure "$name, one lone publisher, right after the start" "$PID" ws "$PORT" 1 1 "$SECONDS_EACH" /topic/demo.a guest bench
		load ws "$PORT" 4 4096 "$SECONDS_EACH" /queue/demo.w%d guest bench consume >/dev/null
		load ws "$PORT" 1 1 "$SECONDS_EACH" /topic/demo.a guest bench >/dev/null
		measure "$name, one lone publisher" "$PID" ws "$PORT" 1 1 "$SECONDS_EACH" /topic/demo.a guest bench
		measure "$name, 4 publishers, 4096 in flight each" "$PID" ws "$PORT" 4 4096 "$SECONDS_EACH" /topic/demo.t%d guest bench
		measure "$name, queues, 4 publishers and consumers" "$PID" ws "$PORT" 4 4096 "$SECONDS_EACH" /queue/demo.t%d guest bench consume
		over "$PID"
	done
	if rabbitmq; then
		measure "rabbitmq, persistent queue, one lone publisher" "$PID" tcp "$PORT" 1 1 "$SECONDS_EACH" /queue/a guest guest
		measure "rabbitmq, persistent queue, 4 publishers, 4096 in flight" "$PID" tcp "$PORT" 4 4096 "$SECONDS_EACH" /queue/t%d guest guest
		measure "rabbitmq, persistent queues, 4 publishers and consumers" "$PID" tcp "$PORT" 4 4096 "$SECONDS_EACH" /queue/c%d guest guest consume
		pkill -P "$PID" 2>/dev/null
		over "$PID"
		over "$EPMD"
	fi
done
