/** Turns the server's totals into rates. */
export interface Sample {
  time: number;
  totals: Record<string, number>;
}

/** Per second between two samples; null where there is nothing to compare, and where totals went back (a restart). */
export function perSecond(before: Sample | null, now: Sample, name: string): number | null {
  const from = before?.totals[name];
  const to = now.totals[name];
  if (!before || from === undefined || to === undefined || now.time <= before.time || to < from) return null;
  return ((to - from) * 1000) / (now.time - before.time);
}

/** Half an hour of values at one a second, in plain columns as the chart takes them. */
export class Series {
  readonly columns: (number | null)[][];

  constructor(
    width: number,
    private readonly capacity = 1800,
  ) {
    this.columns = Array.from({ length: width + 1 }, () => []);
  }

  /** `time` in ms. A pause of more than three seconds becomes a hole in the line instead of a guess. */
  add(time: number, values: (number | null)[]): void {
    const seconds = time / 1000;
    const last = this.columns[0]!.at(-1) ?? null;
    if (last !== null && seconds - last > 3) this.#push([last + 1, ...values.map(() => null)]);
    this.#push([seconds, ...values]);
  }

  /** The columns of the last `seconds`. */
  tail(seconds: number): (number | null)[][] {
    const times = this.columns[0]!;
    const from = (times.at(-1) ?? 0) - seconds;
    const start = times.findIndex((time) => time !== null && time >= from);
    return this.columns.map((column) => column.slice(Math.max(0, start)));
  }

  #push(row: (number | null)[]): void {
    row.forEach((value, i) => this.columns[i]!.push(value));
    if (this.columns[0]!.length > this.capacity) this.columns.forEach((column) => column.shift());
  }
}
