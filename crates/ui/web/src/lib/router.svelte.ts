// The address of the page. All state that a link should restore is in the path and the query.

/** The path of the dashboard on the node. */
const BASE = "/ui";

class Router {
  path = $state("");
  query = $state.raw(new URLSearchParams());

  constructor() {
    this.read();
    addEventListener("popstate", () => this.read());
  }

  private read(): void {
    this.path = location.pathname.slice(BASE.length) || "/";
    this.query = new URLSearchParams(location.search);
  }

  /** The parts of the path, decoded. */
  get parts(): string[] {
    return this.path.split("/").filter(Boolean).map(decoded);
  }

  go(path: string, query?: Record<string, string>): void {
    history.pushState(null, "", href(path, query));
    this.read();
    scrollTo(0, 0);
  }

  /** Changes the query without a new entry in the history. */
  replace(changes: Record<string, string>): void {
    const query = new URLSearchParams(this.query);
    for (const [name, value] of Object.entries(changes)) {
      if (value) query.set(name, value);
      else query.delete(name);
    }
    const text = query.toString();
    history.replaceState(null, "", BASE + this.path + (text ? `?${text}` : ""));
    this.read();
  }

  /** Follows links inside the dashboard without loading the page again. */
  follow(event: MouseEvent): void {
    const link = (event.target as Element | null)?.closest?.("a");
    const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (!link || !isPlain || event.defaultPrevented || link.target || link.hasAttribute("download")) return;
    if (link.origin !== location.origin || !(link.pathname === BASE || link.pathname.startsWith(`${BASE}/`))) return;
    if (link.hash && link.pathname === location.pathname) return;
    event.preventDefault();
    history.pushState(null, "", link.href);
    this.read();
    scrollTo(0, 0);
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function href(path: string, query: Record<string, string> = {}): string {
  const text = new URLSearchParams(query).toString();
  return BASE + path + (text ? `?${text}` : "");
}

/** The address of an object's page. */
export function hrefOf(collection: string, id: string): string {
  return href(`/${collection}/${encodeURIComponent(id)}`);
}

export const router = new Router();
