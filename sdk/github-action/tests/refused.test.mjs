// Inputs that break a rule of action-bundle, agent-binding or region, against a server that must receive nothing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runAction } from './action.mjs';
import { serve } from './server.mjs';

const NINE = Array.from({ length: 9 }, (_, number) => `queue:q${number}`);
const LONG = 'x'.repeat(129);

test('what breaks a rule is named with the rule and a way out, and nothing is sent', async () => {
  const { url, requests, close } = await serve(() => ({ status: 500 }));
  for (const [inputs, expected] of [
    [{ 'action-bundle': 'archive' }, /^action-bundle: "archive" is neither queue:NAME nor webhook:ID, with @N for an escalation; write for example queue:archive, webhook:pager@3/],
    [{ 'action-bundle': 'topic:a' }, /^action-bundle: "topic:a" is neither queue:NAME nor webhook:ID/],
    [{ 'action-bundle': '{"target": {"queue": "a"}}' }, /^action-bundle: .* is neither .* or \[\{"target": \{"queue": "archive"\}\}\]$/],
    [{ 'action-bundle': 'queue:a, queue:' }, /^action-bundle: "" is no name of a queue: 1 to 128 letters/],
    [{ 'action-bundle': 'webhook:a b' }, /^action-bundle: "a b" is no name of a webhook endpoint: .*correct it/],
    [{ 'action-bundle': `queue:${LONG}` }, /^action-bundle: "x+…" is no name of a queue/],
    [{ 'action-bundle': 'queue:a@' }, /^action-bundle: "queue:a@" has after its @ what is not a whole number from 0 to 100; give how many deliveries/],
    [{ 'action-bundle': 'queue:a@three' }, /^action-bundle: "queue:a@three" has after its @ what is not a whole number/],
    [{ 'action-bundle': 'queue:a@101' }, /^action-bundle: 101 is not a whole number from 0 to 100/],
    [{ 'action-bundle': NINE.join() }, /^action-bundle: has 9 actions, and a timer has at most 8; let one consumer pass it on/],
    [{ 'action-bundle': '[{"target"' }, /^action-bundle: .* is not a JSON array; write for example/],
    [{ 'action-bundle': '["queue:a"]' }, /^action-bundle\[0\]: "queue:a" is not a JSON object; write for example/],
    [{ 'action-bundle': '[{"afterAttempts": 1}]' }, /^action-bundle\[0\]\.target: is required; write for example/],
    [{ 'action-bundle': '[{"target": {"queue": "a"}}, {"target": {}}]' }, /^action-bundle\[1\]\.target: has neither queue nor webhook; give one of them/],
    [{ 'action-bundle': '[{"target": {"queue": "a", "webhook": "b"}}]' }, /^action-bundle\[0\]\.target: has both queue and webhook; give one/],
    [{ 'action-bundle': '[{"target": {"none": {}}}]' }, /^action-bundle\[0\]\.target: has "none", and there is no such field; there are queue, webhook/],
    [{ 'action-bundle': '[{"target": {"queue": 7}}]' }, /^action-bundle\[0\]\.target\.queue: 7 is no name of a queue/],
    [{ 'action-bundle': '[{"target": {"queue": "a"}, "after": 1}]' }, /^action-bundle\[0\]: has "after", and there is no such field; there are target, afterAttempts/],
    [{ 'action-bundle': '[{"target": {"queue": "a"}, "afterAttempts": 1.5}]' }, /^action-bundle\[0\]\.afterAttempts: 1\.5 is not a whole number from 0 to 100; give/],
    [{ 'action-bundle': '[{"target": {"queue": "a"}, "afterAttempts": "1"}]' }, /^action-bundle\[0\]\.afterAttempts: "1" is not a whole number/],
    [{ 'action-bundle': '[{"target": {"queue": "a"}, "target": {"queue": "b"}}]' }, /^action-bundle: .* has a field twice in one object; give each once/],
    [{ 'agent-binding': 'two words' }, /^agent-binding: "two words" is no agent's name: 1 to 120 letters, .*; write for example ann, or \{"target": "ann"/],
    [{ 'agent-binding': 'x'.repeat(121) }, /^agent-binding: "x+…" is no agent's name: 1 to 120 letters/],
    [{ 'agent-binding': '"ann"' }, /^agent-binding: .* is no agent's name/],
    [{ 'agent-binding': '{"target"' }, /^agent-binding: .* is neither an agent's name nor a JSON object; write for example ann/],
    [{ 'agent-binding': '{}' }, /^agent-binding\.target: is required: the agent's name; write for example/],
    [{ 'agent-binding': '{"target": null}' }, /^agent-binding\.target: null is no agent's name/],
    [{ 'agent-binding': '{"name": "ann"}' }, /^agent-binding: has "name", and there is no such field; there are target, adapter, template/],
    [{ 'agent-binding': '{"target": "ann", "target": "bob"}' }, /^agent-binding: .* has a field twice in one object/],
    [{ 'agent-binding': '{"target": "ann", "adapter": 1}' }, /^agent-binding\.adapter: 1 is not a text of at most 255 bytes without control characters; give/],
    [{ 'agent-binding': `{"target": "ann", "adapter": "${'ü'.repeat(128)}"}` }, /^agent-binding\.adapter: "ü+…" is not a text of at most 255 bytes/],
    [{ 'agent-binding': '{"target": "ann", "adapter": "a\\nb"}' }, /^agent-binding\.adapter: "a b" is not a text/],
    [{ 'agent-binding': '{"target": "ann", "template": {"do": 1}}' }, /^agent-binding\.template: \{"do":1\} is not a text that holds JSON; write for example/],
    [{ 'agent-binding': '{"target": "ann", "template": "do it"}' }, /^agent-binding\.template: "do it" is not a text that holds JSON/],
    [{ region: 'EU' }, /^region: "EU" is not 1 to 63 small letters, digits and hyphens, a letter first; write for example eu-west/],
    [{ region: '1eu' }, /^region: "1eu" is not/],
    [{ region: 'eu west' }, /^region: "eu west" is not/],
    [{ region: 'a'.repeat(64) }, /^region: "a+" is not/],
    [{ region: 'eu', labels: 'region=us' }, /^labels: has region="us", and the input region is "eu"; give one of them/],
  ]) {
    const { code, errors, outputs } = await runAction('schedule', { 'api-base-url': url, duration: '1h', ...inputs });
    assert.equal(errors.length, 1, JSON.stringify(inputs));
    assert.match(errors[0], expected);
    assert.equal(code, 1);
    assert.deepEqual(outputs, {});
  }
  assert.deepEqual(requests, []);
  await close();
});
