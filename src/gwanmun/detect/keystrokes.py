"""Keystroke rhythm: which arrays record how a person types, by their names, their elements and their numbers.

How long keys are held (dwell) and the time between them (flight) identify a person: keystroke dynamics. Key events
are those of UI Events, edit logs those of Input Events Level 2 (W3C).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gwanmun.detect.evidence import bag
from gwanmun.detect.rhythm import durations, instants
from gwanmun.detect.traces import KINDS, PLACES, TIMES, TYPED, Row, Trace, number
from gwanmun.unpack.parts import Leaf

KIND = "behaviour.keystrokes"

_STRONG = bag(
    """keystroke keystrokes keylog keylogs keyevent keyevents keytimes keytiming keytimings keyhold
    interkey typed keydown keydowns keyup keyups keypress keypresses typing dwell dwells dwelltime
    dwelltimes kd ku 타이핑 타자 자판 키입력 按键 击键 键入 打字"""
)
_WEAK = bag(
    """key keys stroke strokes flight flights hold holds press presses release releases rhythm cadence
    interval intervals input gap gaps keyboard flighttime flighttimes holdtime holdtimes"""
)
_TIMED = bag("key keys stroke strokes input press release")
_TIME = bag("time times timing timings ts delay delays")
_ELSE = bag(
    """bpm hr heart power watt watts workout cycling run running latency histogram bucket buckets price
    prices pcm audio retry backoff poll polling timeout rpm spm midi note notes music piano airline
    airport mouse pointer touch scroll swipe animation"""
)
"""Words of other things that have rhythms, cadences, intervals, flights and keys."""

WORDS = _STRONG | _WEAK | _TIMED
"""No name speaks of typing without one of these."""

_KEY_EVENT = re.compile(r"(?:on)?key[_-]?(?:down|up|press|stroke)|kd|ku", re.I)
_EDIT = re.compile(r"insert(?:Text|CompositionText|LineBreak|Paragraph|ReplacementText|FromPaste)|delete[A-Z]\w+")
_ONE_KEY = re.compile(
    r".|(?:Key[A-Z]|Digit\d|Numpad\w+|Arrow\w+|F\d\d?|Backspace|Delete|Enter|Tab|Space|Escape|CapsLock|Process"
    r"|(?:Shift|Control|Alt|Meta)(?:Left|Right)?|Period|Comma|Semicolon|Quote|Slash|Minus|Equal|Bracket\w+|Lang\d"
    r"|Home|End|PageUp|PageDown|HangulMode|Unidentified)"
)
_HELD = bag("dwell dwelltime hold holdtime flight flighttime")
_BOTH = (("down", "up"), ("downat", "upat"), ("downtime", "uptime"), ("pressed", "released"))
_FEWEST_STRONG, _FEWEST_NAMED, _FEWEST_WEAK, _MOSTLY = 4, 5, 8, 0.8


def named(words: frozenset[str]) -> int:
    """How strongly names speak of typing: 2 or more is enough, 0 is not at all."""
    if words & _ELSE:
        return 0
    timed = bool(words & _TIMED) and bool(words & _TIME)
    return 2 * len(words & _STRONG) + len(words & _WEAK) + timed


def series(trace: Trace) -> bool:
    """(a) durations, or (c) rising times, under names that speak of typing."""
    return named(trace.words) >= 2 and (durations(trace.numbers) or instants(trace.numbers))


def table(trace: Trace) -> bool:
    """Rows of a key and its times."""
    return named(trace.words) >= 2 and len(trace.rows) >= _FEWEST_NAMED


def events(trace: Trace, leaves: Sequence[Leaf]) -> Iterator[int]:
    """(b) key events and (d) per-character edits: the leaves that tell what was typed and when."""
    strong = [row for row in trace.rows if _strong(row, leaves)]
    for row in strong if len(strong) >= _FEWEST_STRONG else _weak(trace, leaves):
        yield from (index for name, index in row.items() if name not in KINDS and _tells(name, leaves[index].text))


def likely(row: Row, leaves: Sequence[Leaf]) -> bool:
    """Whether an element is or may be one of a keyboard."""
    return _strong(row, leaves) or (bool(row.keys() & TIMES) and _one_key(row, leaves))


def telling(name: str, leaf: Leaf) -> bool:
    """Whether the field `name` (in lower case) holds what one press gives, or says that its row is a press or edit."""
    if name in KINDS and (_EDIT.fullmatch(leaf.text) or _KEY_EVENT.fullmatch(leaf.text)):
        return True
    return name in TYPED and _is_key(name, leaf)


def _tells(name: str, text: str) -> bool:
    return name in TYPED or name in TIMES or name in PLACES or number(text) is not None


def _strong(row: Row, leaves: Sequence[Leaf]) -> bool:
    kinds = [leaves[row[name]].text for name in KINDS & row.keys()]
    if any(_EDIT.fullmatch(kind) for kind in kinds):
        return True
    if any(_KEY_EVENT.fullmatch(kind) for kind in kinds):
        return bool(row.keys() & (TIMES | TYPED))
    timed = bool(row.keys() & _HELD) or any(row.keys() >= set(both) for both in _BOTH)
    return timed and _one_key(row, leaves)


def _one_key(row: Row, leaves: Sequence[Leaf]) -> bool:
    """Whether a field holds what one press gives: a character, a key's name, or a code of the old numbering."""
    return any(_is_key(name, leaves[row[name]]) for name in TYPED & row.keys())


def _is_key(name: str, leaf: Leaf) -> bool:
    old = name in {"keycode", "which"} and leaf.text.isdecimal() and 8 <= int(leaf.text[:4]) <= 222
    return old or (not leaf.number and _ONE_KEY.fullmatch(leaf.text) is not None)


def _weak(trace: Trace, leaves: Sequence[Leaf]) -> list[Row]:
    """A key and a time each: enough where the names say so, else only in numbers and at a typist's pace."""
    rows = [row for row in trace.rows if row.keys() & TIMES and _one_key(row, leaves)]
    fewest = _FEWEST_NAMED if named(trace.words) else _FEWEST_WEAK
    if len(rows) < max(fewest, _MOSTLY * len(trace.rows)):
        return []
    times = [number(leaves[next(row[name] for name in row if name in TIMES)].text) for row in rows]
    numbers = [each for each in times if each is not None]
    return rows if named(trace.words) >= 2 or instants(numbers, fewest) or durations(numbers) else []
