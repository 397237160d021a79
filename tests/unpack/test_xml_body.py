"""XML bodies: texts under the name of their element, attributes, and changes in both."""

from __future__ import annotations

import pytest

from gwanmun.unpack.message import open_text
from tests.unpack.office import NAME, PHONE
from tests.unpack.reading import keys, rewritten, texts

SOAP = (
    f'<?xml version="1.0" encoding="UTF-8"?>\n<s:Envelope xmlns:s="http://example.com/s"><s:Body><name>{NAME}</name>'
    f'<phone kind="mobile">{PHONE}</phone><memo>A &amp; B<![CDATA[ <c> ]]></memo></s:Body></s:Envelope>'
)


@pytest.mark.parametrize("declared", [None, "text/xml", "application/soap+xml; charset=utf-8"])
def test_texts_and_attributes_have_names(declared: str | None) -> None:
    assert keys(SOAP.encode(), declared) == {NAME: "name", "mobile": "kind", PHONE: "phone", "A & B <c> ": "memo"}


def test_korean_code_pages_are_read() -> None:
    assert keys(SOAP.replace("UTF-8", "EUC-KR").encode("euc-kr"), "text/xml")[NAME] == "name"


def test_changes_stay_in_their_place() -> None:
    assert rewritten(SOAP.encode(), PHONE, "<x>").decode() == SOAP.replace(PHONE, "&lt;x&gt;")
    assert rewritten(SOAP.encode(), "mobile", 'a"b').decode() == SOAP.replace("mobile", "a&quot;b")
    assert list(texts(rewritten(SOAP.encode(), "A & B", "C")).values())[-1] == "C <c> "


@pytest.mark.parametrize(
    "text",
    [
        f"<?xml version='1.0'?><a>{PHONE}",
        f"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a>{PHONE}&b;</a>",
        f"<!DOCTYPE html><p>{PHONE}</p>",
        f"<p>{PHONE}</p>",
    ],
)
def test_what_is_no_whole_xml_is_text(text: str) -> None:
    assert [leaf.text for leaf in open_text(text.encode()).leaves] == [text]
