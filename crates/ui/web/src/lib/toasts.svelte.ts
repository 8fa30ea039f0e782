// Short messages about the outcome of an action.
import { Problem } from "./api";

export interface Toast {
  id: number;
  text: string;
  isBad: boolean;
}

const SHOWN_MS = 6_000;

class Toasts {
  items = $state<Toast[]>([]);
  private next = 0;

  say(text: string, isBad = false): void {
    const id = this.next++;
    this.items.push({ id, text, isBad });
    setTimeout(() => this.drop(id), isBad ? SHOWN_MS * 2 : SHOWN_MS);
  }

  drop(id: number): void {
    this.items = this.items.filter((item) => item.id !== id);
  }

  /** Runs an action, and reports its outcome. Returns whether it succeeded. */
  async run(action: () => Promise<string>): Promise<boolean> {
    try {
      this.say(await action());
      return true;
    } catch (error) {
      const reason = error instanceof Problem && error.reason ? ` (${error.reason})` : "";
      this.say(`${error instanceof Error ? error.message : String(error)}${reason}`, true);
      return false;
    }
  }
}

export const toasts = new Toasts();
