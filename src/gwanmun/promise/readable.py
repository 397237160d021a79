"""Whether a document is a policy that was read at all; from one that is not, nothing follows."""

from __future__ import annotations

from functools import lru_cache

from gwanmun.promise.block import Document
from gwanmun.promise.phrases import Cue, phrases

_SHORT, _SOME = 700, 250
"""Characters below which a page may be only a banner, and below which nothing can be a policy."""
_BROKEN = 0.02


@lru_cache
def _cue(name: str) -> Cue:
    return Cue(phrases("sentences")["readable"][name])


def why_not(document: Document, languages: tuple[str, ...]) -> str:
    """ "" for a policy that can be read, else the reason why it cannot."""
    text = document.text.strip()
    if document.why:
        return document.why
    if not text:
        return "the page has no text: it is empty, or a script makes its content"
    if text.count("\ufffd") > _BROKEN * len(text):
        return "the characters are broken: its encoding is not known, or several are mixed"
    return _page(text) or _tongue(text, languages) or _words(text)


def _page(text: str) -> str:
    """A page in the place of the policy; a policy that also mentions cookies or a log-in is long enough to tell."""
    said = _hits("policy", text)
    if len(text) >= _SHORT and said >= 6:
        return ""
    for name, why in (
        ("script_wall", "an error page, or a page that needs a script, in the place of the policy"),
        ("login_wall", "a log-in page in the place of the policy"),
        ("cookie_banner", "a cookie banner in the place of the policy"),
    ):
        if _hits(name, text) >= (2 if said > 2 else 1) and len(text) < 4 * _SHORT:
            return why
    return ""


def _tongue(text: str, languages: tuple[str, ...]) -> str:
    return "" if languages else "its language is not one that is read here (Korean, English, Chinese)"


def _words(text: str) -> str:
    if len(text) < _SOME and _hits("policy", text) < 3:
        return "too little text for a privacy policy"
    return (
        ""
        if _hits("policy", text) >= 2
        else "the text is not a privacy policy: it does not speak of personal information"
    )


def _hits(name: str, text: str) -> int:
    count = 0
    for _ in _cue(name).finditer(text):
        count += 1
        if count == 12:
            break
    return count
