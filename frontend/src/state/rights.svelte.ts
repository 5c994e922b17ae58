import { accessQuery, type Action, type Judgement } from '../wire/access';
import { rest } from '../wire/rest';
import { addresses } from './link.svelte';
import { session } from './session.svelte';

const AFTER_TYPING = 300;

/**
 * Why this caller may not do that to this destination; null while it is not known. Only a hint: the server decides
 * again when it is done. Nobody is asked without a token, whose rights the server does not explain.
 */
export class Rights {
  why: string | null = $state(null);

  /** Call in an effect: asks again when the token changes, and a little after the last change of the name. */
  watch(action: Action, destination: string | null): (() => void) | undefined {
    this.why = null;
    const token = session.token;
    if (!token || destination === null) return;
    let over = false;
    const timer = setTimeout(async () => {
      const url = `${addresses.http}/api/access/check?${accessQuery(action, destination, { kind: 'me' })}`;
      const judgement = await rest<Judgement>(url, token).catch(() => null);
      if (!over && judgement?.allowed === false) this.why = `Not permitted to ${action}: ${judgement.why}`;
    }, AFTER_TYPING);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }
}
