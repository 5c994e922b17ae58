import { echoPath, type EchoKind, type EchoPlaces } from '../wire/echoPaths';
import { newResult, plainOf, runEcho, type EchoPlan, type PlainResult } from './echo';

/** What the page asks of the worker. */
export interface EchoOrder {
  kinds: EchoKind[];
  places: EchoPlaces;
  size: number;
  plan: EchoPlan;
}

/** What the worker tells a few times a second, and when all is over. */
export interface EchoReport {
  results: PlainResult[];
  over: boolean;
}

const REPORT_EVERY = 200;
const stop = new AbortController();

/** Sends and measures in a thread of its own: what the page draws meanwhile is not in the latencies. */
async function run({ kinds, places, size, plan }: EchoOrder): Promise<void> {
  const results = kinds.map(newResult);
  const report = (over: boolean) => postMessage({ results: results.map(plainOf), over } satisfies EchoReport);
  const timer = setInterval(() => report(false), REPORT_EVERY);
  await Promise.all(kinds.map((kind, i) => runEcho(echoPath(kind, places, size), plan, results[i]!, stop.signal)));
  clearInterval(timer);
  report(true);
}

onmessage = ({ data }: MessageEvent<EchoOrder | 'stop'>) => {
  if (data === 'stop') stop.abort();
  else void run(data);
};
