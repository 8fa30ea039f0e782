"""Offline verification that a key of the fabric signed the exact bytes of an event.

Every verifier of these envelopes applies the same rules: one algorithm per key, strict verification, one possible
reading of a header or key set, and no key that allows forgery.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
from collections.abc import Iterable
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from .errors import UnverifiedError
from .types import Event, VerificationKey

SIGNATURE_BYTES_MAX = 4_096
JSON_DEPTH_MAX = 100
EVENT_TYPE = "minoots-event+jws"
_KEY_BYTES = 32
_SIGNATURE_BYTES = 64

# Ed25519: the field's prime, the curve's d, and the y coordinates of all points of small order.
_P = 2**255 - 19
_D = -121665 * pow(121666, -1, _P) % _P
_Y8 = int.from_bytes(bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little")
_SMALL_ORDER = {0, 1, _P - 1, _Y8, _P - _Y8}


class Verifier:
    """Verifies envelopes with a key set."""

    def __init__(self, keys: Iterable[tuple[str, bytes]] = ()) -> None:
        self._keys: dict[str, bytes] = {}
        for kid, public_key in keys:
            self._insert(kid, public_key)

    @staticmethod
    def from_jwks(jwks: bytes | str) -> Verifier:
        """Builds a verifier from a JWKS, in the form that ``/.well-known/jwks.json`` serves."""
        # A lone surrogate becomes bytes that are not UTF-8, which the parser reports.
        raw = jwks.encode(errors="surrogatepass") if isinstance(jwks, str) else jwks
        document = _object(raw, "key set")
        keys = document.get("keys")
        if not isinstance(keys, list) or not all(isinstance(key, dict) for key in keys):
            raise _malformed("key set: keys is not a list of objects")
        verifier = Verifier()
        for key in keys:
            if not isinstance(key.get("kty"), str):
                raise _malformed("key set: a key has no kty")
            if not _is_ours(key):
                continue
            if "d" in key:
                raise _malformed("key set: a private key does not belong in a key set")
            kid, x = key.get("kid"), key.get("x")
            if not isinstance(kid, str) or not isinstance(x, str):
                raise _malformed("key set: an Ed25519 key has no kid or no x")
            verifier._insert(kid, _decoded(x, "key set: x"))
        return verifier

    @staticmethod
    def from_keys(keys: Iterable[VerificationKey]) -> Verifier:
        """Builds a verifier from keys in the form that the API lists."""
        return Verifier((key.kid, key.public_key) for key in keys)

    @property
    def kids(self) -> frozenset[str]:
        """The ids of its keys."""
        return frozenset(self._keys)

    def verify(self, payload: bytes, signature: str) -> str:
        """Verifies ``signature`` (``header..signature``) over exactly these bytes, and returns the id of the signing
        key.

        Raises ``UnverifiedError``, whose reason says why. Trust nothing of a refused payload.
        """
        header_text, signature_text = _split(signature)
        header = _object(_decoded(header_text, "the header"), "the header")
        kid, algorithm = header.get("kid"), header.get("alg")
        if not isinstance(kid, str):
            raise _malformed("the header has no kid")
        if not isinstance(algorithm, str):
            raise _malformed("the header has no alg")
        raw = _decoded(signature_text, "the signature")
        if algorithm != "EdDSA":
            raise _wrong("its algorithm is not EdDSA")
        if "crit" in header or "b64" in header:
            raise _wrong("its header uses crit or b64")
        if header.get("typ") != EVENT_TYPE:
            raise _wrong(f"its typ is not {EVENT_TYPE}")
        key = self._keys.get(kid)
        if key is None:
            raise UnverifiedError(f"no key {kid!r} in the key set", reason="KEY_UNKNOWN")
        if len(raw) != _SIGNATURE_BYTES:
            raise _wrong("it is not 64 bytes")
        # The library accepts a signature whose point has a small order, which proves nothing about the key.
        if _y_of(raw[:_KEY_BYTES]) % _P in _SMALL_ORDER:
            raise _wrong("its point is of small order")
        signed = header_text.encode() + b"." + base64.urlsafe_b64encode(payload).rstrip(b"=")
        try:
            Ed25519PublicKey.from_public_bytes(key).verify(raw, signed)
        except InvalidSignature:
            raise _wrong("the key did not make it for these bytes") from None
        return kid

    def verify_event(self, event: Event) -> str:
        """Verifies an event's signature, and that its other fields match the signed payload."""
        try:
            kid = self.verify(event.payload, event.signature)
            signed = _object(event.payload, "the payload")
        except UnverifiedError as error:
            error.event_id = event.id
            raise
        said = (signed.get("id"), signed.get("type"), signed.get("subject", ""))
        if said != (event.id, event.type, event.subject):
            lie = _wrong("it was made for an event with another id, type or subject")
            lie.event_id = event.id
            raise lie
        return kid

    def _insert(self, kid: str, public_key: bytes) -> None:
        if len(public_key) != _KEY_BYTES:
            raise _malformed("key set: an Ed25519 key is 32 bytes")
        if not _is_sound(public_key):
            raise UnverifiedError(f"the key {kid!r} is of small order or not canonical", reason="KEY_WEAK")
        if self._keys.setdefault(kid, public_key) != public_key:
            raise _malformed("key set: two keys have the same kid")


