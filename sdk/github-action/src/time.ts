// Durations and instants in the form of all MINOOTS interfaces. The server validates them again and decides; the action
// parses them first, so that an error names the input before anything is sent.
import { inputFault, quoted } from './fault.ts';

const EXAMPLES = '1500ms, 25s, 1h30m or PT1H30M';
const SHORT = /^(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?(?:(\d+)us)?(?:(\d+)ns)?$/;
const ISO = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;
const SHORT_MS = [86_400_000, 3_600_000, 60_000, 1000, 1, 0.001, 0.000001];
const ISO_MS = [604_800_000, 86_400_000, 3_600_000, 60_000, 1000];
// The last number may have a fraction; it is removed before the patterns above apply, and added separately.
const FRACTION = /\.(\d+)([a-zA-Z]+)$/;
const UNIT_MS: Record<string, number> = {
  d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1, us: 0.001, ns: 0.000001,
  W: 604_800_000, D: 86_400_000, H: 3_600_000, M: 60_000, S: 1000,
};

/** Returns the milliseconds of a duration, exact enough for comparisons. The request contains the text itself. */
export function durationMs(name: string, text: string): number {
  const refuse = (rule: string) => inputFault(name, `${quoted(text)} ${rule}; write for example ${EXAMPLES}`);
  if (text.startsWith('-')) throw refuse('is negative');
  if (/^[\d.]+$/.test(text)) throw refuse('has no unit');
  if (/^P[^T]*[YM]/.test(text)) throw refuse('has years or months, whose length varies');
  const fraction = FRACTION.exec(text);
  const whole = text.replace(FRACTION, '$2');
  const short = SHORT.exec(whole);
  const iso = ISO.exec(whole);
  const [parts, units] = short ? [short, SHORT_MS] : [iso, ISO_MS];
  if (parts === null || !/\d/.test(text) || text.length > 100) {
    throw refuse('is not a duration of the units d, h, m, s, ms, us, ns, longest first and without spaces');
  }
  const sum = units.reduce((total, unit, index) => total + Number(parts[index + 1] ?? 0) * unit, 0);
  return sum + (fraction ? Number(`0.${fraction[1]}`) * (UNIT_MS[fraction[2] ?? ''] ?? 0) : 0);
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})?$/;

/** Refuses text that is not an RFC 3339 instant. */
export function checkInstant(name: string, text: string): void {
  const refuse = (rule: string) => inputFault(name, `${quoted(text)} ${rule}; write for example 2030-01-02T03:04:05Z`);
  const parts = INSTANT.exec(text);
  if (parts === null) throw refuse('is not an RFC 3339 instant');
  if (parts[2] === undefined) throw refuse('has no offset from UTC such as Z or +02:00');
}

/** Parses a whole number of seconds within a range. */
export function seconds(name: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (!/^\d{1,9}$/.test(text) || value < min || value > max) {
    throw inputFault(name, `${quoted(text)} is not a whole number of seconds from ${min} to ${max}`);
  }
  return value;
}

/** Returns milliseconds on a monotonic clock. */
export function now(): number {
  return performance.now();
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
