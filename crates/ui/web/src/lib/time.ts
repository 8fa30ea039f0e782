// Instants and durations of the API: RFC 3339 with nanoseconds, and decimal seconds.

/** An instant in milliseconds since 1970, with fractions; `NaN` for none. */
export function millis(instant: string | undefined): number {
  if (!instant) return Number.NaN;
  const fraction = /\.(\d+)/.exec(instant)?.[1] ?? "";
  const whole = Date.parse(instant.replace(/\.\d+/, ""));
  return whole + Number(`0.${fraction || "0"}`) * 1_000;
}

/** The difference of two instants in milliseconds, exact to a microsecond. */
export function between(from: string | undefined, to: string | undefined): number {
  return millis(to) - millis(from);
}

/** A duration of the API in milliseconds; `NaN` for none. */
export function durationMs(text: string | undefined): number {
  return text ? Number(text.replace(/s$/, "")) * 1_000 : Number.NaN;
}

const UNITS: readonly [string, number][] = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
  ["s", 1_000],
];

function number(value: number, digits: number): string {
  return value.toLocaleString("en", { maximumFractionDigits: digits, minimumFractionDigits: 0, useGrouping: true });
}

/** A length of time with its units: two units from a minute on, else one with three significant digits. */
export function length(ms: number): string {
  if (Number.isNaN(ms)) return "–";
  const size = Math.abs(ms);
  if (size === 0) return "0 s";
  if (size < 1) return `${number(size * 1_000, size < 0.01 ? 1 : 0)} µs`;
  if (size < 1_000) return `${number(size, size < 10 ? 2 : size < 100 ? 1 : 0)} ms`;
  if (size < 60_000) return `${number(size / 1_000, size < 10_000 ? 1 : 0)} s`;
  const index = UNITS.findIndex(([, unit]) => size >= unit);
  const [name, unit] = UNITS[index]!;
  const [lower, lowerUnit] = UNITS[index + 1]!;
  const rest = Math.floor((size % unit) / lowerUnit);
  return `${number(Math.floor(size / unit), 0)} ${name}${rest > 0 ? ` ${rest} ${lower}` : ""}`;
}

/** The distance of an instant from now: "in 5 min" or "5 min ago". */
export function relative(ms: number, now: number): string {
  const distance = ms - now;
  if (Math.abs(distance) < 1_000) return "now";
  const text = length(distance);
  return distance > 0 ? `in ${text}` : `${text} ago`;
}

const LOCAL = new Intl.DateTimeFormat(undefined, {
  year: "numeric", month: "short", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23",
});
const TIME_ONLY = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });

function milliseconds(ms: number): string {
  return `.${String(Math.floor(((ms % 1_000) + 1_000) % 1_000)).padStart(3, "0")}`;
}

/** An instant in local time: the time only if it is today. */
export function local(ms: number, withMillis = false): string {
  if (Number.isNaN(ms)) return "–";
  const date = new Date(ms);
  const isToday = date.toDateString() === new Date().toDateString();
  return (isToday ? TIME_ONLY : LOCAL).format(date) + (withMillis ? milliseconds(ms) : "");
}

export const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;
