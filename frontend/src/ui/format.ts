const count = new Intl.NumberFormat('en');

export const number = (value: number): string => count.format(value);

/** A rate per second: whole from 10 on, one digit below, and "0" only for nothing at all. */
export function rate(value: number | null | undefined): string {
  if (value === null || value === undefined) return '–';
  if (value === 0) return '0';
  return value < 10 ? String(Math.max(0.1, Math.round(value * 10) / 10)) : number(Math.round(value));
}

export function bytes(value: number): string {
  if (value < 1024) return `${number(value)} B`;
  const kilo = value / 1024;
  if (kilo < 1024) return `${number(kilo < 10 ? Math.round(kilo * 10) / 10 : Math.round(kilo))} KB`;
  const mega = kilo / 1024;
  return `${number(mega < 10 ? Math.round(mega * 10) / 10 : Math.round(mega))} MB`;
}

/** A share in whole percent, rounded down, so that "100%" is full; "<1%" for hardly anything. */
export function percent(share: number): string {
  const whole = Math.floor(share * 100 + 1e-9);
  return whole === 0 && share > 0 ? '<1%' : `${number(whole)}%`;
}

export function plural(value: number, one: string, many = `${one}s`): string {
  return `${number(value)} ${value === 1 ? one : many}`;
}

/** A span in words, coarse on purpose: "8 s", "14 min", "2 h 14 min", "3 d 2 h". */
export function span(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return and(`${hours} h`, minutes % 60, 'min');
  return and(`${Math.floor(hours / 24)} d`, hours % 24, 'h');
}

const and = (large: string, small: number, unit: string): string => (small === 0 ? large : `${large} ${small} ${unit}`);

const two = (value: number): string => String(value).padStart(2, '0');

export function clock(time: number): string {
  const date = new Date(time);
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

const day = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short' });

/** A time of day, with its date where that is not the day of `now`. */
export function since(time: number, now: number): string {
  const date = day.format(time);
  return date === day.format(now) ? clock(time) : `${date}, ${clock(time)}`;
}

export function clockMs(time: number): string {
  return `${clock(time)}.${String(new Date(time).getMilliseconds()).padStart(3, '0')}`;
}

/** Latencies: "0.62", "14", "–". */
export function ms(value: number | null): string {
  if (value === null) return '–';
  return value < 1 ? value.toFixed(2) : value < 10 ? value.toFixed(1) : number(Math.round(value));
}
