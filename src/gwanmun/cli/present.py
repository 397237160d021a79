"""What every command shows a person: names of kinds, rules and countries, and entries as text or page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from gwanmun.knowledge.kinds import load_kinds
from gwanmun.knowledge.words import load_words
from gwanmun.policy.decide import Policy
from gwanmun.report.case import Case
from gwanmun.report.labels import Labels
from gwanmun.report.page import page
from gwanmun.report.tally import build_case
from gwanmun.transfer import Finding


def kind_names(lang: str) -> dict[str, str]:
    """Kind id -> its name in that language."""
    return {kind.id: kind.names.get(lang, kind.id) for kind in load_kinds()}


def rule_titles(policy: Policy | None, lang: str) -> dict[str, str]:
    """Rule id -> its title in that language, for the rules of one policy."""
    return (
        {rule.id: (rule.title.en if lang == "en" else rule.title.ko) or rule.id for rule in policy.rules}
        if policy
        else {}
    )


def labels(lang: str, policy: Policy | None = None) -> Labels:
    return Labels(load_words(lang), kind_names(lang), rule_titles(policy, lang))


def case(entries: Iterable[Mapping[str, Any]], title: str = "", captures: Sequence[Mapping[str, Any]] = ()) -> Case:
    """The entries counted, as of now."""
    made = datetime.now(UTC).isoformat(timespec="seconds")
    return build_case(entries, title=title, captures=captures, made=made)


def html(made: Case, lang: str, policy: Policy | None = None, findings: Sequence[Finding] = (), as_of: str = "") -> str:
    names, titles = kind_names(lang), rule_titles(policy, lang)
    return page(made, lang, kind_names=names, rule_titles=titles, findings=findings, as_of=as_of)
