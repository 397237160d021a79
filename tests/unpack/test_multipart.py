"""Multipart bodies: fields, files, odd boundaries, and rewriting in place."""

from __future__ import annotations

import base64

import pytest

from gwanmun.transfer import Request
from gwanmun.unpack.message import open_request, rewrite
from gwanmun.unpack.parts import CannotRewrite, Edit

BODY = (
    b"preamble\r\n"
    b'--b\r\nContent-Disposition: form-data; name="memo"\r\n\r\n010-1234-5678\r\n'
    b'--b\r\nContent-Disposition: form-data; name="memo"\r\n\r\nsecond\r\n'
    b'--b\r\nContent-Disposition: form-data; name="doc"; filename="\xea\xb9\x80\xea\xb0\x80\xeb\x9e\x8c.csv"\r\n'
    b"Content-Type: text/csv\r\nX-Note: 010-0000-1111\r\n\r\nname,tel\r\nA,010-1234-5678\r\n\r\n"
    b'--b\r\nContent-Disposition: form-data; name="pic"; filename="p.png"\r\n'
    b"Content-Type: image/png\r\n\r\n\x89PNG\r\n\x1a\n\x00\r\n"
    b'--b\r\nContent-Disposition: form-data; name="j"\r\nContent-Type: application/json\r\n\r\n{"a": "x"}\r\n'
    b"--b--\r\n"
)
TYPE = "multipart/form-data; boundary=b"


def request(body: bytes = BODY, content_type: str = TYPE) -> Request:
    return Request("POST", "/", (("content-type", content_type),), body)


def test_parts_are_read() -> None:
    opened = open_request(request())
    assert [leaf.path for leaf in opened.leaves if leaf.role == "file"] == [
        "multipart:$.doc|file:",
        "multipart:$.pic|file:",
    ]
    assert [(leaf.path, leaf.text) for leaf in opened.leaves if leaf.role != "file"] == [
        ("multipart:$|prologue:", "preamble"),
        ("multipart:$.memo", "010-1234-5678"),
        ("multipart:$.memo#2", "second"),
        ("multipart:$.doc|filename:", "김가람.csv"),
        ("multipart:$.doc|head:.x-note", "010-0000-1111"),
        ("multipart:$.doc|csv:[0][0]", "name"),
        ("multipart:$.doc|csv:[0][1]", "tel"),
        ("multipart:$.doc|csv:[1].name", "A"),
        ("multipart:$.doc|csv:[1].tel", "010-1234-5678"),
        ("multipart:$.pic|filename:", "p.png"),
        ("multipart:$.j|json:$.a", "x"),
    ]
    assert [each.why for each in opened.unreadable] == [
        "image/png, 9 bytes: text in pictures is not read (at multipart:$.pic)"
    ]


@pytest.mark.parametrize("content_type", ["multipart/form-data", "multipart/form-data; boundary=wrong", ""])
def test_boundary_is_found_when_it_is_not_declared(content_type: str) -> None:
    leaves = open_request(request(BODY.removeprefix(b"preamble\r\n"), content_type)).leaves
    assert leaves[0].path == "multipart:$.memo"


def test_bare_line_ends_and_a_missing_end() -> None:
    opened = open_request(request(BODY.replace(b"\r\n", b"\n").removesuffix(b"--b--\n")))
    assert "multipart:$.j|json:$.a" in {leaf.path for leaf in opened.leaves}
    assert "ends early" in opened.unreadable[-1].why


def test_rewriting_changes_the_part_alone() -> None:
    edits = [
        Edit("request.body", "multipart:$.memo", 0, 13, "[전화]"),
        Edit("request.body", "multipart:$.j|json:$.a", 0, 1, "y"),
    ]
    assert rewrite(request(), edits).body == BODY.replace(b"010-1234-5678", "[전화]".encode(), 1).replace(
        b'"x"', b'"y"'
    )


@pytest.mark.parametrize("new", ["\r\n--b\r\n\r\n", "\r\n--b--\r\n"])
def test_a_boundary_cannot_be_written_into_a_part(new: str) -> None:
    with pytest.raises(CannotRewrite):
        rewrite(request(), [Edit("request.body", "multipart:$.memo", 0, 3, new)])


def test_transfer_encoding() -> None:
    content = base64.b64encode("전화 010-1234-5678".encode())
    body = (
        b'--b\r\nContent-Disposition: form-data; name="m"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
        + content
        + b"\r\n--b--\r\n"
    )
    leaf = open_request(request(body)).leaves[0]
    assert leaf.text == "전화 010-1234-5678"
    after = rewrite(request(body), [Edit(leaf.part, leaf.path, 3, 16, "없음")])
    assert open_request(after).leaves[0].text == "전화 없음"
