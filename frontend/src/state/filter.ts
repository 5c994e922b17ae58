import type { MessageRow } from './row';

export type Predicate = (row: MessageRow) => boolean;
export type Filter = { matches: Predicate; problem: null } | { matches: null; problem: string };

const KINDS = ['json', 'text', 'bin'];
const COMPARED = ['size'];
const TOKEN =
  /(-?)(?:([\p{L}_$][\p{L}\p{N}_$.-]*)(:|[<>]=?)("[^"]*"?|\S*)|\/((?:[^/\\]|\\.)+)\/(i?)(?=\s|$)|("[^"]*"?)|(\S+))/gu;
const decoder = new TextDecoder();

/** Reads a filter: all its terms must hold. Null for an empty one. */
export function parseFilter(source: string): Filter | null {
  const terms: Predicate[] = [];
  for (const [, minus, field, operator, value, regex, flags, phrase, word] of source.matchAll(TOKEN)) {
    let term: Predicate | string;
    if (field && operator) term = fieldTerm(field, operator, unquote(value ?? ''));
    else if (regex) term = regexTerm(regex, flags ?? '');
    else term = wordTerm(unquote(phrase ?? word ?? ''));
    if (typeof term === 'string') return { matches: null, problem: term };
    const test = term;
    terms.push(minus ? (row) => !test(row) : test);
  }
  if (terms.length === 0) return null;
  return { matches: (row) => terms.every((term) => term(row)), problem: null };
}

function fieldTerm(field: string, operator: string, value: string): Predicate | string {
  if (operator !== ':') {
    if (field !== 'size') return unknownField(field);
    return sizeTerm(operator, value);
  }
  if (value === '') return `${field}: needs a value, for example ${field}:${field === 'kind' ? 'json' : 'ana'}.`;
  if (field === 'kind') {
    if (!KINDS.includes(value)) return `kind is json, text or bin, not "${value}".`;
    return (row) => row.kind === value;
  }
  if (field === 'topic') return (row) => row.topic.includes(value);
  if (field === 'size') return 'size is compared, for example size>1k or size<=200.';
  if (field.startsWith('header.')) {
    const name = field.slice('header.'.length).toLowerCase();
    return (row) => Object.entries(row.headers).some(([key, held]) => key.toLowerCase() === name && same(held, value));
  }
  return pathTerm(field.split('.'), value);
}

function sizeTerm(operator: string, value: string): Predicate | string {
  const match = /^(\d+(?:\.\d+)?)([km]?)b?$/i.exec(value);
  if (!match) return `size${operator}${value}: a size is a number, with k or m if you like, for example size>1k.`;
  const unit = { '': 1, k: 1024, m: 1024 * 1024 }[match[2]!.toLowerCase()]!;
  const limit = Number(match[1]) * unit;
  switch (operator) {
    case '>':
      return (row) => row.body.length > limit;
    case '>=':
      return (row) => row.body.length >= limit;
    case '<':
      return (row) => row.body.length < limit;
    default:
      return (row) => row.body.length <= limit;
  }
}

function regexTerm(source: string, flags: string): Predicate | string {
  try {
    const regex = new RegExp(source, `${flags}u`);
    return (row) => regex.test(textOf(row));
  } catch (error) {
    return `/${source}/ is not a regular expression: ${(error as Error).message}.`;
  }
}

function wordTerm(word: string): Predicate {
  const wanted = word.toLowerCase();
  return (row) => textOf(row).toLowerCase().includes(wanted);
}

function pathTerm(path: string[], value: string): Predicate {
  return (row) => {
    if (row.kind !== 'json') return false;
    try {
      let at: unknown = JSON.parse(decoder.decode(row.body), keepNumbers);
      for (const step of path) at = (at as Record<string, unknown> | null)?.[step];
      return at !== undefined && same(typeof at === 'object' ? JSON.stringify(at) : String(at), value);
    } catch {
      return false;
    }
  };
}

/** Browsers pass the number's own text; with it 9007199254740993 is not taken for 9007199254740992. */
function keepNumbers(this: unknown, _key: string, value: unknown, context?: { source?: string }): unknown {
  return typeof value === 'number' ? (context?.source ?? value) : value;
}

const textOf = (row: MessageRow): string => (row.kind === 'bin' ? row.preview : decoder.decode(row.body));
const same = (held: string, wanted: string): boolean => held.toLowerCase() === wanted.toLowerCase();
const unquote = (text: string): string => text.replace(/^"([^"]*)"?$/, '$1');

function unknownField(field: string): string {
  const near = COMPARED.find((known) => distance(known, field.toLowerCase()) <= 2);
  return `Unknown field ${field}.${near ? ` Did you mean ${near}?` : ' Only size can be compared.'}`;
}

/** How many letters to insert, delete or change, by the row-by-row table of Wagner and Fischer. */
export function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length]!;
}
