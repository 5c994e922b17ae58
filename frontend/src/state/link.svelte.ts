import { addressesFrom } from '../wire/addresses';
import { Link, type LinkState, type Refusal, type Standing } from '../wire/link';
import { screenPace } from './pace';
import { prefs } from './prefs.svelte';
import { recoveredAlso, type Recovered } from './recovered';
import { whenUnseen } from './seen';
import { keepToken, refuseToken, session } from './session.svelte';

export const addresses = addressesFrom(location.href);

/** The state of this tab's one connection, as the page shows it. */
export const connection = $state<
  LinkState & { rtt: number | null; refusal: Refusal | null; recovered: Recovered | null }
>({
  phase: 'connecting',
  code: 0,
  reason: '',
  lostAt: null,
  retryAt: null,
  backAfter: null,
  rtt: null,
  refusal: null,
  recovered: null,
});

/**
 * A subscription is back: says how many messages it got of those that were missed, and how many it did not; null where
 * nobody knows.
 */
export function noteRecovery(messages: number, missing: number | null): void {
  connection.recovered = recoveredAlso(connection.recovered, messages, missing);
}

export const link = new Link({
  url: addresses.stomp,
  pace: screenPace,
  token: () => session.token,
  onState: (state) => {
    const wasLive = connection.phase === 'live';
    Object.assign(connection, state);
    if (state.phase !== 'live') Object.assign(connection, { rtt: null, recovered: null });
    else if (!wasLive) void measureRtt();
  },
  onTokenRefused: refuseToken,
  onRefused: (refusal) => (connection.refusal = refusal),
});

/** For what is of use only to who looks at it: it is left out while the page has long been hidden. */
export function subscribeWhileSeen(standing: Standing): () => void {
  const end = link.subscribe(standing);
  const stop = whenUnseen(() => link.suspend(standing));
  return () => {
    stop();
    end();
  };
}

const RTT_EVERY = 5000;
const NOTHING = new Uint8Array();

async function measureRtt(): Promise<void> {
  const start = performance.now();
  try {
    await link.request('/app/echo', NOTHING);
    const rtt = performance.now() - start;
    if (!prefs.frozen) connection.rtt = rtt;
  } catch {
    if (!prefs.frozen) connection.rtt = null;
  }
}

export function startLink(): void {
  link.restart();
  setInterval(() => connection.phase === 'live' && void measureRtt(), RTT_EVERY);
  addEventListener('online', () => connection.phase === 'lost' && link.restart());
}

export function signIn(token: string): void {
  keepToken(token);
  link.restart();
}

export function signOut(): void {
  keepToken(null);
  link.restart();
}
