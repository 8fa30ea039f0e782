/** Returns the value at quantile `q` of ascending numbers (nearest rank); null for no numbers. */
export function quantile(sorted, q) {
  if (sorted.length === 0) return null;
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1))];
}

export const ascending = (numbers) => [...numbers].sort((a, b) => a - b);
export const median = (numbers) => quantile(ascending(numbers), 0.5);

/** Returns quantiles of milliseconds under names that end in `Ms`. */
export function summary(milliseconds, names) {
  const sorted = ascending(milliseconds);
  const value = { p50: 0.5, p95: 0.95, p99: 0.99, max: 1 };
  return Object.fromEntries(names.map((name) => [`${name}Ms`, quantile(sorted, value[name])]));
}
