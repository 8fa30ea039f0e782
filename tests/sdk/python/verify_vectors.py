"""Verifies MINOOTS envelopes with PyJWT; no code of ours is involved. Usage:
verify_vectors.py VECTORS.json            each valid vector verifies, each invalid one is refused for its reason
verify_vectors.py --jwks KEYS.json LINES  lines of `minoots event consume`; LINES is a file, or - for standard input
"""
import base64, json, sys
import jwt

# The y coordinates of all points of small order, sign bit cleared: a signature by such a key proves nothing.
P = 2**255 - 19
Y8 = int.from_bytes(bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little")
WEAK = {0, 1, P - 1, Y8, P - Y8}

def decode(text):
    raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if base64.urlsafe_b64encode(raw).rstrip(b"=") != text.encode():
        raise ValueError("not unpadded base64url")
    return raw

def verify(payload, signature, keys):
    """Why the envelope is refused, or None if it is genuine."""
    try:
        protected, tail = signature.split("..")
        header, _ = dict(json.loads(decode(protected))), decode(tail)
    except (ValueError, TypeError):
        return "MALFORMED"
    if header.get("alg") != "EdDSA" or "crit" in header:
        return "SIGNATURE_INVALID"
    if header.get("kid") not in keys:
        return "KEY_UNKNOWN"
    jwk = keys[header["kid"]]
    if (int.from_bytes(decode(jwk["x"]), "little") & (2**255 - 1)) % P in WEAK:
        return "KEY_WEAK"
    token = f"{protected}.{base64.urlsafe_b64encode(payload).rstrip(b'=').decode()}.{tail}"
    try:
        jwt.PyJWS().decode(token, jwt.PyJWK(jwk, "EdDSA").key, algorithms=["EdDSA"])
    except jwt.InvalidTokenError:
        return "SIGNATURE_INVALID"

def payload(case):
    if repeat := case.get("payload_repeat"):
        return bytes([repeat["byte"]]) * repeat["count"]
    return base64.b64decode(case.get("payload_base64", case.get("payload")), validate=True)

def main(arguments):
    if arguments[0] == "--jwks":
        jwks = json.load(open(arguments[1]))
        cases = [json.loads(line) for line in (sys.stdin if arguments[2] == "-" else open(arguments[2]))]
    else:
        vectors = json.load(open(arguments[0]))
        weak = {"kty": "OKP", "crv": "Ed25519", "kid": "weak", "x": vectors["weak_key_x"]}
        jwks, cases = {"keys": [*vectors["jwks"]["keys"], weak]}, vectors["valid"] + vectors["invalid"]
    keys = {key["kid"]: key for key in jwks["keys"]}
    outcomes = [(case, verify(payload(case), case["signature"], keys)) for case in cases]
    wrong = [(case.get("name", case), got) for case, got in outcomes if got != case.get("expect")]
    for name, got in wrong:
        print(f"{name}: {got}", file=sys.stderr)
    print(f"{len(cases) - len(wrong)} passed, {len(wrong)} failed")
    return 1 if wrong or not cases else 0

sys.exit(main(sys.argv[1:]))
