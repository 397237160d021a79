"""Registers against the policy: how many recipients there are (X-18), which are not named (X-01, O-02), who consented.

Names of a register may be those of people, so a finding gives rows, counts and countries, no names.
"""

from __future__ import annotations

from collections.abc import Iterator

from gwanmun.law.case import Held, LawCase
from gwanmun.law.declared import NAMING
from gwanmun.law.flows import HOME
from gwanmun.law.names import keys, plain
from gwanmun.law.registers import Register, says_no
from gwanmun.transfer import Finding, Status

SHOWN = 20
HOMES = frozenset({"", "kr", "한국", "대한민국", "국내", "korea", "southkorea", "republicofkorea"})


def check(case: LawCase) -> Iterator[Finding]:
    for register in case.facts.registers:
        if register.kind in ("recipients", "processors"):
            yield from _recipients(case, register)
        if register.kind == "processors":
            yield from _supervised(case, register)
        if register.kind == "consents":
            yield from _consents(case, register)


def _recipients(case: LawCase, register: Register) -> Iterator[Finding]:
    if not case.policies.read:
        return
    named = [promise.recipient for promise in case.policies.of(*NAMING) if promise.recipient]
    listed = {plain(name) for name in named} | {key for name in named[:5000] for key in keys(name)}
    distinct = register.distinct()
    absent = {name: row for name, row in distinct.items() if name not in listed}
    if len(absent) <= SHOWN * 50:
        absent = {name: row for name, row in absent.items() if not _other_name(case, register.names[row])}
    rule = "O-02" if register.kind == "processors" else "X-18"
    said = {"declared": f"{len(set(named)):,}", "actual": f"{len(distinct):,}", "absent": f"{len(absent):,}"}
    rows = list(absent.values())
    quotes = tuple(promise.quote for promise in case.policies.of(*NAMING))[:4]
    held = Held("", (), tuple(register.place(row) for row in rows[:SHOWN]), quotes, 0.9)
    if not absent:
        yield from case.find(rule, "OK", Held(evidence=(f"{register.sha256}:rows",), quotes=quotes), **said)
    elif case.policies.whole:
        yield from case.find(rule, "CONTRADICTED" if rule == "X-18" and named else "UNDECLARED", held, **said)
        yield from _abroad(case, register, rows)


def _other_name(case: LawCase, name: str) -> bool:
    """Whether the policy names the same company under another of its names."""
    return any(entity in case.declared.by_entity for entity in case.entities.named(name))


def _abroad(case: LawCase, register: Register, rows: list[int]) -> Iterator[Finding]:
    """X-01 for recipients of a register that are abroad and not in the policy."""
    countries = register.column("country")
    out = [row for row in rows if countries and _country(countries[row]) not in HOMES]
    if out:
        places = sorted({countries[row] for row in out})
        said = {
            "recipient": case.words("law.rows", n=len(out)),
            "country": ", ".join(places[:8]),
            "kinds": case.words("law.listed_items"),
        }
        held = Held("", (), tuple(register.place(row) for row in out[:SHOWN]), (), 0.85)
        yield from case.find("X-01", "UNDECLARED", held, **said)


def _country(cell: str) -> str:
    text = "".join(letter for letter in cell.casefold() if letter.isalnum())
    return "" if text == HOME.casefold() else text


def _supervised(case: LawCase, register: Register) -> Iterator[Finding]:
    """O-04, O-06: training and inspection of each processor, and agreement to each sub-processor."""
    for field, rule in (("trained", "O-04"), ("inspected", "O-04"), ("agreed", "O-06")):
        cells = register.column(field)
        needed = register.column("subprocessor") if field == "agreed" else register.names
        blank = [row for row, cell in enumerate(cells) if says_no(cell) and needed and needed[row]]
        if blank:
            held = Held("", (), tuple(register.place(row) for row in blank[:SHOWN]), (), 0.9)
            said = {"n": f"{len(blank):,}", "missing": case.words(f"law.item.{field}")}
            yield from case.find(rule, "GAP", held, **said)


def _consents(case: LawCase, register: Register) -> Iterator[Finding]:
    """L-06: people whose data is given without their consent; L-03: people who do not use what it is given for."""
    for field, rule in (("consented", "L-06"), ("uses", "L-03")):
        cells = register.column(field)
        without = [row for row, cell in enumerate(cells) if says_no(cell)]
        if without:
            held = Held("", (), tuple(register.place(row) for row in without[:SHOWN]), (), 0.9)
            share = f"{100 * len(without) / len(cells):.0f} %"
            status: Status = "GAP" if rule == "L-06" else "REVIEW"
            said = {"n": f"{len(without):,}", "of": f"{len(cells):,}", "share": share}
            said |= {"recipient": case.words("law.rows", n=len(without)), "kinds": "", "country": ""}
            yield from case.find(rule, status, held, **said)
