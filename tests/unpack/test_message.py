"""Opening and rewriting whole requests: nothing lost, nothing changed that was not asked for, never an exception."""

from __future__ import annotations

import base64
import gzip
import json
import random
import string
import time
import urllib.parse
import zlib
from typing import Any

import brotli
import pytest
import zstandard
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from gwanmun.transfer import Headers, Request
from gwanmun.unpack.message import open_request, open_text, rewrite
from gwanmun.unpack.parts import CannotRewrite, Edit, Leaf
from gwanmun.unpack.path import KEY

PHONE = "010-1234-5678"
FORM = "application/x-www-form-urlencoded"


def request(body: bytes, content_type: str = "application/json", *more: tuple[str, str], target: str = "/") -> Request:
    return Request("POST", target, (("content-type", content_type), ("content-length", str(len(body))), *more), body)


def texts(body: bytes, content_type: str = "application/json", *more: tuple[str, str]) -> dict[str, str]:
    return {
        leaf.path: leaf.text
        for leaf in open_request(request(body, content_type, *more)).leaves
        if leaf.part == "request.body"
    }


def replaced(sent: Request, old: str, new: str) -> Request:
    """Replace `old` in every leaf that has it."""
    leaves = open_request(sent).leaves
    return rewrite(
        sent,
        [Edit(x.part, x.path, x.text.index(old), x.text.index(old) + len(old), new) for x in leaves if old in x.text],
    )


# ---- what is read -------------------------------------------------------------------------------


def test_string_is_one_leaf_itself() -> None:
    text = '{"a": "%41"} &amp; e\u0301'
    assert open_text(text).leaves == (Leaf("text", (), text),)
    assert open_text("").leaves == ()


def test_bytes_are_opened_by_what_they_show() -> None:
    assert [leaf.path for leaf in open_text(b'{"a":{"b":["x"]}}').leaves] == ["json:$.a.b[0]"]


def test_every_part_of_a_request_is_read() -> None:
    headers: Headers = (
        ("content-type", FORM),
        ("cookie", "theme=dark; uid=%EA%B9%80"),
        ("authorization", "Basic " + base64.b64encode(b"garam:geheim").decode()),
        ("x-user-phone", PHONE),
        ("x-user-phone", "second"),
        ("referer", f"https://example.com/find?tel={PHONE}"),
        ("accept", "text/html"),
        ("user-agent", "Mozilla/5.0 (X11)"),
    )
    sent = Request("POST", "/user/%EA%B9%80?q=a+b&q=c", headers, b"name=%EA%B9%80+x")
    found = {(leaf.part, leaf.path): (leaf.text, leaf.key) for leaf in open_request(sent).leaves}
    assert found == {
        ("request.target", "path:$[1]"): ("user", ""),
        ("request.target", "path:$[2]"): ("김", ""),
        ("request.target", "query:$.q"): ("a b", "q"),
        ("request.target", "query:$.q#2"): ("c", "q"),
        ("request.header:cookie", "cookie:$.theme"): ("dark", "theme"),
        ("request.header:cookie", "cookie:$.uid"): ("김", "uid"),
        ("request.header:authorization", "basic:"): ("garam:geheim", "authorization"),
        ("request.header:x-user-phone", ""): (PHONE, "x-user-phone"),
        ("request.header:x-user-phone", "#2"): ("second", "x-user-phone"),
        ("request.header:referer", "path:$[0]"): ("https:", "referer"),
        ("request.header:referer", "path:$[2]"): ("example.com", "referer"),
        ("request.header:referer", "path:$[3]"): ("find", "referer"),
        ("request.header:referer", "query:$.tel"): (PHONE, "tel"),
        ("request.body", "form:$.name"): ("김 x", "name"),
    }


def test_curl_sends_json_as_a_form() -> None:
    assert texts(b'{"a":"x=1&y=2"}', FORM) == {"json:$.a": "x=1&y=2"}


