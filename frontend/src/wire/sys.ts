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
  pending: number;
  limit: number;
}

export interface ServerEvent {
  seq: number;
  time: number;
  kind: 'open' | 'close' | 'refuse' | 'slow' | 'start';
  code: string | null;
  connection: string | null;
  caller: string | null;
  message: string;
  limit: string | null;
  property: string | null;
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
  busiest: BusyTopic[];
  slow: SlowConnection[];
  pending: number;
  heap: { used: number; max: number };
  events: ServerEvent[];
}

export interface TopicLine {
  topic: string;
  subscribers: number;
  messagesIn: number;
  messagesOut: number;
  bytesIn: number;
  lastMessageAt: number | null;
  position: string;
}

export interface TopicList {
  time: number;
  total: number;
  topics: TopicLine[];
}
