import { indentJson } from '../../ui/json';
import { parseHex } from '../../ui/hex';
import { parseBase64 } from '../../wire/payload';

export type Mode = 'json' | 'text' | 'hex' | 'base64' | 'file';

export interface Draft {
  mode: Mode;
  text: string;
  contentType: string;
  file: { name: string; type: string; bytes: Uint8Array } | null;
}

export const USUAL_TYPE: Record<Mode, string> = {
  json: 'application/json',
  text: 'text/plain;charset=utf-8',
  hex: 'application/octet-stream',
  base64: 'application/octet-stream',
  file: 'application/octet-stream',
};

/** The bytes that a draft stands for, or the sentence on why it stands for none. */
export function bytesOf(draft: Draft): { bytes: Uint8Array; problem: null } | { bytes: null; problem: string } {
  const fail = (problem: string) => ({ bytes: null, problem });
  switch (draft.mode) {
    case 'file':
      return draft.file ? { bytes: draft.file.bytes, problem: null } : fail('Choose a file.');
    case 'hex': {
      const bytes = parseHex(draft.text);
      return bytes ? { bytes, problem: null } : fail('Not hex: two digits for each byte, for example 00 FF 7A.');
    }
    case 'base64': {
      const bytes = parseBase64(draft.text);
      return bytes ? { bytes, problem: null } : fail('Not Base64: letters, digits, + and /, for example AP96.');
    }
    case 'json': {
      const { problem } = indentJson(draft.text);
      if (problem) return fail(`Not valid JSON: ${problem}.`);
    }
  }
  return { bytes: new TextEncoder().encode(draft.text), problem: null };
}
