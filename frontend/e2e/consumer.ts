import type { Page } from '@playwright/test';

/** A consumer of a queue, in plain STOMP over a WebSocket of its own, in the browser. It answers only when told to. */
export class Consumer {
  private constructor(private readonly page: Page) {}

  /** Resolves once the server has answered that it may consume. */
  static async of(page: Page, queue: string, prefetch: number): Promise<Consumer> {
    await page.evaluate(
      ([queue, prefetch]) =>
        new Promise<void>((resolve, reject) => {
          const socket = new WebSocket(`ws://${location.host}/ws`);
          const held: string[] = [];
          const send = (text: string) => socket.send(`${text}\0`);
          socket.onopen = () => send('CONNECT\naccept-version:1.2\nhost:x\n\n');
          socket.onmessage = ({ data }: MessageEvent<string>) => {
            if (data.startsWith('CONNECTED')) {
              send(
                `SUBSCRIBE\nid:1\ndestination:/queue/${queue}\nack:client-individual\nprefetch:${prefetch}\nreceipt:1\n\n`,
              );
            }
            if (data.startsWith('RECEIPT')) resolve();
            if (data.startsWith('ERROR')) reject(new Error(data));
            const id = /\nack:(.*)\n/.exec(data);
            if (data.startsWith('MESSAGE') && id) held.push(id[1]!);
          };
          const answer = (command: string, header: string) => send(`${command}\nid:${held.shift()}\n${header}\n`);
          Object.assign(window, { consumer: { held, answer, leave: () => socket.close() } });
        }),
      [queue, prefetch] as const,
    );
    return new Consumer(page);
  }

  ack(): Promise<void> {
    return this.#answer('ACK', '');
  }

  /** Gives the oldest back, or with `requeue` false gives it up. */
  nack(requeue: boolean): Promise<void> {
    return this.#answer('NACK', requeue ? '' : 'requeue:false\n');
  }

  leave(): Promise<void> {
    return this.page.evaluate(() => (window as unknown as { consumer: Consuming }).consumer.leave());
  }

  async #answer(command: string, header: string): Promise<void> {
    await this.page.waitForFunction(() => (window as unknown as { consumer: Consuming }).consumer.held.length > 0);
    await this.page.evaluate(
      ([command, header]) => (window as unknown as { consumer: Consuming }).consumer.answer(command, header),
      [command, header] as const,
    );
  }
}

interface Consuming {
  held: string[];
  answer(command: string, header: string): void;
  leave(): void;
}
