import type { Component } from 'svelte';
import type { DemoLink, Place } from './link';

/** What each demo is given. */
export interface DemoProps {
  wire: DemoLink;
  live: boolean;
  room: string;
  /** Whether no number is to move. */
  frozen: boolean;
  /** This window, among the others. */
  me: { id: string; name: string };
  place: Place;
  /** The server's address for HTTP. */
  http: string;
}

export interface Demo {
  id: string;
  label: string;
  /** One sentence: what it shows. */
  about: string;
  /** Where its messages go, for the tap. */
  topics(room: string): string;
  load(): Promise<{ default: Component<DemoProps> }>;
}

/** The demos. A new one is a folder and an entry here. */
export const demos: Demo[] = [
  {
    id: 'chat',
    label: 'Chat',
    about: 'Who is here, who is typing, what was said before; and a lost connection loses nothing.',
    topics: (room) => `demo.chat.${room}.#`,
    load: () => import('./chat/Chat.svelte'),
  },
  {
    id: 'cursors',
    label: 'Cursors and tag',
    about: 'Small messages, twenty a second from each window. Whoever is “it” catches another.',
    topics: (room) => `demo.cursors.${room}`,
    load: () => import('./cursors/Cursors.svelte'),
  },
  {
    id: 'file',
    label: 'File',
    about: 'A file in binary messages, as fast as the other end takes it, with SHA-256 at both ends.',
    topics: (room) => `demo.file.${room}.#`,
    load: () => import('./file/Files.svelte'),
  },
  {
    id: 'video',
    label: 'Video',
    about: 'Pictures as binary messages. A slow viewer gets fewer of them, never old ones.',
    topics: (room) => `demo.video.${room}.#`,
    load: () => import('./video/Video.svelte'),
  },
  {
    id: 'firehose',
    label: 'Firehose',
    about: 'Up to 5,000 messages a second, and a viewer that falls asleep on purpose.',
    topics: () => 'demo.firehose',
    load: () => import('./firehose/Firehose.svelte'),
  },
];
