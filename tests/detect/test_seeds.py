from __future__ import annotations

import base64
import gzip
import hashlib
import time
import unicodedata
import zlib
from collections.abc import Callable
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwanmun.detect.finder import Found
from gwanmun.detect.joined import Joined
from gwanmun.detect.scan import Scanner
from gwanmun.detect.seeds import SeedFinder
from gwanmun.detect.seeds_file import Seed
from gwanmun.knowledge.kinds import load_kinds
from gwanmun.transfer import Request
from gwanmun.unpack.message import open_request
from gwanmun.unpack.parts import Leaf

PHONE = Seed("test phone", "contact.phone", "010-1234-5678")
MAIL = Seed("test mail", "contact.email", "Garam.Honey@example.com")
NAME = Seed("test address", "contact.address", "서울 강남구 테헤란로 152")
FINDER = SeedFinder([PHONE, MAIL, NAME])
ONLY_SEEDS = tuple(kind for kind in load_kinds() if kind.id == "seed")


def found(text: str, finder: SeedFinder = FINDER) -> list[tuple[str, str]]:
    """(what the hit covers, its reason that tells the form)."""
    joined = Joined([text])
    hits = finder.find([Leaf("text", (), text)], joined)
    return [(joined.folded(0).text[hit.start : hit.end], hit.reasons[-1]) for hit in hits if isinstance(hit, Found)]


@pytest.mark.parametrize(
    "written",
    [
        "010-1234-5678", "01012345678", "010 1234 5678", "010.1234.5678", "010/1234/5678", "010_1234_5678",
        "+82-10-1234-5678", "+82 10 1234 5678", "+821012345678", "821012345678", "82-10-1234-5678", "+82 010-1234-5678",
        "+82 10-1234-5678", "00821012345678", "(010) 1234-5678", "1012345678", "87654321010", "8765-4321-010",
    ],
)  # fmt: skip
def test_a_phone_is_found_in_every_writing(written: str) -> None:
    assert [hit[0] for hit in found(f"전화: {written}로 주세요")] == [written]


@pytest.mark.parametrize("case", [str.lower, str.upper, str.title, str.swapcase])
def test_case_makes_no_difference(case: Callable[[str], str]) -> None:
    assert [hit[0] for hit in found(f"<{case(MAIL.value)}>")] == [case(MAIL.value)]


@pytest.mark.parametrize("seed", [PHONE, MAIL, NAME], ids=lambda seed: seed.name)
@pytest.mark.parametrize(
    "encode",
    [
        lambda v: quote(v, safe=""),
        lambda v: quote(quote(v, safe=""), safe=""),
        lambda v: "".join(f"%{octet:02X}" for octet in v.encode()),
        lambda v: v.encode().hex(),
        lambda v: v.encode().hex().upper(),
        lambda v: v.encode("utf-16-le").hex(),
        lambda v: base64.b64encode(v.encode("utf-16-be")).decode(),
        lambda v: "".join(f"\\u{ord(sign):04x}" for sign in v),
        lambda v: "".join(f"\\u{ord(sign):04X}" for sign in v),
        lambda v: "".join(f"&#{ord(sign)};" for sign in v),
        lambda v: v[::-1],
        lambda v: base64.b64encode(gzip.compress(b"x=" + v.encode())).decode(),
        lambda v: base64.urlsafe_b64encode(zlib.compress(f'{{"a":"{v}"}}'.encode())).decode().rstrip("="),
        lambda v: gzip.compress(v.encode()).hex(),
    ],
)
def test_encodings(seed: Seed, encode: Callable[[str], str]) -> None:
    hits = found(f"k {encode(seed.value)}")
    assert len(hits) == 1
    assert hits[0][1].startswith("form: ")


@pytest.mark.parametrize("seed", [PHONE, MAIL, NAME], ids=lambda seed: seed.name)
@pytest.mark.parametrize("before", [b"", b"a", b"ab", b"\xff\xfe\xfd"])
@pytest.mark.parametrize("after", [b"", b"z", b"}}", b"\xff"])
@pytest.mark.parametrize("coder", [base64.b64encode, base64.urlsafe_b64encode])
def test_base64_at_every_alignment(seed: Seed, before: bytes, after: bytes, coder: Callable[[bytes], bytes]) -> None:
    text = coder(before + seed.value.encode() + after).decode()
    for padded in (text, text.rstrip("=")):
        assert len(found(f"token={padded}&v=1")) == 1


