"""For every mistake in a policy file there is one line that names file, line, what is wrong and what would be right."""

from __future__ import annotations

from pathlib import Path

import pytest

from gwanmun.errors import Problem
from gwanmun.policy.document import load

HEAD = 'schema = "gwanmun.policy/1"\nname = "ours"\n'
RULE = '[[rule]]\nid = "r"\ntitle = "R"\naction = "block"\n'
EXCEPT = '[[exception]]\nrule = "r"\nuser = "kim"\nreason = "audit"\napprover = "cpo"\nexpires = 2026-03-31\n'


MISTAKES = {
    "broken TOML": (HEAD + "x = [1,\n", 3, "not valid TOML", "correct that line"),
    "broken string": (HEAD + '[[rule]]\nid = "r\n', 4, "not valid TOML", "correct that line"),
    "no schema": ('name = "ours"\n', 1, '"schema" is missing', "add schema"),
    "other schema": ('\nschema = "gwanmun.policy/9"\n', 2, 'unknown schema "gwanmun.policy/9"', "gwanmun.policy/1"),
    "no name": ('schema = "gwanmun.policy/1"\n', 1, '"name" is missing', "add name"),
    "unknown key": (HEAD + 'extend = "default"\n', 3, 'unknown key "extend" in a policy', 'did you mean "extends"?'),
    "unknown rule key": (HEAD + RULE + "lock = true\n", 7, 'unknown key "lock" in rule', '"locked"'),
    "unknown condition": (
        HEAD + RULE + 'when = { kinds = ["kr.rrn"] }\n',
        7,
        'unknown key "kinds" in rule.when',
        '"kind"',
    ),
    "unknown facet": (HEAD + RULE + 'when.recipient.country = "CN"\n', 7, 'unknown key "country"', "_country"),
    "no title": (HEAD + '[[rule]]\nid = "r"\naction = "allow"\n', 3, '"title" is missing', "ko ="),
    "no id": (HEAD + '[[rule]]\ntitle = "R"\naction = "allow"\n', 3, '"id" is missing', "add id"),
    "id twice": (HEAD + RULE + RULE, 8, 'a second rule is named "r"', "its own id"),
    "unknown action": (HEAD + RULE.replace("block", "stop"), 6, 'unknown action "stop"', "pseudonymise"),
    "misspelt action": (
        HEAD + RULE.replace("block", "pseudonymize"),
        6,
        "pseudonymize",
        'did you mean "pseudonymise"?',
    ),
    "unknown kind": (HEAD + RULE + '[rule.when]\nkind = [\n  "kr.frn",\n  "kr.rnr",\n]\n', 10, '"kr.rnr"', '"kr.rrn"?'),
    "unknown group": (HEAD + RULE + '[rule.when]\nkind = "secrets.*"\n', 8, 'unknown kind "secrets.*"', '"secret.*"?'),
    "unknown country": (HEAD + RULE + 'when.recipient.seat = ["CHN"]\n', 7, 'country code "CHN"', "two letters"),
    "lower country": (HEAD + RULE + 'when.recipient.seat = "cn"\n', 7, 'code "cn"', 'did you mean "CN"?'),
    "unknown category": (HEAD + RULE + 'when.recipient.category = "shops"\n', 7, 'unknown category "shops"', '"shop"?'),
    "unknown part": (HEAD + RULE + 'when.part = ["request.bdy"]\n', 7, 'unknown part "request.bdy"', '"request.body"?'),
    "unknown seen": (HEAD + RULE + 'when.seen = "part"\n', 7, 'unknown value of seen "part"', "full, head, name"),
    "relative path": (HEAD + RULE + 'when.path = "api"\n', 7, 'path "api" does not begin', 'path = "/api"'),
    "empty list": (HEAD + RULE + "when.kind = []\n", 7, "kind must be a text or a list", 'kind = ["…", "…"]'),
    "list of numbers": (HEAD + RULE + "when.user = [7]\n", 7, "user must be a text or a list", "user ="),
    "confidence too high": (HEAD + RULE + "when.min_confidence = 60\n", 7, "number from 0 to 1", "0.6"),
    "confidence not a number": (HEAD + RULE + "when.min_confidence = true\n", 7, "number from 0 to 1", "0.6"),
    "count zero": (HEAD + RULE + "when.min_count = 0\n", 7, "whole number of at least 1", "min_count = 5"),
    "people not whole": (HEAD + RULE + "when.min_people = 2.5\n", 7, "whole number of at least 1", "min_people = 5"),
    "flag in quotes": (HEAD + RULE + 'when.abroad = "true"\n', 7, "abroad must be true or false", "without quotes"),
    "locked a number": (HEAD + RULE + "locked = 1\n", 7, "locked must be true or false", "locked = true"),
    "when not a table": (HEAD + RULE + 'when = "always"\n', 7, "when must be a table", "when = {"),
    "rule not a table": (HEAD + "rule = 3\n", 3, "rule must be a table", "[[rule]]"),
    "redact what": (HEAD + RULE.replace("block", "redact"), 6, '"redact" needs to know what to replace', "kind ="),
    "carve from what": (HEAD + RULE + 'unless = { kind = "kr.rrn" }\n', 7, "unless asks for a kind", "add kind"),
    "exception from nothing": (HEAD + RULE + EXCEPT.replace('"r"', '"s"'), 8, "which is no rule here", "use one of: r"),
    "exception from locked": (HEAD + RULE + "locked = true\n" + EXCEPT, 9, '"r" is locked', "unlock"),
    "exception for nobody": (
        HEAD + RULE + EXCEPT.replace('user = "kim"\n', ""),
        8,
        "for a user or for a unit",
        "user =",
    ),
    "exception unreasoned": (HEAD + RULE + EXCEPT.replace('"audit"', '" "'), 10, "reason must be a text", "reason ="),
    "exception unapproved": (HEAD + RULE + EXCEPT.replace("approver", "aprover"), 11, '"aprover"', '"approver"?'),
    "exception for ever": (
        HEAD + RULE + EXCEPT.replace("expires = 2026-03-31\n", ""),
        7,
        '"expires" is missing',
        "expires",
    ),
    "exception bad date": (HEAD + RULE + EXCEPT.replace("2026-03-31", '"31.3.2026"'), 12, "not a date", "2026-12-31"),
    "exception with time": (HEAD + RULE + EXCEPT.replace("-31", "-31T10:00:00"), 12, "not a date", "2026-12-31"),
    "exception by kind": (HEAD + RULE + EXCEPT + 'when.kind = "kr.rrn"\n', 13, "cannot narrow", "by recipient"),
    "unit twice": (HEAD + '[[unit]]\nid = "a"\n[[unit]]\nid = "A"\n', 6, 'unit "a" is declared twice', "once"),
    "no such parent": (HEAD + '[[unit]]\nid = "a"\nparent = "b"\n', 5, 'no unit "b"', "use one of: a"),
    "circle of units": (HEAD + '[[unit]]\nid = "a"\nparent = "a"\n', 5, "stands above itself", "highest unit"),
    "user in two units": (
        HEAD + '[[unit]]\nid = "a"\nusers = ["kim"]\n[[unit]]\nid = "b"\nusers = ["lee", "Kim"]\n',
        8,
        'user "kim" is in unit "a" already',
        "one unit",
    ),
    "rule for no unit": (HEAD + RULE + 'when.unit = "fin"\n[[unit]]\nid = "finance"\n', 7, 'no unit "fin"', "finance"),
    "spared unit": (HEAD + RULE + 'unless = [{ unit = "x" }]\n[[unit]]\nid = "y"\n', 7, 'no unit "x"', "use one of: y"),
    "exception for no unit": (
        HEAD + RULE + EXCEPT.replace('user = "kim"', 'unit = "it"') + '[[unit]]\nid = "legal"\n',
        9,
        'no unit "it"',
        "use one of: legal",
    ),
    "no such base": (
        HEAD + 'extends = "defualt"\n',
        3,
        'no ready policy is named "defualt"',
        'did you mean "default"?',
    ),
    "no such base file": (HEAD + 'extends = "gone.toml"\n', 3, "cannot be read", "check the path"),
    "itself": (HEAD + 'extends = "ours.toml"\n', 3, "leads back to this policy", "stands on its own"),
    "locked in base": (
        HEAD + 'extends = "default"\n' + RULE.replace('"r"', '"rrn"'),
        5,
        '"rrn" is locked by policy "default"',
        "stricter",
    ),
    "exception from base": (
        HEAD + 'extends = "default"\n' + EXCEPT.replace('"r"', '"rrn"'),
        5,
        '"rrn" is locked',
        "unlock",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named_with_its_line_and_remedy(mistake: str, tmp_path: Path) -> None:
    text, line, message, hint = MISTAKES[mistake]
    (tmp_path / "ours.toml").write_text(text, "utf-8")
    with pytest.raises(Problem) as caught:
        load(str(tmp_path / "ours.toml"))
    assert caught.value.message.startswith(f"{tmp_path}/ours.toml:{line}: ")
    assert message in caught.value.message
    assert hint in caught.value.hint
    assert "\n" not in caught.value.message
