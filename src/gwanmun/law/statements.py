"""What a privacy policy must say (P-01 to P-27): present, vague or missing, and which statements the case calls for.

Nothing is concluded from the absence of words in a text that could not be read. Korean law applies because people in
Korea are served; a rule file says which condition makes its statement necessary (`params.when`) and which promise shows
it too (`params.promise`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from gwanmun.knowledge.law import Rule
from gwanmun.law.case import Held, LawCase
from gwanmun.law.flows import HOME
from gwanmun.transfer import Finding, Promise, Promised, Status

TRACKING = frozenset({"analytics", "ads", "sdk"})
DEVICES = frozenset({"iot", "car"})


def check(case: LawCase) -> Iterator[Finding]:
    if not case.policies.read:
        yield from _unreadable(case)
        return
    for rule in case.rules.values():
        if "when" in rule.params and WHEN[rule.params["when"]](case):
            yield from _stated(case, rule)
    yield from _languages(case)


def _unreadable(case: LawCase) -> Iterator[Finding]:
    for policy in case.policies.unread:
        held = Held(evidence=(f"{policy.document}:0-{len(policy.text)}",), confidence=0.9)
        yield from case.find("P-24", "N/A", held, document=policy.name, why=policy.why)


def _stated(case: LawCase, rule: Rule) -> Iterator[Finding]:
    promised: Promised | None = rule.params.get("promise")
    found = case.policies.statements(rule.id) or (tuple(case.policies.of(promised)) if promised else ())
    if present := [promise for promise in found if promise.status != "vague"]:
        yield from case.find(rule.id, "OK", _held(present))
    elif found:
        yield from case.find(rule.id, "VAGUE", _held(list(found)))
    elif case.policies.whole:
        yield from case.find(rule.id, rule.status, Held(evidence=case.policies.places(), confidence=0.8))


def _held(promises: list[Promise]) -> Held:
    return Held(quotes=tuple(promise.quote for promise in promises[:4]), confidence=0.85)


def _languages(case: LawCase) -> Iterator[Finding]:
    """P-23: a service for people in Korea has its policy in Korean."""
    if not case.policies.languages or case.facts.get("controller", "korea") is False:
        return
    status: Status = "OK" if "ko" in case.policies.languages else "GAP"
    if status == "OK" or case.policies.whole:
        quotes = tuple(promise.quote for promise in case.policies.of("language"))[:4]
        held = Held(evidence=case.policies.places(), quotes=quotes, confidence=0.9)
        yield from case.find("P-23", status, held, languages=", ".join(sorted(case.policies.languages)))


def _always(case: LawCase) -> bool:
    return True


def _third_party(case: LawCase) -> bool:
    """Provision that the policy itself, a consent screen or a register of recipients speaks of."""
    screens = any(row.values.get("purpose") == "third-party" for row in case.facts.rows("consent"))
    return screens or any(case.policies.of("third-party"))


def _processor(case: LawCase) -> bool:
    return any("processor" in flow.roles and flow.kinds for flow in case.third_parties)


def _tracker(case: LawCase) -> bool:
    return any(flow.categories & TRACKING for flow in case.third_parties)


def _transfer(case: LawCase) -> bool:
    return any(flow.abroad and flow.kinds and not flow.carrier for flow in case.third_parties)


def _foreign_controller(case: LawCase) -> bool:
    return any(flow.country not in ("", HOME) and flow.kinds for flow in case.owned)


def _agent(case: LawCase) -> bool:
    return case.facts.get("agent", "designated") is True


def _ai(case: LawCase) -> bool:
    return any("ai" in flow.categories for flow in case.owned)


def _device(case: LawCase) -> bool:
    return bool(case.facts.get("device", "on_device_only"))


def _additional_use(case: LawCase) -> bool:
    return bool(case.facts.get("assessment", "additional_use_continual"))


def _automated(case: LawCase) -> bool:
    return bool(case.facts.get("rights", "automated_decisions"))


def _camera(case: LawCase) -> bool:
    return bool(case.facts.get("camera", "operated"))


def _sensitive_public(case: LawCase) -> bool:
    return bool(case.facts.get("sharing", "sensitive_may_become_public"))


def _pseudonymised(case: LawCase) -> bool:
    return bool(case.facts.rows("pseudonymised"))


def _ai_development(case: LawCase) -> bool:
    return bool(case.facts.get("ai", "development_exception"))


def _without_consent(case: LawCase) -> bool:
    return bool(case.facts.get("controller", "items_without_consent"))


WHEN: Mapping[str, Callable[[LawCase], bool]] = {
    "always": _always,
    "third-party": _third_party,
    "processor": _processor,
    "tracker": _tracker,
    "transfer": _transfer,
    "foreign-controller": _foreign_controller,
    "agent": _agent,
    "ai": _ai,
    "on-device": _device,
    "additional-use": _additional_use,
    "automated": _automated,
    "camera": _camera,
    "sensitive-public": _sensitive_public,
    "pseudonymised": _pseudonymised,
    "ai-development": _ai_development,
    "without-consent": _without_consent,
}
"""Conditions under which a statement is called for."""
