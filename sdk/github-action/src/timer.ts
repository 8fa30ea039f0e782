// The fields of a timer that the actions read.
import { Fault } from './fault.ts';
import type { Reply } from './client.ts';

export interface Timer {
  id: string;
  tenant: string;
  name: string;
  status: string;
  fireTime: string;
  /** The value of its label `region`; empty without one. */
  region: string;
  payload: string;
}

/** Returns the timer in a response. */
export function timerOf(reply: Reply, base: string): Timer {
  const timer = reply.json['timer'];
  const fields = (typeof timer === 'object' && timer !== null ? timer : {}) as Record<string, unknown>;
  const text = (name: string) => (typeof fields[name] === 'string' ? fields[name] : '');
  if (text('id') === '' || text('fireTime') === '') {
    throw new Fault(`${base} answered 200 without a timer; check that api-base-url is the root of a MINOOTS server`);
  }
  return {
    id: text('id'),
    tenant: text('tenant'),
    name: text('name'),
    status: text('status').replace(/^TIMER_STATUS_/, ''),
    fireTime: text('fireTime'),
    region: label(fields['labels'], 'region'),
    payload: payloadText(fields['payload']),
  };
}

function label(labels: unknown, key: string): string {
  const value = typeof labels === 'object' && labels !== null ? (labels as Record<string, unknown>)[key] : undefined;
  return typeof value === 'string' ? value : '';
}

/** Returns text and JSON unchanged. Other bytes do not fit in an output and stay in base64. */
function payloadText(payload: unknown): string {
  if (typeof payload !== 'object' || payload === null) return '';
  const { contentType, data } = payload as Record<string, unknown>;
  if (typeof data !== 'string') return '';
  const type = typeof contentType === 'string' ? contentType.toLowerCase() : '';
  if (!/^(text\/|application\/json\b|application\/[\w.-]+\+json\b)/.test(type)) return data;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(data, 'base64'));
  } catch {
    return data;
  }
}
