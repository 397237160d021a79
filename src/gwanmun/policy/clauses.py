"""TOML -> one rule, one exception, one unit: the three headings that a policy file has."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

from gwanmun.policy.conditions import SIGHTING_KEYS, conditions
from gwanmun.policy.rule import Conditions, Exemption, Rule, Unit, Words
from gwanmun.policy.table import Table
from gwanmun.transfer import ACTIONS, Action

_KOREA = timezone(timedelta(hours=9))
_WHO = ("user", "unit")


def rule(table: Table) -> Rule:
    """One `[[rule]]`."""
    table.only("id", "title", "why", "action", "locked", "when", "unless")
    when = conditions(table.table("when"))
    unless = tuple(conditions(each) for each in table.tables("unless"))
    action = _action(table)
    _check_reach(table, action, when, unless)
    return Rule(
        id=table.text("id"),
        title=_words(table, "title", required=True),
        why=_words(table, "why"),
        action=action,
        locked=table.flag("locked") or False,
        when=when,
        unless=unless,
        place=table.source.place(table.at),
    )


def exemption(table: Table, number: int) -> Exemption:
    """One `[[exception]]`, the `number`-th in its file."""
    table.only("id", "rule", *_WHO, "when", "reason", "approver", "expires")
    expires = table.day("expires")
    return Exemption(
        id=table.text("id", f"{table.text('rule')}/{number}"),
        rule=table.text("rule"),
        who=_who(table),
        reason=table.text("reason"),
        approver=table.text("approver"),
        expires=expires.isoformat(),
        until=_end_of(expires),
        place=table.source.place(table.at),
    )


def unit(table: Table) -> Unit:
    """One `[[unit]]`."""
    table.only("id", "parent", "users")
    users = tuple(user.casefold() for user in table.texts("users"))
    parent = table.text("parent", "").casefold()
    return Unit(table.text("id").casefold(), parent, users, table.source.place(table.at))


def _action(table: Table) -> Action:
    word = table.text("action")
    table.chosen("action", ACTIONS, "action")
    return next(action for action in ACTIONS if action == word)


def _words(table: Table, key: str, required: bool = False) -> Words:
    """A text in both languages; one of them alone serves for both."""
    if isinstance(table.values.get(key), str):
        return Words(table.text(key), table.text(key))
    words = table.table(key)
    words.only("ko", "en")
    found = Words(words.text("ko", ""), words.text("en", ""))
    if required and found == Words():
        raise table.problem(key, f'"{key}" is missing', f'write {key} = {{ ko = "…", en = "…" }}')
    return Words(found.ko or found.en, found.en or found.ko)


def _check_reach(table: Table, action: Action, when: Conditions, unless: tuple[Conditions, ...]) -> None:
    """What replaces data must say which data; what carves data out must have some to carve from."""
    if when.sought is None and action in {"pseudonymise", "redact"}:
        raise table.problem("action", f'"{action}" needs to know what to replace', 'add kind = ["…"] to when')
    if when.sought is None and any(each.sought for each in unless):
        raise table.problem("unless", "unless asks for a kind where when does not", 'add kind = ["*"] to when')


def _who(table: Table) -> Conditions:
    """The person or unit an exception is for, and what it is narrowed to."""
    given = [key for key in _WHO if key in table]
    if len(given) != 1:
        raise table.problem(
            given[-1] if given else "rule", "an exception is for a user or for a unit", 'add user = "…"'
        )
    within = table.table("when")
    for key in (*SIGHTING_KEYS, "along_with", *_WHO):
        if key in within:
            raise within.problem(key, f'"{key}" cannot narrow an exception', "narrow it by recipient, app or device")
    names = frozenset(map(str.casefold, table.texts(given[0])))
    return Conditions(((given[0], names), *conditions(within).facets))


def _end_of(day: date) -> float:
    """The end of a day in Korea, in seconds since 1970-01-01 UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=_KOREA).timestamp() + 86_400