@pytest.mark.parametrize("coding", ["gzip", "deflate", "raw deflate", "br", "zstd"])
def test_content_codings(coding: str) -> None:
    plain = json.dumps({"phone": PHONE, "memo": "x" * 50}).encode()
    raw = zlib.compressobj(wbits=-15)
    packed = {
        "gzip": gzip.compress(plain),
        "deflate": zlib.compress(plain),
        "raw deflate": raw.compress(plain) + raw.flush(),
        "br": brotli.compress(plain),
        "zstd": zstandard.compress(plain),
    }[coding]
    name = coding.split()[-1]
    encoded = ("content-encoding", name)
    assert texts(packed, "application/json", encoded)[f"{name}:json:$.phone"] == PHONE
    after = replaced(request(packed, "application/json", encoded), PHONE, "GW_PHONE_1")
    assert texts(after.body, "application/json", encoded)[f"{name}:json:$.phone"] == "GW_PHONE_1"
    assert after.header("content-length") == str(len(after.body))


def test_stacked_codings_and_undeclared_ones() -> None:
    body = gzip.compress(zstandard.compress(b'{"a":"x"}'))
    assert texts(body, "application/json", ("content-encoding", "zstd, gzip")) == {"gzip:zstd:json:$.a": "x"}
    assert texts(body) == {"gzip:zstd:json:$.a": "x"}
    twice = gzip.compress(brotli.compress(b'{"a":"x"}'))
    assert texts(twice, "", ("content-encoding", "br"), ("content-encoding", "gzip")) == {"gzip:br:json:$.a": "x"}


def test_recorder_that_kept_the_field_and_stored_the_text() -> None:
    opened = open_request(request(b'{"a":"x"}', "application/json", ("content-encoding", "gzip")))
    assert [leaf.path for leaf in opened.leaves] == ["json:$.a"]
    assert opened.unreadable == ()


def test_json_in_base64_in_json_in_a_form_is_rewritten_from_the_inside_out() -> None:
    inner = base64.b64encode(json.dumps({"phone": PHONE, "n": 1}).encode()).decode()
    outer = json.dumps({"data": inner, "keep": "\\u00e9"})
    sent = request(b"v=1&payload=" + urllib.parse.quote_plus(outer).encode(), FORM)
    path = "form:$.payload|json:$.data|base64:json:$.phone"
    assert texts(sent.body, FORM)[path] == PHONE
    after = replaced(sent, PHONE, "GW_PHONE_1")
    assert texts(after.body, FORM)[path] == "GW_PHONE_1"
    assert after.body.startswith(b"v=1&payload=%7B%22data%22%3A+%22")


def test_untouched_bytes_stay() -> None:
    body = b'{ "a" : 1.50, "b":"\\uAC00\\/ 010-1234-5678 \\u0020", "c":[1e2 , -0] }\n'
    after = replaced(request(body), PHONE, 'x"\\')
    assert after.body == b'{ "a" : 1.50, "b":"\\uAC00\\/ x\\"\\\\ \\u0020", "c":[1e2 , -0] }\n'


def test_number_becomes_a_string() -> None:
    sent = request(b'{"phone": 1012345678, "n": 2}')
    assert (
        rewrite(sent, [Edit("request.body", "json:$.phone", 0, 10, "[전화]")]).body
        == '{"phone": "[전화]", "n": 2}'.encode()
    )


@pytest.mark.parametrize(
    ("body", "content_type"), [(f'{{"{PHONE}":{{"b":"x"}},"c":1}}', "application/json"), (f"{PHONE}=x&c=1", FORM)]
)
def test_names_are_rewritten(body: str, content_type: str) -> None:
    assert (
        replaced(request(body.encode(), content_type), PHONE, "GW_PHONE_1").body
        == body.replace(PHONE, "GW_PHONE_1").encode()
    )


