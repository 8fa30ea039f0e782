// A reporter for `node --test` whose one line is what the repository's test command adds up. A test that was left out did not hold.
export default async function* totals(events) {
  let [passed, failed] = [0, 0];
  for await (const { type, data } of events) {
    if (type === 'test:fail' || (type === 'test:pass' && (data.skip !== undefined || data.todo !== undefined))) failed += 1;
    else if (type === 'test:pass') passed += 1;
  }
  yield `${passed} passed, ${failed} failed\n`;
}
