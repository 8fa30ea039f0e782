// A reader of the event log. `EventSource` cannot send a credential, so the stream is read with `fetch`.
import type { LogEvent } from "../gen/schema";
import { Problem, address, headers, problemOf, type Query } from "./api";

/** The state of a tail. */
export type TailState = "live" | "paused" | "reconnecting";

/** A block of a stream of server-sent events. */
export interface Block {
  id?: string;
  event?: string;
  data?: string;
  retry?: number;
}

export interface TailOptions {
  query: Query;
  /** The cursor after which the tail starts. */
  cursor?: string;
  onEvents: (events: LogEvent[], cursor: string) => void;
  onState: (state: TailState) => void;
  /** A refusal that no retry cures. */
  onProblem: (problem: Problem) => void;
}

const RETRY_MS = 1_000;
const RETRY_MS_MAX = 15_000;
/** The node sends a comment after 15 s without an event. */
const SILENCE_MS_MAX = 35_000;

/** Splits a stream into its blocks. The parser holds an incomplete block between calls. */
export class BlockParser {
  private rest = "";

  push(text: string): Block[] {
    const ready = (this.rest + text).replaceAll("\r\n", "\n");
    const end = ready.lastIndexOf("\n\n");
    if (end < 0) {
      this.rest = ready;
      return [];
    }
    this.rest = ready.slice(end + 2);
    return ready.slice(0, end).split("\n\n").map(blockOf);
  }
}

function blockOf(text: string): Block {
  const block: Block = {};
  for (const line of text.split("\n")) {
    const colon = line.indexOf(":");
    if (colon <= 0) continue;
    const value = line.slice(colon + 1).replace(/^ /, "");
    const field = line.slice(0, colon);
    if (field === "data") block.data = block.data === undefined ? value : `${block.data}\n${value}`;
    else if (field === "id") block.id = value;
    else if (field === "event") block.event = value;
    else if (field === "retry" && /^\d+$/.test(value)) block.retry = Number(value);
  }
  return block;
}

/** A tail that resumes after its cursor: it loses no event, and returns none twice. */
export class Tail {
  private readonly options: TailOptions;
  private cursor: string | undefined;
  private stopper: AbortController | undefined;
  private retryMs = RETRY_MS;
  private failures = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: TailOptions) {
    this.options = options;
    this.cursor = options.cursor;
  }

  start(): void {
    if (this.stopper) return;
    this.stopper = new AbortController();
    this.options.onState("reconnecting");
    void this.run(this.stopper.signal);
  }

  /** Stops reading. A later start resumes after the last event. */
  pause(): void {
    this.stop();
    this.options.onState("paused");
  }

  stop(): void {
    this.stopper?.abort();
    this.stopper = undefined;
    clearTimeout(this.timer);
  }

  private async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.read(signal);
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof Problem && error.status >= 400 && error.status < 500 && error.status !== 429) {
          this.options.onProblem(error);
          return;
        }
      }
      if (signal.aborted) return;
      this.options.onState("reconnecting");
      await this.wait(signal);
    }
  }

  private wait(signal: AbortSignal): Promise<void> {
    const delay = Math.min(this.retryMs * 2 ** this.failures, RETRY_MS_MAX);
    this.failures += 1;
    return new Promise((done) => {
      this.timer = setTimeout(done, delay);
      signal.addEventListener("abort", () => done(), { once: true });
    });
  }

  private async read(signal: AbortSignal): Promise<void> {
    const silent = new AbortController();
    const stop = () => silent.abort();
    signal.addEventListener("abort", stop, { once: true });
    let watch = setTimeout(stop, SILENCE_MS_MAX);
    try {
      const resumed = this.cursor ? { "last-event-id": this.cursor } : {};
      const sent = headers({ accept: "text/event-stream", ...resumed } as Record<string, string>);
      const path = address("/v1/events:tail", this.cursor ? { ...this.options.query, start: undefined } : this.options.query);
      const response = await fetch(path, { headers: sent, signal: silent.signal, cache: "no-store", credentials: "omit" });
      if (!response.ok || !response.body) throw await problemOf(response);
      this.options.onState("live");
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      const parser = new BlockParser();
      for (;;) {
        const { done, value } = await reader.read();
        if (done || signal.aborted) return;
        clearTimeout(watch);
        watch = setTimeout(stop, SILENCE_MS_MAX);
        this.take(parser.push(value));
      }
    } finally {
      clearTimeout(watch);
      signal.removeEventListener("abort", stop);
    }
  }

  private take(blocks: Block[]): void {
    const events: LogEvent[] = [];
    for (const block of blocks) {
      if (block.retry !== undefined) this.retryMs = Math.max(block.retry, 100);
      if (block.event === "end") continue;
      if (block.data !== undefined) events.push(JSON.parse(block.data) as LogEvent);
      if (block.id) this.cursor = block.id;
    }
    if (blocks.length > 0) this.failures = 0;
    if (events.length > 0) this.options.onEvents(events, this.cursor ?? "");
  }
}
