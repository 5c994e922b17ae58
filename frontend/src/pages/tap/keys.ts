import { shortcuts } from '../shell/keys';

export interface TapActions {
  toggle(): void;
  filter(): void;
  move(by: number): void;
  page(by: number): void;
  start(): void;
  end(): void;
  open(): void;
  close(): void;
  tab(id: string): void;
  copy(asCurl: boolean): void;
  resend(): void;
}

export function tapKeys(act: TapActions): () => void {
  const tab = (keys: string, id: string, label: string) => ({ keys, does: `Show ${label}`, run: () => act.tab(id) });
  return shortcuts.add([
    { keys: ' ', does: 'Pause, resume', run: act.toggle },
    { keys: '/', does: 'Filter', run: act.filter },
    { keys: 'ArrowDown', does: 'Next message', run: () => act.move(1) },
    { keys: 'ArrowUp', does: 'Message before', run: () => act.move(-1) },
    { keys: 'j', does: 'Next message', run: () => act.move(1) },
    { keys: 'k', does: 'Message before', run: () => act.move(-1) },
    { keys: 'PageDown', does: 'A page on', run: () => act.page(1) },
    { keys: 'PageUp', does: 'A page back', run: () => act.page(-1) },
    { keys: 'Home', does: 'Oldest', run: act.start },
    { keys: 'End', does: 'Newest, and follow', run: act.end },
    { keys: 'Enter', does: 'Into the message', run: act.open },
    { keys: 'Escape', does: 'Close the message', run: act.close },
    tab('1', 'json', 'JSON'),
    tab('2', 'raw', 'raw text'),
    tab('3', 'hex', 'hex'),
    tab('4', 'headers', 'headers'),
    tab('5', 'image', 'the image'),
    { keys: 'c', does: 'Copy the body', run: () => act.copy(false) },
    { keys: 'C', does: 'Copy as curl', run: () => act.copy(true) },
    { keys: 'r', does: 'Edit and resend', run: act.resend },
  ]);
}