@given(st.text("0123456789", min_size=11, max_size=11).filter(lambda digits: digits != "01012345678"))
def test_base64_of_another_number_is_no_hit(digits: str) -> None:
    for before in ("", "a", "ab"):
        assert not found(base64.b64encode((before + digits + "}").encode()).decode())


@pytest.mark.parametrize("algorithm", ["md5", "sha1", "sha256", "sha512"])
@pytest.mark.parametrize(
    "text",
    ["010-1234-5678", "01012345678", "+821012345678", "821012345678", "+82-10-1234-5678",
     "Garam.Honey@example.com", "garam.honey@example.com", "GARAM.HONEY@EXAMPLE.COM"],
)  # fmt: skip
def test_digests_of_the_usual_normalisations(algorithm: str, text: str) -> None:
    digest = hashlib.new(algorithm, text.encode()).digest()
    stripped = "".join(f"{octet:x}" for octet in digest)
    written = [digest.hex(), digest.hex().upper(), base64.b64encode(digest).decode(), stripped]
    written += [base64.urlsafe_b64encode(digest).decode().rstrip("=")]
    for each in written:
        ((_, reason),) = found(f'"h":"{each}"')
        assert algorithm in reason


def test_a_reason_names_the_seed_its_kind_and_the_form_and_never_the_value() -> None:
    digest = hashlib.sha256(b"01012345678").hexdigest()
    (hit,) = FINDER.find([Leaf("text", (), digest)], Joined([digest]))
    assert isinstance(hit, Found)
    assert hit.reasons == ("seed: test phone", "kind: contact.phone", "form: sha256 of digits")
    assert "1234" not in repr(hit)


@pytest.mark.parametrize("text", ["101012345678", "010123456789", "010-1234-56781", "010-1234-5670", "1012-345-678"])
def test_a_longer_or_other_number_is_no_hit(text: str) -> None:
    assert found(text) == []


def test_full_width_digits_and_decomposed_hangul_are_read() -> None:
    assert len(found("０１０－１２３４－５６７８")) == 1
    assert len(found(unicodedata.normalize("NFD", NAME.value))) == 1


def test_one_seed_has_one_fingerprint_in_every_form() -> None:
    scanner = Scanner(ONLY_SEEDS, b"k", finders=(FINDER,))
    texts = ["+82 10 1234 5678", hashlib.md5(b"01012345678").hexdigest(), "01012345678"]
    seen = scanner.scan([Leaf("text", (), text) for text in texts])
    assert len({each.fingerprint for each in seen if each.kind == "seed"}) == 1
    assert len([each for each in seen if each.kind == "seed"]) == 3
    assert {each.mask for each in seen if each.kind == "seed"} == {"***"}


def test_through_unpacking() -> None:
    body = gzip.compress(b'{"data":"' + base64.b64encode(b'{"tel":"01012345678"}') + b'"}')
    headers = (("content-type", "application/json"), ("content-encoding", "gzip"))
    opened = open_request(Request("POST", "/?u=%2B821012345678", headers, body))
    scanner = Scanner(ONLY_SEEDS, b"k", finders=(FINDER,))
    parts = {each.part for each in scanner.scan(opened.leaves) if each.kind == "seed"}
    assert parts == {"request.target", "request.body"}


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    for hit, _ in found(text):
        assert hit


@given(st.text(max_size=40), st.text(max_size=40))
def test_a_value_is_found_wherever_it_stands(before: str, after: str) -> None:
    assert any(MAIL.value in hit for hit, _ in found(f"{before} {MAIL.value} {after}"))


@pytest.mark.parametrize("piece", ["010-1234-567", "0", "H4sIAAAAAAAA", "MDEwMTIzNDU2Nz", "eJw" * 3, "010-1234-5678 "])
def test_a_megabyte_of_near_misses_takes_bounded_time(piece: str) -> None:
    text = (piece * (1_000_000 // len(piece) + 1))[:1_000_000]
    began = time.process_time()
    found(text)
    assert time.process_time() - began < 5


def test_a_bomb_is_not_inflated_beyond_the_limit() -> None:
    bomb = base64.b64encode(zlib.compress(b"0" * 50_000_000, 9)).decode()
    began = time.process_time()
    assert found(bomb) == []
    assert time.process_time() - began < 2
