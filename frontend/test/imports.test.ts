import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative, sep } from 'node:path';
import { describe, expect, it } from 'vitest';

/** Who may import whom. A folder that is not here does not exist; "." is main.ts. */
const ALLOWED: Record<string, string[]> = {
  '.': ['pages', 'state', 'styles'],
  demos: ['ui'],
  pages: ['ui', 'state', 'wire', 'demos'],
  state: ['wire'],
  ui: [],
  wire: [],
};
const MOST_LINES = 400;
const USUAL_LINES = 100;

const SRC = new URL('../src', import.meta.url).pathname;
const IMPORT =
  /(?:^|[;\s])(?:import|export)\s+(?:[^"';]*?\s+from\s+)?["']([^"']+)["']|import\(\s*["']([^"']+)["']\s*\)/g;
const folderOf = (file: string) => (file.includes(sep) ? file.split(sep)[0]! : '.');
const files = (readdirSync(SRC, { recursive: true }) as string[]).filter(
  (name) => /\.(ts|svelte)$/.test(name) && !name.endsWith('.d.ts'),
);

function violations(file: string, source: string): string[] {
  const from = folderOf(file);
  return [...source.matchAll(IMPORT)].flatMap(([, fixed, lazy]) => {
    const target = fixed ?? lazy!;
    if (!target.startsWith('.')) return [];
    const to = folderOf(normalize(join(dirname(file), target)));
    return to === from || ALLOWED[from]!.includes(to) ? [] : [`${file} imports ${target}: ${from} may not use ${to}`];
  });
}

describe('the folders', () => {
  it('are those of the table', () => {
    expect([...new Set(files.map(folderOf))].sort()).toEqual(Object.keys(ALLOWED).sort());
  });

  it.each(files)('%s imports only what it may', (file) => {
    expect(violations(file, readFileSync(join(SRC, file), 'utf8'))).toEqual([]);
  });

  it('are guarded by a test that can fail', () => {
    expect(violations('ui/planted.ts', "import { link } from '../state/link.svelte';")).toHaveLength(1);
    expect(violations('wire/planted.ts', "const later = import('../ui/hex');")).toHaveLength(1);
  });

  it('keep wire free of the document', () => {
    const touching = files.filter(
      (file) =>
        folderOf(file) === 'wire' && /\b(document|window|localStorage)\b\./.test(readFileSync(join(SRC, file), 'utf8')),
    );
    expect(touching).toEqual([]);
  });

  it('hold small files', () => {
    const lengths = files.map((file) => readFileSync(join(SRC, file), 'utf8').split('\n').length).sort((a, b) => a - b);
    expect(lengths.at(-1)).toBeLessThanOrEqual(MOST_LINES);
    expect(lengths[lengths.length >> 1]).toBeLessThanOrEqual(USUAL_LINES);
  });
});

describe('the page', () => {
  it('names no other host', () => {
    const all = [...files.map((file) => join(SRC, file)), new URL('../index.html', import.meta.url).pathname];
    const naming = all.filter((file) => /["'`(]https?:\/\//.test(readFileSync(file, 'utf8')));
    expect(naming.map((file) => relative(SRC, file))).toEqual([]);
  });
});
