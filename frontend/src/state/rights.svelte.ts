import { accessQuery, type Action, type Judgement } from '../wire/access';
import { RefusedError } from '../wire/link';
import { rest } from '../wire/rest';
import { addresses, connection } from './link.svelte';
import { session } from './session.svelte';

const AFTER_TYPING = 300;
/** Who needs credentials, and who may not although they have them. */
const NOT_PERMITTED = ['SB-201', 'SB-401'];

async function whyNot(action: Action, destination: string, token: string): Promise<string | null> {
  const url = `${addresses.http}/api/access/check?${accessQuery(action, destination, { kind: 'me' })}`;
  const judgement = await rest<Judgement>(url, token).catch(() => null);
  return judgement?.allowed === false ? judgement.why : null;
}

/**
 * Why this caller may not do that to this destination; null while it is not known. Only a hint: the server decides
 * again when it is done. Without a token nobody is asked, as the server explains no stranger's rights: there the first
 * refusal tells.
 */
export class Rights {
  why: string | null = $state(null);
  #action: Action = 'publish';

  /** Call in an effect: asks again when the token changes, and a little after the last change of the name. */
  watch(action: Action, destination: string | null): (() => void) | undefined {
    this.why = null;
    this.#action = action;
    const token = session.token;
    // Before the connection is there, nobody knows whether the token is good.
    if (!token || destination === null || connection.phase !== 'live') return;
    let over = false;
    const timer = setTimeout(async () => {
      const why = await whyNot(action, destination, token);
      if (!over && why !== null) this.#say(why);
    }, AFTER_TYPING);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }

  /** It was tried, and did not succeed: where that was for want of rights, it need not be tried again. */
  failed(error: unknown): void {
    if (error instanceof RefusedError && NOT_PERMITTED.includes(error.refusal.code)) this.#say(error.message);
  }

  #say(why: string): void {
    this.why = `Not permitted to ${this.#action}: ${why}`;
  }
}

/** Why this caller may not manage some of the queues that a screen shows. */
export class QueueRights {
  /** By the queue's name; a queue that is not in it may be managed, or is not known yet. */
  why: Record<string, string> = $state.raw({});
  #asked = new Set<string>();
  #token: string | null = null;

  /** Call in an effect. Whoever may manage everything is asked about once, others for each queue. */
  watch(names: string[]): (() => void) | undefined {
    const token = session.token;
    if (token !== this.#token) {
      this.why = {};
      this.#asked.clear();
      this.#token = token;
    }
    const unknown = names.filter((name) => !this.#asked.has(name));
    if (!token || unknown.length === 0 || connection.phase !== 'live') return;
    let over = false;
    void (async () => {
      const everything = await whyNot('manage', '#', token);
      for (const name of unknown) {
        const why = everything === null ? null : await whyNot('manage', `/queue/${name}`, token);
        if (over) return;
        this.#asked.add(name);
        if (why !== null) this.why = { ...this.why, [name]: why };
      }
    })();
    return () => (over = true);
  }
}
