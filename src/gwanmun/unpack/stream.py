"""A body too large to be parsed whole, read as overlapping windows of text while it passes."""

from __future__ import annotations

from bisect import bisect_left

from gwanmun.transfer import Request
from gwanmun.unpack import whole_file
from gwanmun.unpack.escapes import ESCAPED, LOOSE, URL, Escapes
from gwanmun.unpack.flow import Flow
from gwanmun.unpack.media import Media, media_of
from gwanmun.unpack.message import BODY
from gwanmun.unpack.parts import LIMITS, Leaf, Limits, Opened
from gwanmun.unpack.path import Layer

OVERLAP = 4096
"""Code points of context on each side of a window's own text: what is at most this long is seen whole."""
WINDOW = 1 << 16
"""Code points of new text that make a window; until then `feed` holds them."""


class Windows:
    """Feed the chunks of a body as they come; each window is one leaf with the step `window:<n>`.

    `Opened.fresh` gives the places in a window's text that are its own: a sighting counts if and only if its `start`
    is in `fresh`. The own texts of all windows are the whole text, once. Each has `OVERLAP` code points of context
    before and after it in the leaf, so that a sighting across a border is found whole by the window where it starts
    and not counted by the next. What `feed` has taken and not yet shown is less than `WINDOW` + `OVERLAP`; `close`
    shows the rest. Content codings are undone, escapes of JSON and forms resolved; base64 and files inside are not
    opened, and that is said once.
    """

    def __init__(self, request_head: Request, limits: Limits = LIMITS) -> None:
        self.media = media_of(request_head.headers)
        self.flow = Flow(BODY, self.media, limits)
        self.kept = ""
        self.owned = self.count = 0
        self.size = request_head.header("content-length") or ""

    def feed(self, chunk: bytes) -> Opened:
        """Take a chunk; gives the window that it completes, if it does. Never raises."""
        self.kept += self.flow.feed(chunk)
        return self._window(len(self.kept) - OVERLAP, WINDOW)

    def close(self) -> Opened:
        """The last window, and what is to be said of the end."""
        self.kept += self.flow.close()
        return self._window(len(self.kept), 1)

    def _window(self, end: int, least: int) -> Opened:
        said = self.flow.said()
        if self.flow.file:
            kind, head = self.flow.file
            self.flow.file = None
            return Opened((whole_file.beginning(kind, head, self.size),), said)
        if end - self.owned < least:
            return Opened((), said)
        text, fresh = _resolved(self.kept, self.owned, end, _escapes(self.media, self.kept))
        leaf = Leaf(BODY, (Layer(f"window:{self.count}"),), text)
        drop = max(0, end - OVERLAP)
        self.kept, self.owned, self.count = self.kept[drop:], end - drop, self.count + 1
        return Opened((leaf,), said, fresh)


def _escapes(media: Media, text: str) -> Escapes | None:
    """How characters are written otherwise in this text, if they are."""
    if "\\" in text:
        return LOOSE if media.is_json else ESCAPED
    return URL if "%" in text else None


def _resolved(text: str, start: int, end: int, escapes: Escapes | None) -> tuple[str, range]:
    """The text with its escapes resolved, and what then is the part from start to end."""
    if escapes is None:
        return text, range(start, end)
    places = escapes.places(text)
    return escapes.decode(text), range(bisect_left(places, start), bisect_left(places, end))