def _split(signature: str) -> tuple[str, str]:
    if len(signature) > SIGNATURE_BYTES_MAX:
        raise _malformed("the signature is too long")
    parts = signature.split(".")
    if len(parts) != 3 or parts[1]:  # noqa: PLR2004 - header, nothing, signature
        raise _malformed("the signature is not of the form header..signature")
    return parts[0], parts[2]


def _decoded(text: str, what: str) -> bytes:
    """Decodes base64url without padding. Refuses every other way to write the same bytes."""
    try:
        raw = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        raw = None
    if raw is None or base64.urlsafe_b64encode(raw).rstrip(b"=") != text.encode():
        raise _malformed(f"{what} is not unpadded base64url")
    return raw


def _object(text: bytes, what: str) -> dict[str, Any]:
    """Parses a JSON object that every parser reads the same way."""
    try:
        value = json.loads(
            text.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_no_constant, parse_float=_finite
        )
    except (ValueError, RecursionError) as error:
        raise _malformed(f"{what}: {error}") from None
    if not isinstance(value, dict) or _depth(value) > JSON_DEPTH_MAX:
        raise _malformed(f"{what} is not a JSON object, or nested deeper than {JSON_DEPTH_MAX}")
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("duplicate key in a JSON object")
    return members


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("number out of range")
    return number


def _depth(value: object) -> int:
    deepest, level = 0, [value]
    while level:
        containers = [item for item in level if isinstance(item, dict | list)]
        deepest += bool(containers)
        level = [inner for item in containers for inner in (item.values() if isinstance(item, dict) else item)]
    return deepest


def _is_ours(key: dict[str, Any]) -> bool:
    return (
        key["kty"] == "OKP"
        and key.get("crv") == "Ed25519"
        and key.get("alg") in (None, "EdDSA")
        and key.get("use") in (None, "sig")
    )


def _y_of(point: bytes) -> int:
    return int.from_bytes(point, "little") & ((1 << 255) - 1)


def _is_sound(point: bytes) -> bool:
    """Whether these bytes are the canonical encoding of a point of the curve whose order is not small."""
    y = _y_of(point)
    if y >= _P or y in _SMALL_ORDER:
        return False
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    # x is not zero here, since its y would be 1 or -1; so x is a root, and either sign is canonical.
    return pow(square, (_P - 1) // 2, _P) == 1


def _wrong(problem: str) -> UnverifiedError:
    return UnverifiedError(f"the signature is invalid: {problem}", reason="SIGNATURE_INVALID")


def _malformed(problem: str) -> UnverifiedError:
    return UnverifiedError(f"malformed: {problem}", reason="MALFORMED")
