import type { EchoPath } from '../wire/echo';
import { Histogram, type HistogramData } from './histogram';

export interface EchoResult {
  sent: number;
  back: number;
  /** Sent and not back when the run (and its grace) was over; null while it runs. */
  lost: number | null;
  wrongOrder: number;
  damaged: number;
  latencies: Histogram;
  failure: string | null;
}

/** A result as it goes from a worker to the page. */
export type PlainResult = Omit<EchoResult, 'latencies'> & { latencies: HistogramData };

export const plainOf = (result: EchoResult): PlainResult => ({ ...result, latencies: result.latencies.data });

export const resultOf = (plain: PlainResult): EchoResult => ({ ...plain, latencies: Histogram.of(plain.latencies) });

export interface EchoPlan {
  rate: number;
  seconds: number;
}

const TICK = 10;
const GRACE = 2000;

export const newResult = (): EchoResult => ({
  sent: 0,
  back: 0,
  lost: null,
  wrongOrder: 0,
  damaged: 0,
  latencies: new Histogram(),
  failure: null,
});

/**
 * Sends at a steady rate and measures what comes back. Both readings of a latency are of this browser's one clock, so no
 * clocks have to agree. `result` fills while it runs.
 */
export async function runEcho(path: EchoPath, plan: EchoPlan, result: EchoResult, stop: AbortSignal): Promise<void> {
  const sentAt = new Map<number, number>();
  let highest = -1;
  const onBack = (sequence: number, intact: boolean): void => {
    const at = sentAt.get(sequence);
    if (!intact || at === undefined) {
      result.damaged += 1;
      return;
    }
    sentAt.delete(sequence);
    result.back += 1;
    result.latencies.add(performance.now() - at);
    if (sequence < highest) result.wrongOrder += 1;
    highest = Math.max(highest, sequence);
  };
  try {
    await path.open(onBack);
    const total = plan.rate * plan.seconds;
    const start = performance.now();
    while (result.sent < total && !stop.aborted && !path.failure()) {
      const due = Math.min(total, Math.floor(((performance.now() - start) * plan.rate) / 1000) + 1);
      while (result.sent < due) {
        sentAt.set(result.sent, performance.now());
        path.send(result.sent++);
      }
      await pause(TICK);
    }
    const until = performance.now() + GRACE;
    while (sentAt.size > 0 && performance.now() < until && !path.failure()) await pause(TICK);
    result.failure = path.failure();
  } catch (error) {
    result.failure = (error as Error).message;
  } finally {
    path.close();
    result.lost = sentAt.size;
  }
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** The numbers of a finished run, for programs. */
export function echoJson(about: string, rows: { label: string; result: EchoResult }[]): string {
  const paths = rows.map(({ label, result: { sent, back, lost, wrongOrder, damaged, latencies } }) => ({
    path: label,
    sent,
    back,
    lost,
    wrongOrder,
    damaged,
    milliseconds: {
      p50: latencies.percentile(0.5),
      p90: latencies.percentile(0.9),
      p99: latencies.percentile(0.99),
      max: latencies.count ? latencies.max : null,
    },
  }));
  return JSON.stringify({ about, paths }, null, 2);
}

/** The table of a finished run, to paste into an issue. */
export function echoMarkdown(
  about: string,
  rows: { label: string; result: EchoResult }[],
  ms: (value: number | null) => string,
): string {
  const lines = rows.map(({ label, result: { sent, back, lost, wrongOrder, latencies } }) => {
    const at = (p: number) => ms(latencies.percentile(p));
    const max = ms(latencies.count ? latencies.max : null);
    return `| ${[label, sent, back, lost ?? '–', wrongOrder, at(0.5), at(0.9), at(0.99), max].join(' | ')} |`;
  });
  return [
    `Echo, ${about} (latencies in ms)`,
    '',
    '| path | sent | back | lost | out of order | p50 | p90 | p99 | max |',
    '|---|---:|---:|---:|---:|---:|---:|---:|---:|',
    ...lines,
    '',
  ].join('\n');
}
