const LEAST = 0.01;
const PER_DECADE = 100;
const DECADES = 7;

export interface HistogramData {
  classes: Uint32Array<ArrayBuffer>;
  count: number;
  max: number;
}

/** Latencies in ms on a logarithmic scale: 2.4 % wide classes from 10 µs to 100 s, in a fixed 700 numbers. */
export class Histogram {
  #classes = new Uint32Array(PER_DECADE * DECADES);
  count = 0;
  max = 0;

  /** Its numbers alone, to be sent from a worker. */
  get data(): HistogramData {
    return { classes: this.#classes, count: this.count, max: this.max };
  }

  static of({ classes, count, max }: HistogramData): Histogram {
    const histogram = new Histogram();
    histogram.#classes = classes;
    return Object.assign(histogram, { count, max });
  }

  add(milliseconds: number): void {
    const index = Math.floor(Math.log10(Math.max(milliseconds, LEAST) / LEAST) * PER_DECADE);
    const clamped = Math.min(index, this.#classes.length - 1);
    this.#classes[clamped] = this.#classes[clamped]! + 1;
    this.count += 1;
    this.max = Math.max(this.max, milliseconds);
  }

  /** The latency that the share `p` (0 to 1) did not exceed; null while nothing was measured. */
  percentile(p: number): number | null {
    if (this.count === 0) return null;
    let left = Math.ceil(p * this.count);
    for (let i = 0; i < this.#classes.length; i++) {
      left -= this.#classes[i]!;
      if (left <= 0) return Math.min(this.max, LEAST * 10 ** ((i + 1) / PER_DECADE));
    }
    return this.max;
  }

  /** Counts in `bars` equal steps of the logarithm between two latencies; what lies outside goes into the end bars. */
  bars(from: number, to: number, bars: number): number[] {
    const result = new Array<number>(bars).fill(0);
    const span = Math.log10(to / from);
    this.#classes.forEach((count, i) => {
      if (count === 0) return;
      const at = Math.log10((LEAST * 10 ** ((i + 0.5) / PER_DECADE)) / from) / span;
      const bar = Math.min(bars - 1, Math.max(0, Math.floor(at * bars)));
      result[bar] = result[bar]! + count;
    });
    return result;
  }
}
