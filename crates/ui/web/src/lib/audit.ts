// Searches of the audit.
import type { AuditRecord, ListAuditRecordsResponse } from "../gen/schema";
import { get, type Query } from "./api";
import { quoted } from "./shell";

/** A search, as the address of the page holds it. */
export interface Search {
  chain: string;
  actor: string;
  /** Instants in local time, as an input of the browser has them. */
  since: string;
  until: string;
  /** A text in the type, method, subject, reason, source or request id. */
  text: string;
}

/** The records of a search, and whether more exist. */
export interface FoundRecords {
  chain: string;
  records: AuditRecord[];
  isMore: boolean;
  /** The number of records that were read for them. */
  read: number;
}

const PAGE_MAX = 1_000;
/** The API has no search by text, so a search reads at most this many pages. */
const PAGES_MAX = 20;

function instant(text: string): string | undefined {
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}

export function queryOf({ chain, actor, since, until }: Search): Query {
  return { chain: chain === "denials" ? "AUDIT_CHAIN_DENIALS" : undefined, actor, since: instant(since), until: instant(until) };
}

/** Options of `minoots audit list`. */
export function options(search: Search): string {
  const { actor, since, until } = queryOf(search) as Record<string, string | undefined>;
  return [search.chain === "denials" && "--denials", actor && `--actor ${quoted(actor)}`, since && `--since ${since}`, until && `--until ${until}`].filter(Boolean).join(" ");
}

function contains(record: AuditRecord, text: string): boolean {
  const { type, method, subject, reason, source, requestId, actor, credential } = record;
  return [type, method, subject, reason, source, requestId, actor, credential].some((field) => field?.toLowerCase().includes(text));
}

/** Reads at least `wanted` records of a search, the newest first, if there are as many. */
export async function search(wish: Search, wanted: number, signal: AbortSignal): Promise<FoundRecords> {
  const text = wish.text.toLowerCase();
  const records: AuditRecord[] = [];
  let read = 0;
  let pageToken = "";
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const pageSize = text ? PAGE_MAX : Math.min(PAGE_MAX, wanted - records.length);
    const answer = await get<ListAuditRecordsResponse>("/v1/audit/records", { ...queryOf(wish), pageSize, pageToken }, signal);
    const found = answer.records ?? [];
    read += found.length;
    records.push(...(text ? found.filter((record) => contains(record, text)) : found));
    pageToken = answer.nextPageToken ?? "";
    if (!pageToken || records.length >= wanted) break;
  }
  return { chain: wish.chain, records, isMore: pageToken !== "", read };
}
