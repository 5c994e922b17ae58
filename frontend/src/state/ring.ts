/**
 * The newest of a stream, bounded in number and in bytes. Each item keeps the index that it got when it came, so an
 * index stays valid (or is known to be gone) however much arrives afterwards.
 */
export class Ring<T> {
  readonly #items: (T | undefined)[];
  readonly #sizes: Float64Array;
  #bytes = 0;
  /** Index of the oldest item still kept. */
  first = 0;
  /** Index that the next item will get. */
  next = 0;

  constructor(
    readonly capacity: number,
    readonly maxBytes: number,
  ) {
    this.#items = new Array<T | undefined>(capacity);
    this.#sizes = new Float64Array(capacity);
  }

  get length(): number {
    return this.next - this.first;
  }

  get bytes(): number {
    return this.#bytes;
  }

  push(item: T, size: number): number {
    if (this.length === this.capacity) this.#dropFirst();
    const slot = this.#slot(this.next);
    this.#items[slot] = item;
    this.#sizes[slot] = size;
    this.#bytes += size;
    // The newest always stays, even if it alone is larger than the limit: a tap that shows nothing would be worse.
    while (this.#bytes > this.maxBytes && this.length > 0) this.#dropFirst();
    return this.next++;
  }

  /** Puts an older item before all others, if there is room for it: nothing newer goes for it. */
  unshift(item: T, size: number): boolean {
    if (this.length === this.capacity || this.#bytes + size > this.maxBytes) return false;
    this.first -= 1;
    const slot = this.#slot(this.first);
    this.#items[slot] = item;
    this.#sizes[slot] = size;
    this.#bytes += size;
    return true;
  }

  get(index: number): T | undefined {
    return index >= this.first && index < this.next ? this.#items[this.#slot(index)] : undefined;
  }

  clear(): void {
    while (this.length > 0) this.#dropFirst();
  }

  *[Symbol.iterator](): Iterator<T> {
    for (let i = this.first; i < this.next; i++) yield this.get(i)!;
  }

  /** Indices go below zero where older items were put before the first. */
  #slot(index: number): number {
    return ((index % this.capacity) + this.capacity) % this.capacity;
  }

  #dropFirst(): void {
    const slot = this.#slot(this.first);
    this.#bytes -= this.#sizes[slot]!;
    this.#items[slot] = undefined;
    this.first += 1;
  }
}
