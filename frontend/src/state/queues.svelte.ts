import { purge } from '../wire/queue';
import type { Received, Refusal } from '../wire/link';
import type { QueueList } from '../wire/sys';
import { addresses, subscribeWhileSeen } from './link.svelte';
import { queueRowsOf, type QueueRow } from './queues';
import { still } from './seen';
import { session } from './session.svelte';

export const queues = $state<{ rows: QueueRow[] | null; total: number; time: number; refusal: Refusal | null }>({
  rows: null,
  total: 0,
  time: 0,
  refusal: null,
});

const decoder = new TextDecoder();

const standing = {
  destination: '/topic/$SYS.queues',
  onMessage({ body }: Received): void {
    const list = JSON.parse(decoder.decode(body)) as QueueList;
    if (!queues.rows || !still())
      Object.assign(queues, { rows: queueRowsOf(list), total: list.total, time: list.time });
  },
  onRefused: (refusal: Refusal) => void (queues.refusal = refusal),
  onAccepted: () => void (queues.refusal = null),
};

/** Asks for the list while a screen shows it: the server makes it for nobody else. */
export const watchQueues = (): (() => void) => subscribeWhileSeen(standing);

/** Throws away what waits in a queue; resolves with how many messages that were. */
export const purgeQueue = (name: string): Promise<number> => purge(addresses.queue(name), session.token);
