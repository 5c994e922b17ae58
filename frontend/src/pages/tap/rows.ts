import type { Tap } from '../../state/tap';
import { bytes, clockMs, number } from '../../ui/format';

const KIND = { json: 'JSON', text: 'TEXT', bin: 'BIN' };
const TONE = { json: 't-in', text: '', bin: 't-bin' };
const CELLS = ['position', 'time', 'delta', 'kind', 'size', 'topic', 'preview'];

/** Ids of list entries, so that the listbox can name the active one. */
export const rowId = (index: number): string => `row-${index}`;

/** To the byte while that fits into the column; the inspector has it of all. */
const sizeOf = (length: number): string => (length < 1_000_000 ? number(length) : bytes(length));

function cellsOf(element: HTMLElement): HTMLElement[] {
  if (element.childElementCount === 0) {
    element.setAttribute('role', 'option');
    for (const name of CELLS) {
      const cell = element.appendChild(document.createElement('span'));
      cell.className = name;
      if (name === 'kind') cell.appendChild(document.createElement('span'));
    }
  }
  return [...element.children] as HTMLElement[];
}

/**
 * Fills one element of the virtual list. Everything that came from outside is set as text, never as HTML. Cells whose
 * text is unchanged are left alone, because most of them are at most calls.
 */
export function renderRow(element: HTMLElement, tap: Tap, place: number, selected: number | null): void {
  const index = tap.indexAt(place);
  const row = tap.rows.get(index);
  const cells = cellsOf(element);
  const state = `${index} ${index === selected}`;
  if (!row || element.dataset['state'] === state) return;
  element.dataset['state'] = state;
  element.dataset['index'] = String(index);
  element.id = rowId(index);
  element.setAttribute('aria-selected', String(index === selected));
  const calm = row.type === 'note' && row.calm ? ' calm' : '';
  element.className = `row ${row.type}${index === selected ? ' selected' : ''}${calm}`;
  const [position, time, delta, kind, size, topic, preview] = cells as [
    HTMLElement,
    HTMLElement,
    HTMLElement,
    HTMLElement,
    HTMLElement,
    HTMLElement,
    HTMLElement,
  ];
  if (row.type === 'note') {
    for (const cell of [position, time, delta, size, topic]) cell.textContent = '';
    kind.firstElementChild!.className = '';
    kind.firstElementChild!.textContent = '';
    preview.textContent = row.text;
    return;
  }
  position.textContent = row.position ? String(row.position.offset) : '–';
  time.textContent = clockMs(row.time);
  delta.textContent = row.delta === null ? '' : number(row.delta);
  kind.firstElementChild!.className = `tag ${TONE[row.kind]}`;
  kind.firstElementChild!.textContent = KIND[row.kind];
  size.textContent = sizeOf(row.body.length);
  topic.textContent = row.topic;
  preview.textContent = row.preview;
}
