#!/bin/bash
# Measures Stompbox, the least that the kernel allows, and other servers, one after the other, each on one core with
# the load on another, in several rounds; writes a line of JSON per point to target/bench/results and prints tables.
#
#   src/bench/measure.sh                          all servers that are installed, 3 rounds
#   ROUNDS=1 src/bench/measure.sh floor stompbox  some of them, once
#   POINTS="f1000 e128" src/bench/measure.sh      some points
#
# Needs Linux with two cores, gcc, python3, and target/stompbox.jar. Servers that are not found are left out, and said
# so: nats-server, nginx with nchan, mosquitto (packages of these names), node with ws in target/bench/node, and
# src/bench/spring, which Maven builds. Everything listens on 127.0.0.1 and is ended by its process number.
set -u
cd "$(dirname "$0")/../.." || exit 2
HERE=src/bench
WORK=$PWD/target/bench
OUT=${OUT:-$WORK/results}
ROUNDS=${ROUNDS:-3}
SECONDS_EACH=${SECONDS_EACH:-2}
JAVA=${JAVA:-java}
HEAP=${HEAP--Xmx4g -XX:+UseSerialGC}
mkdir -p "$OUT" "$WORK/log" "$WORK/conf" "$WORK/nginx"
gcc -O2 -o "$WORK/wsload" $HERE/wsload.c && gcc -O2 -o "$WORK/floor" $HERE/floor.c || exit 2
ulimit -n "$(ulimit -Hn)"

RAW="--proto raw --path /sub --pub-path /pub"
STOMP="--proto stomp --path /ws --dest /topic/demo.t%d"
ALL="idle f100 f1000 f5000 p1000 t1000 e128 e1m"

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

start() { # command: runs it on core 0
	taskset -c 0 "$@" >"$WORK/log/$NAME.log" 2>&1 &
	PID=$!
	PIDS=$PID
}

await() {
	for _ in $(seq 300); do
		(exec 3<>"/dev/tcp/127.0.0.1/$PORT") 2>/dev/null && sleep 1 && return 0
		sleep .2
	done
	echo "$NAME does not listen; see $WORK/log/$NAME.log" >&2
	return 1
}

# Each sets ARGS for wsload, ECHO where there is an echo, WARM seconds before each point, and the points that apply.
server_floor() { start "$WORK/floor" "$PORT" 1; ARGS=$RAW; ECHO=/echo; POINTS_HERE="idle f100 f1000 f5000 p1000 e128 e1m"; }
server_floor-16() { start "$WORK/floor" "$PORT" 16; ARGS=$RAW; POINTS_HERE="f100 f1000 f5000"; }
server_nats() {
	printf 'listen: "127.0.0.1:%s"\nmax_pending: 256MB\nping_interval: "300s"\nwebsocket { listen: "127.0.0.1:%s", no_tls: true, compression: false }\n' \
		"$(free_port)" "$PORT" >"$WORK/conf/nats.conf"
	start nats-server -c "$WORK/conf/nats.conf"
	ARGS="--proto nats --path / --dest t.%d"
}
server_mosquitto() {
	printf 'user root\nlistener %s 127.0.0.1\nlistener %s 127.0.0.1\nprotocol websockets\nallow_anonymous true\nlog_type error\npersistence false\nmax_queued_messages 0\nset_tcp_nodelay true\nmax_connections -1\n' \
		"$(free_port)" "$PORT" >"$WORK/conf/mosquitto.conf"
	start mosquitto -c "$WORK/conf/mosquitto.conf"
	ARGS="--proto mqtt --path /mqtt --dest t/%d"
}
server_nchan() {
	cat >"$WORK/conf/nginx.conf" <<-END
		load_module /usr/lib/nginx/modules/ngx_nchan_module.so;
		user root; worker_processes 1; daemon off; pid $WORK/nginx/nginx.pid; error_log $WORK/log/nginx-error.log error;
		events { worker_connections 19000; }
		http {
			access_log off; client_body_temp_path $WORK/nginx/body; proxy_temp_path $WORK/nginx/proxy;
			fastcgi_temp_path $WORK/nginx/f; uwsgi_temp_path $WORK/nginx/u; scgi_temp_path $WORK/nginx/s;
			nchan_shared_memory_size 512M; nchan_message_buffer_length 4000; nchan_message_timeout 30s; tcp_nodelay on;
			server {
				listen 127.0.0.1:$PORT backlog=4096;
				location ~ ^/sub/(\w+)\$ { nchan_subscriber websocket; nchan_channel_id \$1; nchan_subscriber_first_message newest; }
				location ~ ^/pub/(\w+)\$ { nchan_publisher websocket; nchan_channel_id \$1; }
			}
		}
	END
	start nginx -c "$WORK/conf/nginx.conf" -p "$WORK/nginx"
	ARGS="--proto raw --path /sub/t%d --pub-path /pub/t%d"
	PUBLISHERS="--pubs 1000"
}
server_node-ws() { NODE_PATH=$WORK/node/node_modules start node $HERE/ws.js "$PORT"; ARGS=$RAW; ECHO=/echo; WARM=2; POINTS_HERE="idle f100 f1000 f5000 p1000 e128 e1m"; }
server_spring() {
	start "$JAVA" $HEAP -jar "$WORK/spring/spring.jar" --server.port="$PORT" --server.address=127.0.0.1 --logging.level.root=WARN \
		--server.tomcat.max-connections=20000 --server.tomcat.accept-count=4096
	ARGS="--proto stomp --path /ws --dest /topic/t%d"; ECHO=/echo; WARM=3; JVM=yes
}
server_stompbox() {
	start "$JAVA" $HEAP -jar target/stompbox.jar --server.port="$PORT"
	ARGS=$STOMP; ECHO=/echo; WARM=3; JVM=yes
}
server_stompbox-ids() { server_stompbox; ARGS="$STOMP --unique-ids"; POINTS_HERE="f100 f1000 f5000"; }
server_stompbox-jdk25() { JAVA=${JAVA25:?set JAVA25 to a java of JDK 25} server_stompbox; }
server_stompbox-container() { start "$JAVA" $HEAP -jar target/stompbox.jar --server.port="$PORT" --stompbox.websocket.engine=container; ARGS=$STOMP; ECHO=/echo; WARM=3; JVM=yes; }

