// The retained events of one object, from the first, and new ones as they happen.
import type { LogEvent } from "../gen/schema";
import { Problem } from "./api";
import { session } from "./session.svelte";
import { Tail } from "./tail";

/** The number of events that a story shows. */
const EVENTS_MAX = 1_000;

export class History {
  events = $state.raw<readonly LogEvent[]>([]);
  problem = $state.raw<Problem>();
  isCut = $state(false);

  /** Follows a subject such as `timers/tea`. Call it in the script of a component. */
  constructor(subject: string) {
    $effect(() => {
      if (!session.may("event.read")) return;
      const tail = new Tail({
        query: { start: true, subject },
        onEvents: (events) => this.add(events),
        onState: () => {},
        onProblem: (problem) => (this.problem = problem),
      });
      const apply = () => (document.hidden ? tail.pause() : tail.start());
      document.addEventListener("visibilitychange", apply);
      apply();
      return () => {
        document.removeEventListener("visibilitychange", apply);
        tail.stop();
      };
    });
  }

  private add(events: readonly LogEvent[]): void {
    const all = [...this.events, ...events];
    this.isCut ||= all.length > EVENTS_MAX;
    this.events = all.slice(-EVENTS_MAX);
  }
}
