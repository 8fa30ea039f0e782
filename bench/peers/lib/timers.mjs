// The scheduled timers, equal for every peer: a due instant in whole milliseconds and a payload of 256 bytes.
const PAYLOAD_BYTES = 256;

export function timer(id, due) {
  return { id, due, payload: `${id}|`.padEnd(PAYLOAD_BYTES, "x") };
}

export const timers = (count, dueOf) => Array.from({ length: count }, (_, index) => timer(index + 1, Math.floor(dueOf(index))));
export const idOf = (payload) => Number(payload.slice(0, payload.indexOf("|")));

/** Returns a fixed order that differs from that of the due instants: peers must not profit from sorted input. */
export function shuffled(items) {
  const order = [...items];
  let state = 12345;
  for (let last = order.length - 1; last > 0; last--) {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    const other = state % (last + 1);
    [order[last], order[other]] = [order[other], order[last]];
  }
  return order;
}

export function chunks(items, size) {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));
}
