/**
 * Real-time messaging in one jar: WebSocket, STOMP, REST and server-sent events around
 * one embedded broker.
 *
 * <h2>The modules</h2> A box stands on what it may use; edges never use each other.
 * {@code ArchitectureTests} holds the same drawing and fails when the code differs.
 *
 * <pre>
 * +---------------------------------------------------------------+
 * |                           dashboard                           |  serves the page and its live numbers
 * |              +-----------------+                              |
 * |              |      relay      |                              |  passes on to RabbitMQ, where there is one
 * +--------------+-----------------+---------------+--------------+
 * |     rest     |      stomp      |     echo      |  websocket   |  edges: talk to the world
 * +--------------+-----------------+---------------+--------------+
 * |             broker             |          connection          |  the engine | the sockets' bounded outboxes
 * +---------------+----------------+------------------------------+
 * |    access     |     store      |          +-------------------+  who may | what is on disk
 * +---------------+----------------+          |       bench       |  a program of its own: measures a server
 * |                                +----------+-------------------+
 * |                            message                            |
 * +---------------------------------------------------------------+
 * </pre>
 *
 * {@code broker} does not know that sockets, STOMP or HTTP exist; {@code connection} does
 * not know that topics exist; {@code stomp} and {@code rest} stand on both, and
 * {@code echo} and {@code websocket} on {@code connection} alone. {@code relay} is behind
 * {@code stomp}'s {@code Upstream} and {@code broker}'s {@code Remote}, and nobody uses
 * it. Spring is mentioned by classes named {@code *Configuration}, {@code *Properties},
 * {@code *Endpoint}, {@code *Controller} and {@code *Filter} only, by {@code websocket},
 * whose task is to be Spring's WebSocket engine, by {@code relay}'s {@code Spring*},
 * which are Spring's STOMP relay, and here.
 *
 * {@code bench} is a load generator in the same jar, which the server knows nothing of;
 * {@code Commands} looks at the first argument and starts it before anything of Spring is
 * loaded.
 *
 * <h2>The path of a connection</h2> Jetty reads a request's headers and asks
 * {@code UpgradeFactory}, which has Spring Security's filters and the registry's handler
 * judge it there and then (the short way). What they do not let in, and what is not plain
 * HTTP/1.1 or not a registered path, goes on to the servlets (the long way), where the
 * same filters and handlers say why not.
 *
 * <h2>The path of a message</h2>
 * <ol>
 * <li><b>Translate.</b> {@code WebSocketConnection} reads the socket, {@code FrameReader}
 * unmasks (or {@code ContainerConnection} is handed frames by Jetty, where that engine is
 * chosen), {@code SockJsDecoder} takes SockJS off where it is spoken,
 * {@code FrameDecoder} makes frames of the bytes and {@code StompSession} a
 * {@code Publication} of a SEND; over HTTP {@code PublishController} makes one of a
 * request.</li>
 * <li><b>Authorise.</b> {@code Broker.publish} asks {@code AccessPolicy}, here and
 * nowhere else, so that no edge can forget it.</li>
 * <li><b>Order.</b> {@code TopicLog.append} gives the message its offset, under the
 * topic's lock, and the topic's {@code History} keeps it for those who come later. What a
 * durable topic gets goes to the thread of {@code Writer} first, which writes all that
 * waits, has the disk commit it, and comes back to {@code TopicLog.committed}.</li>
 * <li><b>Fan out.</b> Under the same lock each {@code Subscriber} gets the
 * {@code Delivery}: {@code MessageForm} encodes once per subscription id, and every
 * {@code Outbox} takes a reference, or refuses and has its connection closed as slow. A
 * queue's message goes to one consumer instead: {@code WorkQueue} hands it out, and has
 * it back when it is not acknowledged.</li>
 * <li><b>Write.</b> With the lock given back and the publisher's read used up,
 * {@code Burst} drains the outboxes that were filled: all that waits for a client goes
 * out in one write, and what its socket does not take follows when it does. Of many
 * outboxes threads of other cores drain their share ({@code Spread}).</li>
 * </ol>
 *
 * With {@code stompbox.relay.host} set, steps 3 and 4 are RabbitMQ's: {@code Broker} asks
 * {@code Remote} in place of {@code TopicLog}, and a STOMP session passes frames on by
 * {@code Upstream}. Who may what is decided here as before.
 *
 * <h2>Who may touch what</h2> Concurrency lives in these classes; everything else is
 * immutable or confined to one thread.
 * <ul>
 * <li>{@code TopicLog}: its {@code lock}, from the offset until the last subscriber has
 * the message. Taken by publishers and subscribers.</li>
 * <li>{@code CatchUp}: none of its own; whoever counts its work up from 0 does it, and
 * the topic's lock is taken for each handful of messages and where it joins what is
 * new.</li>
 * <li>{@code WorkQueue}: its {@code lock}, around what waits, what is in flight and whose
 * turn it is; a {@code QueueLog} shares it. Dead letters go on when it is given
 * back.</li>
 * <li>{@code Topics}, {@code Queues}: their monitor, while a topic or queue is created or
 * room is made; takes {@code TopicLog} or {@code WorkQueue} inside.</li>
 * <li>{@code PatternIndex}: its monitor, for changes; looking up takes none, since the
 * tree is replaced and {@code PatternSubscribers} publishes its places.</li>
 * <li>{@code Compression}: no lock but its queue's, around deflaters that nobody uses;
 * {@code MessageInflater} the same, and a connection's end takes the inflater of a
 * message under way when no reader has it.</li>
 * <li>{@code Outbox}: its monitor, for a few fields and the copy into a batch, never
 * during a write. One thread drains at a time.</li>
 * <li>{@code Backlog}: its monitor, around what waits for a client that does not keep up,
 * with its {@code Lane}s.</li>
 * <li>{@code SampledSubscription}: its monitor, while a message goes out or is counted;
 * publishers and the clock take it.</li>
 * <li>{@code Tracing}: its monitor, around the few connections that somebody looks at;
 * takes a {@code Tracer}'s inside, which is held for one frame and, like an outbox's,
 * innermost.</li>
 * <li>{@code Admission}: an entry's lock in each of its maps, taken alone.</li>
 * <li>{@code OutboxTotal}, {@code LimitCounts}: no lock but for what is new.</li>
 * <li>{@code Spread}: no lock; who drains takes the next outboxes by a counter, and the
 * one who asked waits for those who have begun.</li>
 * <li>{@code Pool}: no lock; a buffer is in its place or somebody's.</li>
 * <li>{@code WebSocketConnection}, {@code ContainerConnection}: one thread reads at a
 * time; their monitor, taken alone, decides who goes on when reading was paused.</li>
 * <li>{@code SockJsHttp}: its monitor, for the response that is open and what is written
 * to it, which waits for nothing; the outbox is told outside of it.</li>
 * <li>{@code RelayedTopics}: its monitor, while RabbitMQ is asked to begin or end a
 * subscription, so that it hears of them in order; taken alone.</li>
 * <li>{@code RelayedLink}: no lock; whoever finds nobody telling its listener tells all
 * that there is.</li>
 * <li>{@code AccessRules}, {@code Authenticator}: no lock; rules and keys are replaced as
 * a whole, and a caller's {@code Memory} with them. {@code Tickets}, {@code Sessions},
 * {@code Guesses}: the monitor of their map, taken alone. {@code Revocations}: its
 * monitor, for changes, which are written to its file meanwhile; who asks takes none.
 * {@code Owners}: no lock; the clock asks it whose time is over.</li>
 * <li>{@code Leaving}: no lock; between who reads and who sends away. {@code Drain}: its
 * monitor, for its few fields.</li>
 * <li>{@code StompSession}: one thread reads a connection at a time; what the clock and
 * the end of a connection see of it is volatile.</li>
 * </ul>
 * <b>Lock order:</b> {@code Topics} or {@code Queues}, then {@code TopicLog}, then
 * {@code WorkQueue} or {@code SampledSubscription}, then {@code Backlog}, then
 * {@code Outbox}; {@code Commit} takes several {@code TopicLog}s in the order of their
 * names, and one {@code WorkQueue} at a time. Nothing is taken after {@code Outbox}, and
 * {@code PatternIndex} is taken alone. No write to a socket, no callback that can block
 * and no log line under a topic's lock: a connection that overflows there is closed by
 * {@code Writers}, later.
 */
@NullMarked
package dev.stompbox;

import org.jspecify.annotations.NullMarked;
