// The one tail of the page: every page is told about changes by it, in batches.
import type { LogEvent } from "../gen/schema";
import type { Problem } from "./api";
import { session } from "./session.svelte";
import { Tail, type TailState } from "./tail";

type Listener = (events: readonly LogEvent[]) => void;

/** The shortest time between two batches, in milliseconds. */
const BATCH_MS = 250;
/** The largest batch. Later events of a burst stay in the stream until it is handled. */
const RECENT_MAX = 5_000;

class Live {
  state = $state<TailState>("reconnecting");
  problem = $state<Problem>();
  /** The user paused the page. */
  isHeld = $state(false);
  /** The number of events since the page was opened. */
  count = $state(0);
  /** The newest events, the newest last. */
  recent = $state.raw<readonly LogEvent[]>([]);

  private tail: Tail | undefined;
  private listeners = new Set<Listener>();
  private waiting: LogEvent[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private wasLive = false;

  /** Begins at the current end of the log. */
  begin(): void {
    this.end();
    if (!session.may("event.read")) {
      this.state = "paused";
      return;
    }
    this.tail = new Tail({
      query: { unsigned: true },
      onEvents: (events) => this.add(events),
      onState: (state) => this.change(state),
      onProblem: (problem) => this.fail(problem),
    });
    this.apply();
  }

  end(): void {
    this.tail?.stop();
    this.tail = undefined;
    this.problem = undefined;
  }

  hold(isHeld: boolean): void {
    this.isHeld = isHeld;
    this.apply();
  }

  /** Reads while the page is visible and not held. */
  apply(): void {
    if (!this.tail) return;
    if (this.isHeld || document.hidden) this.tail.pause();
    else this.tail.start();
  }

  /** Calls a function with each batch of events, until the returned function is called. */
  listen(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private change(state: TailState): void {
    const isBack = state === "live" && this.state === "reconnecting" && this.wasLive;
    this.wasLive ||= state === "live";
    this.state = state;
    // A change that no event reports, such as another leader, may have happened meanwhile.
    if (isBack) for (const listener of this.listeners) listener([]);
  }

  private fail(problem: Problem): void {
    this.state = "paused";
    // The log no longer has the position: lists are read anew, and the tail begins at the end.
    if (problem.reason === "CURSOR_COMPACTED") {
      this.begin();
      for (const listener of this.listeners) listener([]);
      return;
    }
    this.problem = problem;
  }

  private add(events: LogEvent[]): void {
    for (const event of events) this.waiting.push(event);
    this.timer ??= setTimeout(() => this.flush(), BATCH_MS);
  }

  private flush(): void {
    this.timer = undefined;
    const batch = this.waiting;
    this.waiting = [];
    this.count += batch.length;
    this.recent = [...this.recent, ...batch].slice(-RECENT_MAX);
    for (const listener of this.listeners) listener(batch);
  }
}

export const live = new Live();
document.addEventListener("visibilitychange", () => live.apply());
