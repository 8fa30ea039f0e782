// A reporter for `node --test`. It prints one line, which the repository's test command adds up. A skipped test counts
// as failed.
export default async function* totals(events) {
  let [passed, failed] = [0, 0];
  for await (const { type, data } of events) {
    if (type === 'test:fail' || (type === 'test:pass' && (data.skip !== undefined || data.todo !== undefined))) failed += 1;
    else if (type === 'test:pass') passed += 1;
  }
  yield `${passed} passed, ${failed} failed\n`;
}