def test_headers_and_target_are_rewritten() -> None:
    sent = Request(
        "GET", f"/a/{PHONE}?t={PHONE}&z=%7e", (("cookie", f"a=1; p={PHONE}"), ("x-tel", PHONE), ("x-tel", "z" + PHONE))
    )
    after = replaced(sent, PHONE, "GW 1")
    assert after.target == "/a/GW%201?t=GW+1&z=%7e"
    assert after.headers == (("cookie", "a=1; p=GW%201"), ("x-tel", "GW 1"), ("x-tel", "zGW 1"))


def test_header_injection_is_refused() -> None:
    sent = Request("GET", "/", (("x-tel", PHONE),))
    with pytest.raises(CannotRewrite):
        replaced(sent, PHONE, "a\r\nx-evil: 1")


@pytest.mark.parametrize(
    "edits",
    [
        [Edit("request.body", "json:$.nothing", 0, 1, "x")],
        [Edit("request.body", "json:$.a", 0, 99, "x")],
        [Edit("request.body", "json:$.a", 0, 3, "x"), Edit("request.body", "json:$.a", 2, 4, "y")],
        [Edit("request.body", "json:$.a", 0, 5, '{"b":"c"}')],
    ],
)
def test_edit_without_a_safe_place_is_refused(edits: list[Edit]) -> None:
    with pytest.raises(CannotRewrite) as caught:
        rewrite(request(b'{"a":"plain"}'), edits)
    assert "plain" not in str(caught.value)


def test_truncated_gzip_is_read_and_not_rewritten() -> None:
    noise = base64.b64encode(random.Random(1).randbytes(20_000)).decode()
    sent = request(gzip.compress(json.dumps({"a": PHONE, "z": noise}).encode())[:-200])
    opened = open_request(sent)
    assert any(PHONE in leaf.text for leaf in opened.leaves)
    assert opened.unreadable[0].why == "gzip: ends early"
    with pytest.raises(CannotRewrite):
        replaced(sent, PHONE, "x")


def test_values_stay_out_of_reprs_and_paths() -> None:
    sent = request(json.dumps({PHONE: {"a@example.com": "x"}, "김가람": "y", "성명": "z", "x y": 1}).encode())
    opened = open_request(sent)
    shown = repr(opened) + "".join(leaf.path for leaf in opened.leaves)
    assert not any(value in shown for value in (PHONE, "a@example.com", "김가람"))
    assert {leaf.text for leaf in opened.leaves} == {PHONE, "a@example.com", "x", "김가람", "y", "z", "x y", "1"}
    assert 'json:$["성명"]' in {leaf.path for leaf in opened.leaves}


# ---- files --------------------------------------------------------------------------------------


def test_files_are_named_and_not_read() -> None:
    png = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
    opened = open_request(request(png, "image/png"))
    assert [(leaf.path, leaf.role) for leaf in opened.leaves] == [("file:", "file")]
    assert opened.unreadable[0].why == "image/png, 264 bytes: text in pictures is not read"
    inside = json.dumps(
        {"data": base64.b64encode(png).decode(), "url": "data:image/png;base64," + base64.b64encode(png).decode()}
    )
    opened = open_request(request(inside.encode()))
    assert [leaf.path for leaf in opened.leaves] == ["json:$.data|base64:file:", "json:$.url|data:file:"]
    assert [each.why.split(" (at ")[1] for each in opened.unreadable] == ["json:$.data|base64:)", "json:$.url|data:)"]


def test_binary_is_read_where_it_is_text() -> None:
    opened = open_request(
        request(
            b"\x00\x01\x02\xff" * 20 + "\x0a김가람\x12".encode() + PHONE.encode() + b"\x00" * 20, "application/grpc"
        )
    )
    assert PHONE in opened.leaves[0].text
    assert "김가람" in opened.leaves[0].text
    assert "application/grpc" in opened.unreadable[0].why


# ---- hostile input ------------------------------------------------------------------------------


def bombs() -> list[tuple[str, bytes]]:
    zeros = b"\0" * (1 << 20)
    deflate = zlib.compressobj(9, wbits=31)
    zstd = zstandard.ZstdCompressor(level=3).compressobj()
    br = brotli.Compressor(quality=5)
    return [
        ("gzip", b"".join([*(deflate.compress(zeros) for _ in range(100)), deflate.flush()])),
        ("zstd", b"".join([*(zstd.compress(zeros) for _ in range(200)), zstd.flush()])),
        ("br", b"".join([*(br.process(zeros) for _ in range(200)), br.finish()])),
    ]


