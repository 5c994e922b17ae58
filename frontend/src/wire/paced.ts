/** Work on messages in one frame of the screen, ms: the rest is for drawing it. */
const BUDGET = 7;
/** How long a frame is at least; what is begun later has a budget of its own. */
const FRAME = 16;
/** More may not wait: whoever gets more than can be worked on in time has them as fast as they come. */
const MOST = 4000;

/** The screen that the work leaves time for. */
export interface Pace {
  now(): number;
  /** Calls once the next frame is begun. */
  nextFrame(run: () => void): void;
  /** Whether anybody sees the frames. */
  seen(): boolean;
}

/**
 * Hands on what it is given in order, as much at once as leaves time to draw: the rest follows in the next frame. A
 * browser would work on all messages that came in one burst before it draws again.
 */
export class Paced<T> {
  #waiting: T[] = [];
  #next = 0;
  #paused = false;
  #began = 0;
  #used = 0;

  constructor(
    private readonly handle: (one: T) => void,
    private readonly pace: Pace,
  ) {}

  add(one: T): void {
    this.#waiting.push(one);
    if (!this.#paused || this.#left > MOST) this.#run();
  }

  /** Hands on all that waits, now. */
  finish(): void {
    while (this.#left > 0) this.#one();
  }

  get #left(): number {
    return this.#waiting.length - this.#next;
  }

  #run(): void {
    while (this.#left > 0) {
      const start = this.pace.now();
      if (start - this.#began >= FRAME) {
        this.#began = start;
        this.#used = 0;
      }
      if (this.#used >= BUDGET && this.#left <= MOST && this.pace.seen()) {
        this.#pause();
        return;
      }
      this.#one();
      this.#used += this.pace.now() - start;
    }
  }

  #pause(): void {
    if (this.#paused) return;
    this.#paused = true;
    this.pace.nextFrame(() => {
      this.#paused = false;
      this.#began = this.pace.now();
      this.#used = 0;
      this.#run();
    });
  }

  #one(): void {
    const one = this.#waiting[this.#next]!;
    this.#next += 1;
    if (this.#next === this.#waiting.length || this.#next >= MOST) {
      this.#waiting.splice(0, this.#next);
      this.#next = 0;
    }
    this.handle(one);
  }
}

/** A WebSocket whose messages are handed on in pace with the screen. Its close still comes after all of them. */
export function pacedSocket(url: string, protocols: string[], pace: Pace): WebSocket {
  const socket = new WebSocket(url, protocols);
  let listener: ((event: MessageEvent) => void) | null = null;
  const paced = new Paced<MessageEvent>((event) => listener?.call(socket, event), pace);
  socket.addEventListener('message', (event) => paced.add(event));
  socket.addEventListener('close', () => paced.finish());
  Object.defineProperty(socket, 'onmessage', {
    get: () => listener,
    set: (value: typeof listener) => (listener = value),
  });
  return socket;
}
