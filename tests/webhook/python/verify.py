"""Verifies requests with third-party libraries: standardwebhooks, cryptography and cloudevents. The receiver is the code of
docs/webhooks.md, so that the documented code is the tested one. Usage: verify.py DOCUMENT VECTORS.json
"""
import json, re, sys
from cloudevents.v1.http import from_http

def receiver(document):
    """Returns the functions of the document's Python examples."""
    examples = re.findall(r"^```python\n(.*?)^```", open(document, encoding="utf-8").read(), re.M | re.S)
    names = {}
    exec("\n".join(examples), names)
    return names["event_of"], names["event_by_public_key"]

def outcome(verify, key, case):
    try:
        event = verify(key, case["headers"], case["body"].encode())
    except Exception as refusal:
        return False, type(refusal).__name__
    return event == json.loads(case["body"]), "accepted"

def is_cloud_event(case):
    event, plain = from_http(case["headers"], case["body"].encode()), json.loads(case["body"])
    attributes = ("specversion", "id", "source", "type")
    same = all(event[name] == plain[name] for name in attributes)
    return same and event.data == plain.get("data") and event["id"] == case["headers"]["webhook-id"]

def main(document, vectors):
    event_of, event_by_public_key = receiver(document)
    cases = json.load(open(vectors, encoding="utf-8"))
    wrong, count = [], 0
    for case in cases:
        for verify, key in ((event_of, case["secret"]), (event_by_public_key, case["publicKey"])):
            count += 1
            accepted, why = outcome(verify, key, case)
            # A refusal for another reason than the signature would prove nothing.
            expected = why == "accepted" if case["genuine"] else why in ("WebhookVerificationError", "ValueError")
            if accepted != case["genuine"] or not expected:
                wrong.append(f'{case["name"]}, {verify.__name__}: {why}')
        if case["genuine"]:
            count += 1
            if not is_cloud_event(case):
                wrong.append(f'{case["name"]}: not the CloudEvent it says')
    for line in wrong:
        print(line, file=sys.stderr)
    genuine = sum(case["genuine"] for case in cases)
    print(f"{count - len(wrong)} passed, {len(wrong)} failed")
    return 1 if wrong or not 0 < genuine < len(cases) else 0

sys.exit(main(*sys.argv[1:]))
