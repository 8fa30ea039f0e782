"""Compares verdicts on signed requests with those of slack_sdk, has slack_sdk read the blocks of our messages, and holds the app's manifest
to what the crate relies on. Usage: verify.py PROGRAM GOLDEN_DIRECTORY MANIFEST, where the program is the example slack_verdicts.
"""
import json, pathlib, subprocess, sys
from urllib.parse import urlencode, urlsplit
import yaml
from slack_sdk.models.blocks import Block
from slack_sdk.signature import Clock, SignatureVerifier

NOW = 1_893_553_445
OLD, NEW, OTHER = "8f742231b10e8888abcd99yyyzzz85a5", "0123456789abcdef0123456789abcdef", "f" * 32
LONG = "k" * 200  # Longer than a block of SHA-256, which HMAC hashes first.
FIELDS = {
    "token": "gIkuvaNzQIHg97ATvDxqgjtO", "team_id": "T0123ABCD", "team_domain": "example", "channel_id": "C0123ABCD",
    "user_id": "U0123ABCD", "user_name": "ann", "command": "/ato", "api_app_id": "A123456",
    "response_url": "https://hooks.slack.com/commands/T0123ABCD/1/xyz", "trigger_id": "13345224609.738474920.8088930838d88f008e0",
}
COMMANDS = {
    "25s ship logs": '--duration 25s --name "ship logs"',
    "90s caf\u00e9 &amp; \u2615 <@U1|ann>": '--duration 1m30s --name "caf\u00e9 & \u2615 @ann"',
    "\u2014duration 1h \u2014name \u201cship logs\u201d": '--duration 1h --name "ship logs"',
    "": "help", "list": "list", "cancel ship-1": "cancel ship-1",
}

class Fixed(Clock):
    def now(self):
        return NOW

def body(text="25s ship logs"):
    return urlencode({**FIELDS, "text": text})

def sign(secret, content, time=NOW):
    return str(time), SignatureVerifier(secret).generate_signature(timestamp=str(time), body=content), content

def cases():
    """Name, secrets we know, the request, what we should say, what a command reads as."""
    for text, read in COMMANDS.items():
        yield f"good: {text!r}", [OLD], sign(OLD, body(text)), "genuine", read
    yield "good: any body", [OLD], sign(OLD, "payload=%7B%7D"), "genuine", None
    yield "good: empty body", [OLD], sign(OLD, ""), "genuine", None
    yield "good: long secret", [LONG], sign(LONG, body()), "genuine", None
    for secret in (OLD, NEW):
        yield "good: in a rotation", [NEW, OLD], sign(secret, body()), "genuine", None
    for age in (300, -300):
        yield f"good: {age} s old", [OLD], sign(OLD, body(), NOW - age), "genuine", None
    for age in (301, -301, 86_400, NOW):
        yield f"stale: {age} s old", [OLD], sign(OLD, body(), NOW - age), "SLACK_TIMESTAMP", None
    time, signature, content = sign(OLD, body())
    tampered = {
        "body": (time, signature, content.replace("25s", "26s")),
        "body re-encoded": (time, signature, content.replace("+", "%20")),
        "body with a line": (time, signature, content + "\n"),
        "timestamp": (str(NOW - 1), signature, content),
        "signature": (time, signature[:-1] + ("0" if signature[-1] != "0" else "1"), content),
        "signature cut": (time, signature[:-1], content),
        "signature without version": (time, signature[3:], content),
        "version": (time, "v1" + signature[2:], content),
        "empty signature": (time, "", content),
        "another secret": sign(OTHER, body()),
    }
    for name, request in tampered.items():
        yield f"tampered: {name}", [OLD], request, "SLACK_SIGNATURE", None
    yield "tampered: rotation ended", [NEW], sign(OLD, body()), "SLACK_SIGNATURE", None
    yield "no signature", [OLD], (time, None, content), "SLACK_SIGNATURE", None
    yield "no timestamp", [OLD], (None, signature, content), "SLACK_TIMESTAMP", None

def sdk_accepts(secrets, timestamp, signature, content):
    verifiers = (SignatureVerifier(secret, clock=Fixed()) for secret in secrets)
    return any(verifier.is_valid(body=content, timestamp=timestamp, signature=signature) for verifier in verifiers)

def manifest_faults(manifest):
    """What we rely on, and Slack's limits on lengths."""
    shown, features, settings = (manifest[part] for part in ("display_information", "features", "settings"))
    (command,) = features["slash_commands"]
    rules = {
        "names have at most 35 and 80 characters": len(shown["name"]) <= 35 and len(features["bot_user"]["display_name"]) <= 80,
        "descriptions have at most 140, and 174 to 4000": len(shown["description"]) <= 140 and 174 <= len(shown["long_description"]) <= 4000,
        "the command is /ato": command["command"] == "/ato",
        "mentions come with ids, or the language reads other text": command["should_escape"] is True,
        "commands go to their path": urlsplit(command["url"])[:1] + urlsplit(command["url"])[2:3] == ("https", "/slack/commands"),
        "presses go to their path": urlsplit(settings["interactivity"]["request_url"]).path == "/slack/interactions",
        "buttons are on": settings["interactivity"]["is_enabled"] is True,
        "the bot may do no more than this": sorted(manifest["oauth_config"]["scopes"]["bot"]) == ["chat:write", "chat:write.public", "commands"],
        "requests come over HTTP, for one workspace": not settings["socket_mode_enabled"] and not settings["org_deploy_enabled"],
    }
    return len(rules), [rule for rule, holds in rules.items() if not holds]

def main(program, golden, manifest):
    wrong, count, listed = [], 0, list(cases())
    lines = [json.dumps({"secrets": s, "timestamp": t, "signature": g, "body": b, "now": NOW}) for _, s, (t, g, b), _, _ in listed]
    run = subprocess.run([program], input="\n".join(lines) + "\n", capture_output=True, text=True, check=True)
    answers = [json.loads(line) for line in run.stdout.splitlines()]
    for (name, secrets, request, expected, read), answer in zip(listed, answers, strict=True):
        count += 1
        said = answer["verdict"]
        if said != expected or (said == "genuine") != sdk_accepts(secrets, *request):
            wrong.append(f"{name}: we say {said}, expected {expected}, slack_sdk {sdk_accepts(secrets, *request)}")
        elif read is not None and answer["command"] != read:
            wrong.append(f"{name}: read as {answer['command']}")
    files = sorted(pathlib.Path(golden).glob("*.json"))
    for file in files:
        count += 1
        try:
            for block in json.loads(file.read_text(encoding="utf-8"))["blocks"]:
                parsed = Block.parse(block)
                parsed.validate_json()
                if parsed.to_dict()["type"] != block["type"]:
                    wrong.append(f"{file.name}: {block['type']} is not a block that slack_sdk knows")
        except Exception as refusal:
            wrong.append(f"{file.name}: {refusal}")
    rules, faults = manifest_faults(yaml.safe_load(pathlib.Path(manifest).read_text(encoding="utf-8")))
    count += rules
    wrong += [f"manifest: {fault}" for fault in faults]
    for line in wrong:
        print(line, file=sys.stderr)
    print(f"{count - len(wrong)} passed, {len(wrong)} failed")
    return 1 if wrong or not files else 0

sys.exit(main(*sys.argv[1:]))
