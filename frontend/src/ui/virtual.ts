/** What a virtual list shows. Places count from 0 in the list; an index names an item for good. */
export interface VirtualSource {
  count(): number;
  indexAt(place: number): number;
  placeOf(index: number): number;
  /** A number that rises by one from row to row, and that a row keeps while older ones are let go. */
  ordinalAt(place: number): number;
  render(element: HTMLElement, place: number): void;
}

const AROUND = 6;
const MOST_ROWS = 80;

/**
 * Rows of one height, of which only those in view exist. While the end is in view it follows what is added; otherwise
 * the row under the reader's eye stays where it is, also when older rows are let go.
 */
export class VirtualList {
  following = true;
  #pool: HTMLElement[] = [];
  #anchor: { index: number; rest: number } | null = null;

  constructor(
    private readonly scroller: HTMLElement,
    private readonly space: HTMLElement,
    private readonly source: VirtualSource,
    private readonly rowHeight: () => number,
    private readonly onFollowing: (following: boolean) => void,
  ) {
    scroller.addEventListener('scroll', () => this.#scrolled(), { passive: true });
  }

  /** Something was added, let go or filtered. */
  update(): void {
    const height = this.rowHeight();
    this.space.style.height = `${this.source.count() * height}px`;
    if (this.following) {
      this.scroller.scrollTop = this.scroller.scrollHeight;
    } else if (this.#anchor) {
      const place = this.source.placeOf(this.#anchor.index);
      const top = (place < 0 ? 0 : place) * height + (place < 0 ? 0 : this.#anchor.rest);
      if (Math.abs(top - this.scroller.scrollTop) > 1) this.scroller.scrollTop = top;
    }
    this.#draw();
  }

  toEnd(): void {
    this.#follow(true);
    this.update();
  }

  toStart(): void {
    this.scroller.scrollTop = 0;
  }

  /** Scrolls as little as is needed to show a row. */
  reveal(place: number): void {
    const height = this.rowHeight();
    const { scrollTop, clientHeight } = this.scroller;
    if (place * height < scrollTop) this.scroller.scrollTop = place * height;
    else if ((place + 1) * height > scrollTop + clientHeight)
      this.scroller.scrollTop = (place + 1) * height - clientHeight;
    this.#scrolled();
  }

  get rowsPerPage(): number {
    return Math.max(1, Math.floor(this.scroller.clientHeight / this.rowHeight()) - 1);
  }

  #scrolled(): void {
    const { scrollTop, clientHeight, scrollHeight } = this.scroller;
    const height = this.rowHeight();
    this.#follow(scrollTop + clientHeight >= scrollHeight - height / 2);
    const place = Math.floor(scrollTop / height);
    this.#anchor =
      place < this.source.count() ? { index: this.source.indexAt(place), rest: scrollTop - place * height } : null;
    this.#draw();
  }

  #follow(following: boolean): void {
    if (following === this.following) return;
    this.following = following;
    this.onFollowing(following);
  }

  #draw(): void {
    const height = this.rowHeight();
    const count = this.source.count();
    const first = Math.max(0, Math.floor(this.scroller.scrollTop / height) - AROUND);
    const fit = Math.ceil(this.scroller.clientHeight / height) + 2 * AROUND;
    const last = Math.min(count, first + Math.min(fit, MOST_ROWS));
    while (this.#pool.length < last - first) this.#pool.push(this.space.appendChild(document.createElement('div')));
    const idle = new Set(this.#pool);
    for (let place = first; place < last; place++) {
      // A row keeps its element while it is in view: pressing the mouse on one and releasing it is a click on it.
      const turn = this.source.ordinalAt(place) % this.#pool.length;
      const element = this.#pool[turn < 0 ? turn + this.#pool.length : turn]!;
      idle.delete(element);
      element.hidden = false;
      element.style.top = `${place * height}px`;
      element.style.height = `${height}px`;
      this.source.render(element, place);
    }
    for (const element of idle) {
      element.hidden = true;
      element.removeAttribute('id');
      delete element.dataset['state'];
    }
  }
}
