"""The vectors that every verifier of envelopes must agree with, and a real node's signatures."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from minoots import AsyncClient, NewTimer, UnverifiedError, Verifier

from .conftest import ROOT

VECTORS: dict[str, Any] = json.loads((ROOT / "tests/vectors/envelope.json").read_text())
HEADER = {"alg": "EdDSA", "kid": "k", "typ": "minoots-event+jws"}


def text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def payload_of(case: dict[str, Any]) -> bytes:
    if "payload_repeat" in case:
        return bytes([case["payload_repeat"]["byte"]]) * int(case["payload_repeat"]["count"])
    return base64.b64decode(case["payload_base64"], validate=True)


@pytest.mark.parametrize("case", VECTORS["valid"], ids=lambda case: case["name"])
def test_a_valid_vector_verifies(case: dict[str, Any]) -> None:
    verifier = Verifier.from_jwks(json.dumps(VECTORS["jwks"]))
    assert verifier.verify(payload_of(case), case["signature"]) in verifier.kids


@pytest.mark.parametrize("case", VECTORS["invalid"], ids=lambda case: case["name"][:40])
def test_an_invalid_vector_is_refused_for_its_reason(case: dict[str, Any]) -> None:
    jwks = {"keys": list(VECTORS["jwks"]["keys"])}
    if case["expect"] == "KEY_WEAK":
        jwks["keys"].append({"kty": "OKP", "crv": "Ed25519", "kid": "weak", "x": VECTORS["weak_key_x"]})
    with pytest.raises(UnverifiedError) as refused:
        Verifier.from_jwks(json.dumps(jwks)).verify(payload_of(case), case["signature"])
    assert refused.value.reason == case["expect"]


def signed(payload: bytes, header: bytes, key: Ed25519PrivateKey) -> str:
    protected = text(header)
    return f"{protected}..{text(key.sign(f'{protected}.{text(payload)}'.encode()))}"


def verifier_of(key: Ed25519PrivateKey) -> Verifier:
    return Verifier([("k", key.public_key().public_bytes_raw())])


@pytest.mark.parametrize("bit", [0, 77, 255])
def test_any_flipped_bit_is_noticed(bit: int) -> None:
    key = Ed25519PrivateKey.generate()
    payload = b'{"id":"a"}' + bytes(32)
    signature = signed(payload, json.dumps(HEADER).encode(), key)
    verifier = verifier_of(key)
    assert verifier.verify(payload, signature) == "k"
    changed = bytearray(payload)
    changed[bit // 8] ^= 1 << bit % 8
    protected, tail = signature.split("..")
    raw = bytearray(base64.urlsafe_b64decode(tail + "=="))
    raw[bit // 8] ^= 1 << bit % 8
    for wrong_payload, wrong_signature in ((bytes(changed), signature), (payload, f"{protected}..{text(bytes(raw))}")):
        with pytest.raises(UnverifiedError) as refused:
            verifier.verify(wrong_payload, wrong_signature)
        assert refused.value.reason == "SIGNATURE_INVALID"
    with pytest.raises(UnverifiedError) as other:
        verifier_of(Ed25519PrivateKey.generate()).verify(payload, signature)
    assert other.value.reason == "SIGNATURE_INVALID"


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        (json.dumps({**HEADER, "typ": "other"}), "SIGNATURE_INVALID"),
        (json.dumps({**HEADER, "b64": True}), "SIGNATURE_INVALID"),
        (json.dumps({**HEADER, "alg": "none"}), "SIGNATURE_INVALID"),
        (json.dumps({**HEADER, "kid": "other"}), "KEY_UNKNOWN"),
        (json.dumps({**HEADER, "kid": 7}), "MALFORMED"),
        (json.dumps({"kid": "k"}), "MALFORMED"),
        ('{"alg":"EdDSA","alg":"EdDSA","kid":"k","typ":"minoots-event+jws"}', "MALFORMED"),
        ('{"alg":"EdDSA","kid":"k","typ":"minoots-event+jws","n":1e999}', "MALFORMED"),
        ('{"alg":"EdDSA","kid":"k","typ":"minoots-event+jws","n":NaN}', "MALFORMED"),
        ('{"alg":"EdDSA","kid":"k","typ":"minoots-event+jws","n":' + "[" * 100 + "]" * 100 + "}", "MALFORMED"),
        ('{"alg":"EdDSA","kid":"k","typ":"minoots-event+jws","n":' + "[" * 900 + "]" * 900 + "}", "MALFORMED"),
        ("[]", "MALFORMED"),
        ("\xff", "MALFORMED"),
    ],
)
def test_a_header_is_read_one_way_or_not_at_all(header: str, reason: str) -> None:
    key = Ed25519PrivateKey.generate()
    with pytest.raises(UnverifiedError) as refused:
        verifier_of(key).verify(b"{}", signed(b"{}", header.encode("latin-1"), key))
    assert refused.value.reason == reason


@pytest.mark.parametrize("signature", ["", ".", "..", "a.b.c", "a..b..c", "é..b", "Zh..Zg", "x" * 5000])
def test_malformed_detached_signatures_are_refused(signature: str) -> None:
    with pytest.raises(UnverifiedError) as refused:
        Verifier().verify(b"{}", signature)
    assert refused.value.reason == "MALFORMED"


def jwk(**members: object) -> str:
    key = text(Ed25519PrivateKey.generate().public_key().public_bytes_raw())
    return json.dumps({"keys": [{"kty": "OKP", "crv": "Ed25519", "kid": "k", "x": key, **members}]})


def test_a_key_set_with_what_does_not_belong_there_is_refused() -> None:
    assert Verifier.from_jwks(jwk(alg="EdDSA", use="sig")).kids == {"k"}
    assert Verifier.from_jwks(jwk(kty="RSA")).kids == Verifier.from_jwks(jwk(use="enc")).kids == frozenset()
    p = 2**255 - 19
    small = ["26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05", "00" * 32, "00" * 31 + "80"]
    weak = [bytes.fromhex(point) for point in small]
    weak += [(p + 1).to_bytes(32, "little"), (p + 4).to_bytes(32, "little"), (2).to_bytes(32, "little")]
    for point in weak:
        with pytest.raises(UnverifiedError) as refused:
            Verifier.from_jwks(jwk(x=text(point)))
        assert refused.value.reason == "KEY_WEAK"
    for wrong in (jwk(d="secret"), jwk(kid=None), jwk(x="AA"), jwk(x="AA=="), '{"keys":{}}', "{}", "[", jwk(kty=1)):
        with pytest.raises(UnverifiedError) as refused:
            Verifier.from_jwks(wrong)
        assert refused.value.reason == "MALFORMED", wrong


def test_sound_keys_are_never_taken_for_weak_ones() -> None:
    for _ in range(50):
        key = Ed25519PrivateKey.generate()
        assert verifier_of(key).kids == {"k"}


def test_a_signature_whose_point_is_of_small_order_is_refused() -> None:
    key = Ed25519PrivateKey.generate()
    signature = f"{text(json.dumps(HEADER).encode())}..{text(bytes([1]) + bytes(63))}"
    with pytest.raises(UnverifiedError) as refused:
        verifier_of(key).verify(b"{}", signature)
    assert refused.value.reason == "SIGNATURE_INVALID"


async def test_a_real_event_verifies_and_nothing_else_does(async_client: AsyncClient, name: str) -> None:
    await async_client.create(NewTimer(name, delay="0s", queue=name, payload="hello"))
    async with async_client.consume(name) as consumer:
        delivery = await consumer.receive("5s")
        assert delivery
        await delivery.ack()
    event = delivery.event
    kids = {key.kid for key in await async_client.verification_keys()}
    assert await async_client.verify(event) in kids
    flipped = bytes([event.payload[0] ^ 1]) + event.payload[1:]
    for wrong in (
        replace(event, payload=flipped),
        replace(event, id=event.id + "0"),
        replace(event, type="timer.settled"),
        replace(event, subject="timers/other"),
    ):
        with pytest.raises(UnverifiedError) as refused:
            await async_client.verify(wrong)
        assert refused.value.reason == "SIGNATURE_INVALID" and refused.value.event_id == wrong.id
    key = Ed25519PrivateKey.generate()
    foreign = replace(event, signature=signed(event.payload, json.dumps(HEADER).encode(), key))
    with pytest.raises(UnverifiedError) as unknown:
        await async_client.verify(foreign)
    assert unknown.value.reason == "KEY_UNKNOWN"