def test_bombs_stop_at_the_limit() -> None:
    for coding, bomb in bombs():
        start = time.process_time()
        opened = open_request(request(bomb, "text/plain", ("content-encoding", coding)))
        assert time.process_time() - start < 2
        assert any("unpack to more than" in each.why for each in opened.unreadable), coding
        assert sum(len(leaf.text) for leaf in opened.leaves) <= max(1 << 20, 120 * len(bomb))


def test_many_gzip_members_are_bounded() -> None:
    opened = open_request(request(gzip.compress(b"y") * 20_000 + gzip.compress(b"x"), "text/plain"))
    assert "not read" in opened.unreadable[0].why


def test_layers_are_bounded() -> None:
    text = PHONE
    for _ in range(20):
        text = base64.b64encode(text.encode()).decode()
    assert len(open_request(request(json.dumps({"a": text}).encode())).leaves) < 20
    packed = b"x"
    for _ in range(30):
        packed = gzip.compress(packed)
    assert "too many layers" in open_request(request(packed)).unreadable[0].why


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 1_000_000,
        b'{"a":' * 200_000,
        b"[1" + b",1" * 500_000,
        b"[[[1,2],[3]],",
        b'"' * 99_999,
        b"%" * 500_000,
        b"&" * 500_000,
        b"--x\r\n" * 100_000,
        b"a=" + b"%41 " * 200_000,
        b'{"a":"' + b"\\" * 500_000,
        b"\\u00" * 200_000,
        b"data:" * 100_000,
    ],
)
def test_adversarial_megabytes_end(body: bytes) -> None:
    start = time.process_time()
    for content_type in ("application/json", FORM, "multipart/form-data; boundary=x"):
        open_request(request(body, content_type))
    assert time.process_time() - start < 15


ANY_TYPE = st.sampled_from(
    [
        "",
        "application/json",
        FORM,
        "text/plain; charset=euc-kr",
        "text/event-stream",
        "multipart/form-data; boundary=b",
        "application/x-ndjson",
        "text/xml; charset=utf-16",
        "image/png",
        "application/octet-stream",
        "nonsense;;=charset",
    ]
)
ANY_CODING = st.sampled_from(["", "gzip", "br", "zstd", "deflate", "gzip, br", "what"])


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300), ANY_TYPE, ANY_CODING, st.text(max_size=40), st.text(max_size=40))
def test_arbitrary_bytes_never_raise(body: bytes, content_type: str, coding: str, target: str, header: str) -> None:
    headers = (
        ("content-type", content_type),
        ("content-encoding", coding),
        ("cookie", header),
        ("x-a", header),
        ("referer", target),
    )
    opened = open_request(Request("POST", target, headers, body))
    for leaf in opened.leaves:
        leaf.text.encode()
        leaf.path.encode()
        assert leaf.key is not None


SEEDS = [
    json.dumps({"messages": [{"role": "user", "content": "김 " + PHONE}], "x": '{"a":"b\\u0041"}'}).encode(),
    gzip.compress(b'{"a":"hello"}' * 9),
    brotli.compress(b"name=1&phone=2"),
    zstandard.compress(b"hello" * 50),
    zlib.compress(b"hello" * 50),
    b'--b\r\ncontent-disposition: form-data; name="a"; filename="\xea\xb9\x80.txt"\r\n\r\nx\r\n--b--\r\n',
    b'data: {"a": "b"}\r\n\r\ndata: [DONE]\r\n',
    b"a=%EA%B9%80&b=%7B%22c%22%3A1%7D",
]


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(SEEDS),
    st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), max_size=6),
    ANY_TYPE,
    ANY_CODING,
)
def test_mutated_bodies_never_raise(
    seed: bytes, changes: list[tuple[int, int]], content_type: str, coding: str
) -> None:
    body = bytearray(seed)
    for at, byte in changes:
        body[at % len(body)] = byte
    open_request(Request("POST", "/", (("content-type", content_type), ("content-encoding", coding)), bytes(body)))


