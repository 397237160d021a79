"""Puts a policy on top of the one it extends: more may be asked of people, a locked rule stays as it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gwanmun.policy.rule import Conditions, Document, Rule, Unit
from gwanmun.policy.source import Source, nearest
from gwanmun.policy.units import ancestors


def merge(base: Document, own: Document, source: Source) -> Document:
    """`own`, read from `source`, over `base`: a rule with the id of an inherited one takes its place, unless locked."""
    _check_rules(base, own, source)
    _check_units(base, own, source)
    rules = tuple(({rule.id: rule for rule in base.rules} | {rule.id: rule for rule in own.rules}).values())
    merged = Document(own.name, own.version, rules, (*base.exemptions, *own.exemptions), (*base.units, *own.units))
    _check_exemptions(merged, own, source)
    _check_unit_names(merged, own, source)
    return merged


def _check_rules(base: Document, own: Document, source: Source) -> None:
    locked = {rule.id for rule in base.rules if rule.locked}
    for number, name in _repeated(rule.id for rule in own.rules):
        raise source.problem(("rule", number, "id"), f'a second rule is named "{name}"', "give each rule its own id")
    for number, rule in enumerate(own.rules):
        if rule.id in locked:
            what = f'"{rule.id}" is locked by policy "{base.name}" and cannot be written anew'
            raise source.problem(("rule", number, "id"), what, "add a stricter rule under an id of its own")


def _check_exemptions(merged: Document, own: Document, source: Source) -> None:
    """An exception must name a rule that is there; and none, inherited or not, may touch a locked rule."""
    rules = {rule.id: rule for rule in merged.rules}
    for number, exemption in enumerate(own.exemptions):
        if exemption.rule not in rules:
            what = f'an exception from "{exemption.rule}", which is no rule here'
            raise source.problem(("exception", number, "rule"), what, nearest(exemption.rule, rules))
        if rules[exemption.rule].locked:
            what = f'"{exemption.rule}" is locked: no exception can set it aside'
            raise source.problem(("exception", number, "rule"), what, "remove this exception, or unlock the rule")
    for exemption in merged.exemptions:
        if rules[exemption.rule].locked:
            number = [rule.id for rule in own.rules].index(exemption.rule)
            what = f'"{exemption.rule}" cannot be locked: {exemption.place} makes an exception from it'
            raise source.problem(("rule", number, "locked"), what, "lock a rule of your own under another id")


def _check_units(base: Document, own: Document, source: Source) -> None:
    """Each unit once, every parent declared, no circle, each user in one unit, and no way out of a locked rule."""
    units = (*base.units, *own.units)
    known = {unit.id: unit for unit in units}
    for number, name in _repeated(unit.id for unit in units):
        path = ("unit", number - len(base.units), "id")
        raise source.problem(path, f'unit "{name}" is declared twice', "declare each unit once; add units below it")
    for number, unit in enumerate(own.units):
        if unit.parent and unit.parent not in known:
            raise source.problem(("unit", number, "parent"), f'no unit "{unit.parent}"', nearest(unit.parent, known))
    _check_tree(base, own, known, source)
    _check_users(base, own, source)


def _check_tree(base: Document, own: Document, known: dict[str, Unit], source: Source) -> None:
    spared = _spared(base.rules)
    for number, unit in enumerate(own.units):
        chain = tuple(ancestors(unit.id, known))
        if known[chain[-1]].parent:
            what = f'unit "{unit.id}" stands above itself'
            raise source.problem(("unit", number, "parent"), what, "the highest unit has no parent")
        if not spared.isdisjoint(chain):
            what = f'unit "{unit.id}" would be spared a locked rule of policy "{base.name}"'
            raise source.problem(("unit", number), what, "declare it in that policy")


def _check_users(base: Document, own: Document, source: Source) -> None:
    homes = {user: unit.id for unit in base.units for user in unit.users}
    for number, unit in enumerate(own.units):
        for index, user in enumerate(unit.users):
            if homes.setdefault(user, unit.id) != unit.id:
                what = f'user "{user}" is in unit "{homes[user]}" already'
                raise source.problem(("unit", number, "users", index), what, "list each user in one unit")


def _check_unit_names(merged: Document, own: Document, source: Source) -> None:
    """Where units are declared, a rule or an exception names a declared one: a misspelt unit would never match."""
    known = {unit.id for unit in merged.units}
    for path, conditions in _conditions(own) if known else ():
        for name in sorted(_units_in(conditions) - known):
            raise source.problem((*path, "unit"), f'no unit "{name}"', nearest(name, known))


def _conditions(own: Document) -> Iterator[tuple[tuple[str | int, ...], Conditions]]:
    """Every set of conditions in a document, with its path."""
    for number, rule in enumerate(own.rules):
        yield ("rule", number, "when"), rule.when
        for index, each in enumerate(rule.unless):
            yield ("rule", number, "unless", *((index,) if len(rule.unless) > 1 else ())), each
    for number, exemption in enumerate(own.exemptions):
        yield ("exception", number), exemption.who


def _units_in(conditions: Conditions) -> frozenset[str]:
    return dict(conditions.facets).get("unit", frozenset())


def _spared(rules: Iterable[Rule]) -> set[str]:
    """Units that a locked rule spares through `unless`."""
    return {unit for rule in rules if rule.locked for each in rule.unless for unit in _units_in(each)}


def _repeated(ids: Iterable[str]) -> Iterator[tuple[int, str]]:
    """The number and name of whatever comes a second time."""
    seen: set[str] = set()
    for number, name in enumerate(ids):
        if name in seen:
            yield number, name
        seen.add(name)
