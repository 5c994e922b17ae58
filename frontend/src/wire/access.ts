export type Action = 'subscribe' | 'publish' | 'manage';

export const ACTIONS: Action[] = ['subscribe', 'publish', 'manage'];

/** Whose rights are asked for: one's own, those of a name with roles and claims, or those of a token. */
export type Whose =
  { kind: 'me' } | { kind: 'name'; name: string; roles: string; claims: string } | { kind: 'token'; token: string };

/** Who may do what, and by which rule: the server's own words. */
export interface Judgement {
  allowed: boolean;
  why: string;
  caller?: string;
  roles?: string[];
  action: string;
  name: string;
  rule?: { index: number; match?: string; term?: string };
  /** A topic that the pattern can match and that is not granted. */
  except?: string;
  /** What the topic does; not said of patterns. */
  options?: Options;
}

export interface Options {
  slow: string;
  slowKey?: string;
  publishRate: number;
  history: { messages: number; seconds: number; bytes: number };
  lastValue: boolean;
  idempotency?: { keys: number; seconds: number };
  durable?: boolean;
}

export function accessQuery(action: Action, destination: string, whose: Whose): string {
  const query = new URLSearchParams({ action, destination });
  if (whose.kind === 'token') query.set('token', whose.token.trim());
  if (whose.kind === 'name') {
    query.set('caller', whose.name.trim());
    if (whose.roles.trim()) query.set('roles', whose.roles.trim());
    for (const claim of whose.claims.split(/[,\n]/)) if (claim.trim()) query.append('claim', claim.trim());
  }
  return query.toString();
}