# ---- properties of rewriting --------------------------------------------------------------------

VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
TOKEN = st.text(string.ascii_uppercase + string.digits + "_", min_size=1, max_size=12).map("GW_".__add__)


@st.composite
def bodies(draw: st.DrawFn) -> Request:
    """A request whose body is made of random values in random wrappings."""
    value = {"v": draw(VALUES), "p": draw(st.text(max_size=20)), "s": json.dumps({"in": draw(st.text(max_size=20))})}
    data = json.dumps(value, ensure_ascii=draw(st.booleans()), indent=draw(st.sampled_from([None, 1]))).encode(
        "utf-8", "replace"
    )
    kind = draw(st.sampled_from(["json", "form", "gzip", "multipart", "base64"]))
    if kind == "form":
        return request(b"a=1&j=" + urllib.parse.quote_plus(data).encode() + b"&k=%ea%b0%80", FORM)
    if kind == "multipart":
        head = b'--b\r\nContent-Disposition: form-data; name="j"\r\nContent-Type: application/json\r\n\r\n'
        return request(head + data + b"\r\n--b--\r\n", "multipart/form-data; boundary=b")
    if kind == "base64":
        return request(json.dumps({"b": base64.b64encode(data).decode()}).encode())
    return request(gzip.compress(data, mtime=0) if kind == "gzip" else data)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(bodies())
def test_no_edit_no_change(sent: Request) -> None:
    assert rewrite(sent, []) is sent


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(bodies(), st.data())
def test_an_edit_changes_its_leaf_and_no_other(sent: Request, data: st.DataObject) -> None:
    before = open_request(sent).leaves
    assume(before)
    leaf = data.draw(st.sampled_from(before))
    start = data.draw(st.integers(0, len(leaf.text)))
    end = data.draw(st.integers(start, len(leaf.text)))
    new = data.draw(TOKEN)
    try:
        after = rewrite(sent, [Edit(leaf.part, leaf.path, start, end, new)])
    except CannotRewrite:
        return
    wanted = [(x.steps, leaf.text[:start] + new + leaf.text[end:] if x.steps == leaf.steps else x.text) for x in before]
    got = [(x.steps, x.text) for x in open_request(after).leaves]
    if leaf.steps[-1:] == (KEY,):
        around = [leaf.steps[:cut] for cut in range(len(leaf.steps) - 1)]
        values, after_values = ([x for x in all_ if x[0][-1] != KEY and x[0] not in around] for all_ in (wanted, got))
        assert [text for _, text in values] == [text for _, text in after_values]
    else:
        around = [leaf.steps[:cut] for cut in range(len(leaf.steps))]
        assert [x for x in wanted if x[0] not in around] == [x for x in got if x[0] not in around]


@settings(max_examples=200, deadline=None)
@given(
    st.text(st.characters(codec="utf-8"), max_size=30).filter(lambda text: PHONE not in text),
    st.sampled_from(["json", "form", "gzip", "string"]),
)
def test_a_value_in_prose_is_always_rewritten(prose: str, kind: str) -> None:
    text = f"a {prose} {PHONE}입니다"
    data = json.dumps({"m": text}).encode()
    wrapped = {
        "json": request(data),
        "gzip": request(gzip.compress(data)),
        "form": request(urllib.parse.urlencode({"m": text}).encode(), FORM),
        "string": request(json.dumps({"s": data.decode()}).encode()),
    }[kind]
    after = open_request(replaced(wrapped, PHONE, "GW_PHONE_7Q2K9XMT")).leaves
    assert [leaf.text.count("GW_PHONE_7Q2K9XMT") for leaf in after] == [
        leaf.text.count(PHONE) for leaf in open_request(wrapped).leaves
    ]
