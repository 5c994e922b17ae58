/** What was fetched after the last loss, of all subscriptions together. */
export interface Recovered {
  messages: number;
  /** How many are missing for good, as far as the server could say. */
  missing: number;
  /** Whether some are missing that nobody can count. */
  unknown: boolean;
}

/** `missing` is null where nobody knows what one more subscription missed. */
export function recoveredAlso(before: Recovered | null, messages: number, missing: number | null): Recovered {
  return {
    messages: (before?.messages ?? 0) + messages,
    missing: (before?.missing ?? 0) + (missing ?? 0),
    unknown: (before?.unknown ?? false) || missing === null,
  };
}

export const isWhole = ({ missing, unknown }: Recovered): boolean => missing === 0 && !unknown;
