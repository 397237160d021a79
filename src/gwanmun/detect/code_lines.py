"""Which lines are source code: signs of a dozen languages, and of what only looks like it (JSON, logs, HTML, CSV)."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal, NamedTuple

Line = Literal["strong", "code", "closing", "neutral", "other"]
"""`strong` is code in no doubt, `closing` a bracket that belongs to it, `neutral` a blank or remark inside a block,
`other` what ends one."""

LONGEST = 300
"""Characters of a line that are looked at."""

_PYTHON = (
    r"(?:async )?def \w+\(.*\)(?: ?-> ?.+)?:$",
    r"class \w+(?:\(.*\))?:$",
    r"from [\w.]+ import \w",
    r"import [\w.]+(?: as \w+)?;?$",
    r"(?:if|elif|while|for|with|except)\b.+:$",
    r"(?:else|try|finally):$",
    r"@\w[\w.]*(?:\(.*\))?$",
)
_SCRIPT = (
    r"(?:export |default |async )*function\*? ?\w*\(",
    r"(?:export )?(?:const|let|var) [\w{\[][^=]*= ?\S",
    r"import .+ from ['\"].+['\"];?$",
    r"(?:module\.)?exports\b.*=",
    r".+=> ?\{$",
    r"<\?php",
    r"\$\w+ ?= ?.+;$",
    r"echo .+;$",
)
_BRACES = (
    r"(?:public|private|protected|internal|static|final|abstract|override|virtual)\b.*[({;]$",
    r"package [\w.]+;?$",
    r"using [\w.:]+(?: = .+)?;$",
    r"namespace [\w.:]+ ?[{;]$",
    r"#(?:include|define|ifdef|ifndef|endif|pragma)\b",
    r"(?:\} )?(?:else )?if ?\(.+\) ?\{$",
    r"\} else ?\{$",
    r"(?:for|while|switch) ?\(.+\) ?\{$",
    r"try ?\{$",
    r"\} ?catch ?\(.*\) ?\{$",
    r"(?:[\w<>\[\]*&:]+ )+[*&]?\w+\([^()]*\) ?\{$",
)
_NEWER = (
    r"func (?:\(\w+ \*?\w+\) )?\w+\(",
    r"\w+(?:, ?\w+)* := .+",
    r"type \w+ (?:struct|interface) ?\{$",
    r"(?:pub )?fn \w+[(<]",
    r"(?:pub )?(?:struct|enum|impl|trait|mod) \w+.*\{$",
    r"let mut \w+",
    r"(?:for|if|while|match|loop)\b.*\{$",
    r"fun \w+\(",
    r"va[lr] \w+(?: ?: ?\w+)? ?= ?\S",
)
_SQL = (
    r"(?i:SELECT .+ FROM|INSERT INTO \w+|UPDATE \w+ SET|DELETE FROM \w+|ALTER TABLE)\b",
    r"(?i:CREATE (?:OR REPLACE )?(?:TABLE|VIEW|INDEX|PROCEDURE|FUNCTION|TRIGGER))\b",
    r"(?i:SELECT) (?:DISTINCT )?(?:\*|\w+[.,(]).*",
    r"(?i:(?:INNER |LEFT |RIGHT |OUTER )*JOIN) [\w.]+",
)
_SHELL = (
    r"#!/(?:usr/)?bin/",
    r"\w+\(\) ?\{$",
    r"(?:if|while) \[\[? .+\]\]?; ?(?:then|do)$",
    r"(?:then|fi|done|esac)$",
    r"(?:def|module) \w[\w.?!]*(?:\(.*\))?$",
)
_STATEMENTS = (
    r"return\b.*|raise \w+.*|throw new \w+.*|yield\b.*|await .+|(?:break|continue|pass|end);?$|assert .+|del \w+",
    r"[\w.\[\]'\"]+(?:: ?[\w\[\], |.]+)? ?(?:=|\+=|-=|\|=|:=) ?.*[\w)\]}'\"],?$",
    r"[\w.$]+(?:->|::|\.)\w+\(.*\)?[;,{]?$",
    r"\w+\(.*\);?$",
    r"(?:[\w<>\[\],*&]+ )+[*&]?\w+(?:\[\w*\])? ?(?:= ?.+)?;$",
    r"[\w.>\-\[\]]+ ?(?:=|\+=|-=|\+\+|--).*;$",
    r"case .+:$|default:$|.+\) ?\{$|\w.*;$",
    r"(?i:FROM) [\w.]+(?: (?:(?i:AS) )?\w+)?$",
    r"(?i:FROM|WHERE|(?:GROUP|ORDER) BY|VALUES|HAVING|AND|ON|SET)\b .+(?:[=><(,]|\b(?i:asc|desc|in|is|like)\b).*",
)
_NO_CODE = (
    r"\{?\s*\"[^\"]*\"\s*:.*|[\[{]\s*\"|<[/!?A-Za-z][^>]*>",
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d|\[?\d\d:\d\d:\d\d|\[(?:INFO|WARN|ERROR|DEBUG)",
    r"(?:INFO|WARN|WARNING|ERROR|DEBUG|TRACE|FATAL)\b|at [\w.$<>]+\s?\(|File \"|Traceback|Caused by",
    r"[-*•] |\d+[.)] |\|.*\|$|[\w-]+: .*[^;{:(]$",
)


class _Signs(NamedTuple):
    strong: re.Pattern[str]
    code: re.Pattern[str]
    other: re.Pattern[str]


@cache
def _signs() -> _Signs:
    """Compiled for the first text of five lines: it takes as long as the rest of the detector's start."""
    strong = (*_PYTHON, *_SCRIPT, *_BRACES, *_NEWER, *_SQL, *_SHELL)
    return _Signs(*(re.compile("|".join(patterns)) for patterns in (strong, _STATEMENTS, _NO_CODE)))


_CLOSING = re.compile(r"[\])}]+[;,]?|end|fi|done")
_NEUTRAL = re.compile(r"|[\[({]|(?://|#|--|/\*|\*|\"\"\"|''').*|\*/")
_HANGUL = re.compile("[가-힣]")
_STRING = re.compile(r"\"(?:[^\"\\]|\\.){0,200}\"|'(?:[^'\\]|\\.){0,200}'|(?://|#|--).*")


def line_sort(line: str) -> Line:
    """What one line is. A line with Korean outside its strings and remarks is prose, whatever else stands in it."""
    text = line[:LONGEST].strip()
    if _CLOSING.fullmatch(text):
        return "closing"
    signs = _signs()
    strong = signs.strong.match(text)
    if not strong and _NEUTRAL.fullmatch(text):
        return "neutral"
    if not strong and signs.other.match(text):
        return "other"
    bare = _STRING.sub('""', text)
    if _HANGUL.search(bare):
        return "other"
    if strong or signs.strong.match(bare):
        return "strong"
    return "code" if signs.code.fullmatch(bare) else "other"
