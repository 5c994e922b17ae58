/** What the server says about itself on its `$SYS` topics, once a second. Counts are totals since its start. */
export interface Transport {
  name: string;
  connections: number;
  messagesIn: number;
  bytesIn: number;
  messagesOut: number;
  bytesOut: number;
}

export interface BusyTopic {
  topic: string;
  subscribers: number;
  messagesIn: number;
  messagesOut: number;
}

export interface SlowConnection {
  connection: string;
  /** Of most of what waits for it; null where the server cannot see that. */
  destination?: string | null;
  pending: number;
  limit: number;
  /** When it began to read slowly, epoch ms. */
  since: number;
}

export interface ServerEvent {
  seq: number;
  time: number;
  /** `open`, `close`, `refuse`, `slow`, `lag`, `drop`, `limit`, `start` …: more may come with a newer server. */
  kind: string;
  code: string | null;
  connection: string | null;
  caller: string | null;
  /** Of most of what a slow connection did not read. */
  destination?: string | null;
  message: string;
  limit: string | null;
  property: string | null;
}

/** How things stand with the RabbitMQ that keeps the topics and queues. */
export interface Relay {
  address: string;
  up: boolean;
  /** When `up` last changed, epoch milliseconds. */
  since: number;
  /** Why it cannot be reached. */
  detail: string;
}

export interface Stats {
  time: number;
  version: string;
  java: string;
  startedAt: number;
  limits: { messageSize: number; messageSizeEcho: number; outbox: number };
  transports: Transport[];
  connections: number;
  messagesIn: number;
  messagesOut: number;
  bytesIn: number;
  bytesOut: number;
  topics: number;
  queues: number;
  busiest: BusyTopic[];
  slow: SlowConnection[];
  pending: number;
  /** Messages that were left out for slow clients, and such clients that were cut, since the start. */
  dropped: number;
  cut: number;
  heap: { used: number; max: number };
  events: ServerEvent[];
  /** Null where the server keeps its topics and queues itself. */
  relay: Relay | null;
}

export interface TopicLine {
  topic: string;
  subscribers: number;
  messagesIn: number;
  messagesOut: number;
  bytesIn: number;
  inPerSecond: number;
  outPerSecond: number;
  lastMessageAt: number | null;
  position: string;
  history: { messages: number; bytes: number };
}

/** What the server finds among all topics, for a list that has only some of them. */
export interface TopicsFound {
  total: number;
  matching: number;
  topics: TopicLine[];
}

export interface TopicList {
  time: number;
  total: number;
  topics: TopicLine[];
}

export interface QueueLine {
  queue: string;
  depth: number;
  inFlight: number;
  consumers: number;
  bytes: number;
  oldestAt: number | null;
  messagesIn: number;
  delivered: number;
  acknowledged: number;
  redelivered: number;
  deadLettered: number;
  inPerSecond: number;
  outPerSecond: number;
  maxMessages: number;
  maxSize: number;
  deadLetter: string;
  durable?: boolean;
}

export interface QueueList {
  time: number;
  total: number;
  queues: QueueLine[];
}