there() {
	case $1 in
	nats) command -v nats-server ;;
	nchan) [ -e /usr/lib/nginx/modules/ngx_nchan_module.so ] && command -v nginx ;;
	mosquitto) command -v mosquitto ;;
	node-ws) [ -d "$WORK/node/node_modules/ws" ] || (mkdir -p "$WORK/node" && cd "$WORK/node" && npm install --silent ws@8) ;;
	spring) [ -e "$WORK/spring/spring.jar" ] || ./mvnw -q -B -ntp -f $HERE/spring/pom.xml -DbuildRoot="$WORK" package ;;
	stompbox-jdk25) [ -n "${JAVA25:-}" ] ;;
	*) true ;;
	esac >/dev/null 2>&1
}

load() { # point, arguments of wsload
	taskset -c 1 timeout 300 "$WORK/wsload" --label "$NAME/$1" --port "$PORT" --pid "$PIDS" --cpu 0 --reps 1 \
		--duration "$SECONDS_EACH" --burst 50 "${@:2}"
}

point() {
	local warm=$WARM
	[ -n "$JVM" ] && [ -z "$WARMED" ] && [ "$1" != idle ] && warm=8 && WARMED=yes
	case $1 in
	idle)
		# A JVM compiles while the first come: they are a point of their own, and the next are not counted.
		if [ -n "$JVM" ]; then
			local collect="${JAVA%java}jcmd $PID GC.run >/dev/null; sleep 1"
			load first --mode idle $ARGS --subs 5000 --srcs 4 --rss-cmd "$collect"
			load again --mode idle $ARGS --subs 5000 --srcs 4 --hold .5 >/dev/null
			load idle --mode idle $ARGS --subs 5000 --srcs 4 --rss-cmd "$collect"
		else
			load idle --mode idle $ARGS --subs 5000 --srcs 4
		fi
		;;
	f*) load "$1" --mode fanout $ARGS --subs "${1#f}" --warmup "$warm" ;;
	p*) load "$1" --mode fanout $ARGS --subs "${1#p}" --rate 50 --warmup "$warm" ;;
	t*) load "$1" --mode fanout $ARGS --subs "${1#t}" --topics "${1#t}" --window "${1#t}" --warmup "$warm" $PUBLISHERS ;;
	e128) [ -z "$ECHO" ] || load e128 --mode echo --proto raw --path "$ECHO" --subs 100 --size 128 --warmup "$warm" ;;
	e1m) [ -z "$ECHO" ] || load e1m --mode echo --proto raw --path "$ECHO" --subs 1 --size 1048576 --binary --warmup "$warm" ;;
	esac
}

measure() {
	NAME=$1 PORT=$(free_port) ECHO='' WARM=1 WARMED='' JVM='' PUBLISHERS='' POINTS_HERE=$ALL
	"server_$NAME"
	if await; then
		[ "$NAME" = nchan ] && PIDS="$PID,$(tr -s ' ' ',' <"/proc/$PID/task/$PID/children" | sed 's/,$//')"
		for p in ${POINTS:-$POINTS_HERE}; do
			case " $POINTS_HERE " in *" $p "*) point "$p" >>"$OUT/$NAME.jsonl" || echo "$NAME/$p is not sound" >&2 ;; esac
		done
	fi
	kill "$PID" 2>/dev/null
	wait "$PID" 2>/dev/null
}

SERVERS=${*:-floor floor-16 stompbox stompbox-ids nats nchan mosquitto node-ws spring stompbox-jdk25}
for round in $(seq "$ROUNDS"); do
	for server in $SERVERS; do
		if there "$server"; then
			echo "round $round: $server" >&2
			measure "$server"
		elif [ "$round" = 1 ]; then
			echo "$server is not installed and is left out" >&2
		fi
	done
done
python3 $HERE/table.py "$OUT"
