"""Limits of a scan: counts, never times, so that a message is read alike live and recorded, on any machine.

Past a limit nothing is lost silently: what was not looked at is `Unreadable`, and a kind of which the message is full
stands for its rest too (`rest.py`).
"""

from __future__ import annotations

MOST_REPORTS = 100_000
"""Reports of the pattern engine on one message: 100 bytes a report in a megabyte full of labels and numbers."""

MOST_CANDIDATES = 20_000
"""Hits of patterns that are weighed in one message, and names that are kept; each takes some ten microseconds."""

MOST_SENSITIVE = 2_000
"""Hits of words for sensitive data in one message that are read with their sentences."""

MOST_CODE_LINES = 20_000
"""Lines of one text that are looked at as source code."""

MOST_TRACE_VALUES = 20_000
"""Values of one message that are sighted as traces one by one: at ten keys a second, and four values a key, eight
minutes of typing without a pause in one message. A trace that goes on is one sighting, of its array."""

MANY = 100
"""Sightings of a kind in a message whose rest was not weighed, from which on that rest counts as of this kind."""

MOST_SEED_HITS = 100_000
"""Beginnings of planted values that are looked at in one message."""

MOST_UNPACKED = 8 << 20
"""Bytes, packed and unpacked, in which planted values are looked for beneath a compression in one message."""

LEISURE = 50
"""Times as many reports and candidates for somebody who scans a file and waits for it: no traffic stands still then."""

MANY_WORDS = "more words that could be names than are looked at in one message"
TOO_MANY = f"more than {MOST_REPORTS:,} hits of patterns or {MOST_CANDIDATES:,} candidates: the rest was not weighed"
