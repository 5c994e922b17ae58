import { describe, expect, it } from 'vitest';
import { indentJson } from '../../src/ui/json';

describe('indentJson', () => {
  it('moves white space and nothing else', () => {
    const source = '{"big":9007199254740993,"one":1.0,"e":1E+2,"same":1,"same":2,"text":"a\\u00e9\\n { [ , : "}';
    const { text } = indentJson(source);
    expect(text).toContain('"big": 9007199254740993');
    expect(text).toContain('"one": 1.0');
    expect(text!.match(/"same"/g)).toHaveLength(2);
    expect(text!.replace(/\n */g, '').replaceAll('": ', '":')).toBe(source);
  });

  it.each([
    ['{}', '{}'],
    [' [ ] ', '[]'],
    ['[1,[2,{"a":null}]]', '[\n  1,\n  [\n    2,\n    {\n      "a": null\n    }\n  ]\n]'],
    ['"just text"', '"just text"'],
    ['-0.5e-3', '-0.5e-3'],
  ])('indents %s', (source, expected) => {
    expect(indentJson(source).text).toBe(expected);
  });

  it.each([
    ['', 'line 1, column 1: a value expected, but the text ends'],
    ['{"a":1,}', 'line 1, column 8: a name in double quotes expected, but found "}"'],
    ['{"a" 1}', 'line 1, column 6: ":" expected, but found "1"'],
    ['[1\n 2]', 'line 2, column 2: "," or "]" expected, but found "2"'],
    ['{a:1}', 'line 1, column 2: a name in double quotes expected, but found "a"'],
    ["['a']", 'line 1, column 2: a value expected, but found "\'"'],
    ['01', 'line 1, column 2: the end expected, but found "1"'],
    ['"a\nb"', 'line 1, column 1: a value expected, but found "\\""'],
  ])('says where %j is wrong', (source, problem) => {
    expect(indentJson(source).problem).toBe(problem);
  });

  it('agrees with JSON.parse on what is JSON', () => {
    for (const source of [
      '1',
      '-',
      '+1',
      '.5',
      '1.',
      '"\\x"',
      '[,]',
      'nul',
      '{"a":{}}',
      '[[[]]]',
      '"\\ud83d"',
      '1e5',
      '{"a":1 "b":2}',
    ]) {
      let parses = true;
      try {
        JSON.parse(source);
      } catch {
        parses = false;
      }
      expect(indentJson(source).problem === null, source).toBe(parses);
    }
  });

  it('gives up on absurd depth with a sentence, not a crash', () => {
    expect(indentJson('['.repeat(100_000)).problem).toContain('more than 500 levels');
  });
});
