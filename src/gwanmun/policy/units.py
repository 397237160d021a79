"""The tree of an organisation's units: group, affiliate, department; a rule for one of them reaches all below it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gwanmun.policy.rule import Unit
from gwanmun.transfer import Origin


class Units:
    """Answers to which units somebody belongs; ids and user names are compared without regard to case."""

    def __init__(self, units: Iterable[Unit]) -> None:
        known = {unit.id: unit for unit in units}
        self._above = {name: tuple(ancestors(name, known)) for name in known}
        self._home = {user: unit.id for unit in known.values() for user in unit.users}

    def of(self, origin: Origin) -> tuple[str, ...]:
        """The units of `origin`, nearest first: those its identity names and those the policy lists its user under.

        Both count, so that nobody leaves a unit's rules by being listed elsewhere.
        """
        named = (origin.unit or "").casefold()
        listed = self._home.get((origin.user or "").casefold(), named)
        above = self._chain(named)
        return above if listed in above else above + tuple(u for u in self._chain(listed) if u not in above)

    def _chain(self, unit: str) -> tuple[str, ...]:
        return self._above.get(unit, (unit,) if unit else ())


def ancestors(unit: str, known: dict[str, Unit]) -> Iterator[str]:
    """`unit` and everything above it; a circle ends where it closes."""
    seen: set[str] = set()
    while unit and unit not in seen:
        seen.add(unit)
        yield unit
        unit = known[unit].parent if unit in known else ""
