"""Transfer -> verdict: the strictest matching rule wins, and among equals the first in the file."""

from __future__ import annotations

from gwanmun.policy.explain import Considered, consider
from gwanmun.policy.facets import facets
from gwanmun.policy.match import Bits, Index, Matcher, bits, numbers
from gwanmun.policy.rule import Document, Rule
from gwanmun.policy.units import Units
from gwanmun.transfer import ACTIONS, Action, Transfer, Verdict, Weighed


class Policy:
    """A compiled policy. It never changes: to reload is to load another one and put it in this one's place."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.name = document.name
        self.version = document.version
        self.rules = document.rules
        self._facets = facets(Units(document.units))
        self._matcher = Matcher(self.rules, self._facets)
        self._weighed = tuple(Weighed(rule.id, rule.action, rule.locked) for rule in self.rules)
        self._strictest_first = tuple((action, self._asking_for(action)) for action in reversed(ACTIONS))
        self._closed = self._asking_for("block") & bits(n for n, rule in enumerate(self.rules) if not rule.when.sought)
        self._exempted = tuple(self._rule_of(exemption.rule) for exemption in document.exemptions)
        self._exemptible = bits(number for number in self._exempted if number is not None)
        self._kept: dict[tuple[Bits, str], Verdict] = {}
        self._exemptions = Index([exemption.who for exemption in document.exemptions], self._facets)

    def rule(self, rule_id: str) -> Rule | None:
        """The rule a verdict names, for its title and the reason a person is shown."""
        return next((rule for rule in self.rules if rule.id == rule_id), None)

    def decide(self, transfer: Transfer, knowledge_version: str) -> Verdict:
        """The verdict on a transfer; exceptions are judged by the time of the transfer, not by the clock."""
        found, about = self._matcher.matches(transfer)
        if not about and not found & self._exemptible:
            return self._bare(found, knowledge_version)
        excepted = self._excepted(transfer) if found & self._exemptible else {}
        counting = found & ~bits(iter(excepted)) if excepted else found
        action, winner = self._strictest(counting)
        return Verdict(
            action,
            winner,
            tuple([self._weigh(number, excepted) for number in numbers(found)]),
            self._dispositions(counting, about),
            self.version,
            knowledge_version,
        )

    def _bare(self, found: Bits, knowledge_version: str) -> Verdict:
        """The verdict where there is no sighting and no exception: it hangs on the rules alone, so it is kept."""
        verdict = self._kept.get((found, knowledge_version))
        if verdict is None:
            weighed = tuple([self._weighed[number] for number in numbers(found)])
            action, winner = self._strictest(found)
            verdict = Verdict(action, winner, weighed, (), self.version, knowledge_version)
            self._kept[found, knowledge_version] = verdict
        return verdict

    def explain(self, transfer: Transfer) -> tuple[Considered, ...]:
        """Every rule in the order of the file: matched, or the first condition that did not hold."""
        excepted = self._excepted(transfer)
        return tuple(
            consider(rule, transfer, self._facets, excepted.get(number, "")) for number, rule in enumerate(self.rules)
        )

    def _asking_for(self, action: Action) -> Bits:
        return bits(number for number, rule in enumerate(self.rules) if rule.action == action)

    def _rule_of(self, rule_id: str) -> int | None:
        """The number of a rule that an exception names; None for a locked one, which no exception sets aside."""
        found = (number for number, rule in enumerate(self.rules) if rule.id == rule_id and not rule.locked)
        return next(found, None)

    def _excepted(self, transfer: Transfer) -> dict[int, str]:
        """Rules by number that an exception in force sets aside, with that exception's id."""
        found: dict[int, str] = {}
        exemptions = self.document.exemptions
        for number in numbers(self._exemptions.holding(transfer, (1 << len(exemptions)) - 1)):
            rule = self._exempted[number]
            if rule is not None and transfer.at < exemptions[number].until:
                found.setdefault(rule, exemptions[number].id)
        return found

    def _strictest(self, counting: Bits) -> tuple[Action, str]:
        """The strictest action asked for, and the first rule in the file that asks for it."""
        for action, asking in self._strictest_first:
            if found := counting & asking:
                return action, self.rules[numbers(found)[0]].id
        return "allow", ""

    def _weigh(self, number: int, excepted: dict[int, str]) -> Weighed:
        if number not in excepted:
            return self._weighed[number]
        rule = self.rules[number]
        return Weighed(rule.id, rule.action, rule.locked, excepted[number])

    def _dispositions(self, counting: Bits, about: list[Bits]) -> tuple[Action, ...]:
        """The strictest action for each sighting; a block that asks for no sighting stops them all."""
        if counting & self._closed:
            return tuple(["block" for _ in about])
        known: dict[Bits, Action] = {0: "allow"}
        found = []
        for each in about:
            asking = each & counting
            if asking not in known:
                known[asking] = self._strictest(asking)[0]
            found.append(known[asking])
        return tuple(found)
