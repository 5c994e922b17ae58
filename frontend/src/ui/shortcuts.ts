/** A key (as in KeyboardEvent.key) or two after each other ("g o"), and what it does in words. */
export interface Shortcut {
  keys: string;
  does: string;
  run(event: KeyboardEvent): void;
}

const SEQUENCE_WITHIN = 1500;
const FIELDS = 'input:not([type=checkbox]), textarea, select, [contenteditable]';
const ACTIVATED = 'button, a, summary, input, [role=tab]';

/** The page's keys. They never fire while a field has the focus, nor in a dialog. */
export class Shortcuts {
  #groups = new Set<Shortcut[]>();
  #first: { key: string; at: number } | null = null;

  /** `characters()` false switches off all that a person could type by accident (WCAG 2.1.4). */
  constructor(private readonly characters: () => boolean) {}

  add(group: Shortcut[]): () => void {
    this.#groups.add(group);
    return () => this.#groups.delete(group);
  }

  get all(): Shortcut[] {
    return [...this.#groups].flat();
  }

  handle(event: KeyboardEvent): void {
    const target = event.target as Element | null;
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (target?.closest(FIELDS) || target?.closest('dialog')) return;
    const { key } = event;
    if ((key === ' ' || key === 'Enter') && target?.closest(ACTIVATED)) return;
    if (key.length === 1 && key !== ' ' && !this.characters()) return;
    const first = this.#first && event.timeStamp - this.#first.at < SEQUENCE_WITHIN ? this.#first.key : '';
    this.#first = null;
    const found = this.#find(`${first} ${key}`) ?? this.#find(key);
    if (found) {
      event.preventDefault();
      found.run(event);
    } else if (this.all.some(({ keys }) => keys.startsWith(`${key} `))) {
      this.#first = { key, at: event.timeStamp };
    }
  }

  /** The newest group wins, so that a screen can have its own meaning for a key. */
  #find(keys: string): Shortcut | undefined {
    return this.all.reverse().find((one) => one.keys === keys);
  }
}
