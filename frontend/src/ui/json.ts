export type JsonResult = { text: string; problem: null } | { text: null; problem: string };

class Problem extends Error {
  constructor(
    readonly at: number,
    message: string,
  ) {
    super(message);
  }
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const STRING = /"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const WORD = /true|false|null/y;
const SPACE = /[ \t\n\r]*/y;
const DEEPEST = 500;

/**
 * Indents JSON by moving its white space only: each name, number and string stays as it was sent. Parsing and
 * printing again would change 9007199254740993, 1.0 and repeated names.
 */
export function indentJson(source: string): JsonResult {
  let at = 0;

  const take = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(source)?.[0] ?? null;
    if (found) at += found.length;
    return found;
  };
  const fail = (expected: string): never => {
    const found = at >= source.length ? 'the text ends' : `found ${JSON.stringify(source[at])}`;
    throw new Problem(at, `${expected} expected, but ${found}`);
  };

  function value(depth: number): string {
    if (depth > DEEPEST) throw new Problem(at, `more than ${DEEPEST} levels`);
    take(SPACE);
    const start = source[at];
    const text =
      start === '{'
        ? group(depth, '}', member)
        : start === '['
          ? group(depth, ']', value)
          : (take(STRING) ?? take(NUMBER) ?? take(WORD));
    if (text === null) return fail('a value');
    take(SPACE);
    return text;
  }
  function member(depth: number): string {
    take(SPACE);
    const name = take(STRING) ?? fail('a name in double quotes');
    take(SPACE);
    if (source[at] !== ':') fail('":"');
    at += 1;
    return `${name}: ${value(depth)}`;
  }
  function group(depth: number, end: string, item: (depth: number) => string): string {
    const open = source[at]!;
    at += 1;
    take(SPACE);
    if (source[at] === end) {
      at += 1;
      return open + end;
    }
    const items = [item(depth + 1)];
    while (source[at] === ',') {
      at += 1;
      items.push(item(depth + 1));
    }
    if (source[at] !== end) fail(`"," or "${end}"`);
    at += 1;
    const inner = '  '.repeat(depth + 1);
    return `${open}\n${inner}${items.join(`,\n${inner}`)}\n${'  '.repeat(depth)}${end}`;
  }

  try {
    const text = value(0);
    if (at < source.length) fail('the end');
    return { text, problem: null };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const before = source.slice(0, error.at).split('\n');
    return { text: null, problem: `line ${before.length}, column ${before.at(-1)!.length + 1}: ${error.message}` };
  }
}
