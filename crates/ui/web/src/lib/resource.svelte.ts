// Data of the API that stays current: it is read at once, and again after changes that concern it.
import type { LogEvent } from "../gen/schema";
import { Problem, UNREACHABLE } from "./api";
import { live } from "./live.svelte";
import { session } from "./session.svelte";

/** The shortest time between two reads because of changes, in milliseconds. */
const REREAD_MS = 1_000;
/** The pause before a read is repeated that did not reach a node, in milliseconds. */
const RETRY_MS = 2_000;

export class Resource<T> {
  value = $state.raw<T>();
  problem = $state.raw<Problem>();
  isReading = $state(false);

  private readonly read: (signal: AbortSignal) => Promise<T>;
  private readonly concerns: (event: LogEvent) => boolean;
  private stopper: AbortController | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readAt = 0;
  private isStopped = false;

  /**
   * `read` reads the data. `concerns` returns whether an event may change it. Call it in the script of a component, so
   * that it ends with the component. Reactive values that `read` uses before its first `await` cause a new read.
   */
  constructor(read: (signal: AbortSignal) => Promise<T>, concerns: (event: LogEvent) => boolean) {
    this.read = read;
    this.concerns = concerns;
    $effect(() => {
      // A change of the caller changes every answer.
      void session.key;
      this.reload();
    });
    $effect(() => {
      const unlisten = live.listen((events) => {
        if (events.length === 0 || events.some((event) => this.concerns(event))) this.schedule();
      });
      return () => {
        unlisten();
        this.isStopped = true;
        this.stopper?.abort();
        clearTimeout(this.timer);
      };
    });
  }

  reload(): void {
    this.stopper?.abort();
    clearTimeout(this.timer);
    this.timer = undefined;
    const stopper = new AbortController();
    this.stopper = stopper;
    const reading = this.read(stopper.signal);
    void this.take(reading, stopper);
  }

  private async take(reading: Promise<T>, stopper: AbortController): Promise<void> {
    // Not reactive: the effect that reads must not depend on what reading changes.
    queueMicrotask(() => (this.isReading = this.stopper === stopper));
    try {
      const value = await reading;
      if (this.stopper !== stopper) return;
      this.value = value;
      this.problem = undefined;
    } catch (error) {
      if (this.stopper !== stopper || stopper.signal.aborted) return;
      this.problem = error instanceof Problem ? error : new Problem(0, { detail: String(error) });
      if (this.problem.reason === UNREACHABLE || this.problem.status >= 500) this.schedule(RETRY_MS);
    }
    this.readAt = performance.now();
    this.isReading = false;
  }

  private schedule(delay = REREAD_MS): void {
    if (this.isStopped || this.timer !== undefined) return;
    const wait = Math.max(0, delay - (performance.now() - this.readAt));
    this.timer = setTimeout(() => {
      this.timer = undefined;
      if (this.isReading) this.schedule();
      else this.reload();
    }, wait);
  }
}

/** Whether an event is about an object of this kind, or about one object. */
export function about(collection: string, id?: string): (event: LogEvent) => boolean {
  const prefix = `${collection}/`;
  return ({ envelope }) => {
    const subject = envelope?.subject ?? "";
    return id === undefined ? subject.startsWith(prefix) : subject === prefix + id;
  };
}

/**
 * Reads resources again regularly while the page is visible, for changes that no event reports. Call it in the script of
 * a component.
 */
export function rereadEvery(ms: number, ...resources: readonly Resource<unknown>[]): void {
  $effect(() => {
    const timer = setInterval(() => {
      if (document.hidden || live.isHeld) return;
      for (const resource of resources) if (!resource.isReading) resource.reload();
    }, ms);
    return () => clearInterval(timer);
  });
}
