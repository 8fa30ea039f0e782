// The texts of enums.

/** The last part of an enum value in lower case: `TIMER_STATUS_ARMED` of `TIMER_STATUS` is `armed`. */
export function word(value: string | undefined, prefix: string): string {
  return (value ?? "").replace(`${prefix}_`, "").toLowerCase().replaceAll("_", " ");
}

/** The look of a state. */
export type Tone = "plain" | "info" | "good" | "warn" | "bad";

const TIMER: Record<string, Tone> = { scheduled: "plain", armed: "info", fired: "info", settled: "good", cancelled: "plain", failed: "bad" };

export function timerTone(status: string): Tone {
  return TIMER[status] ?? "plain";
}

/** The number of things, with the noun in the right form. */
export function count(number: number | string, one: string, many = `${one}s`): string {
  const value = Number(number);
  return `${value.toLocaleString("en")} ${value === 1 ? one : many}`;
}

/** A 64-bit number of the API with separators, never rounded. */
export function digits(text: string | number | undefined): string {
  return String(text ?? 0).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}
