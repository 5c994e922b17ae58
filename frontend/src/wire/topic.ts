const PREFIX = '/topic/';
const WORD = /^[\p{L}\p{N}_\-~@:+$]+$/u;

export const destinationOf = (topic: string): string => PREFIX + topic;

export const topicOf = (destination: string): string =>
  (destination.startsWith(PREFIX) ? destination.slice(PREFIX.length) : destination).replaceAll('/', '.');

/** The topic or pattern that a tap on a destination shows; null for queues, users' own and functions. */
export const tappable = (destination: string): string | null =>
  /^\/(queue|user|app)\//.test(destination) ? null : topicOf(destination);

/** A pattern may be subscribed to, but nothing can be published to it. */
export const isPattern = (name: string): boolean => name.split('.').some((word) => word === '*' || word === '#');

/** Anyone may use these without a token. A pattern counts only if it cannot reach beyond them. */
export const isOpenToAll = (name: string): boolean => name.startsWith('demo.');

/** One sentence on why this cannot be a topic or a pattern, or null. */
export function nameProblem(name: string): string | null {
  if (name === '') return 'A topic needs a name, for example demo.hello.';
  if (new TextEncoder().encode(name).length > 255) return 'A topic name has at most 255 bytes.';
  for (const word of name.split('.')) {
    if (word === '') return 'Two dots in a row, or a dot at the end: each word needs at least one character.';
    if (word !== '*' && word !== '#' && !WORD.test(word)) {
      return `"${word}" has a character that topic names do not allow. Words are letters, digits and _ - ~ @ : +`;
    }
  }
  return null;
}
