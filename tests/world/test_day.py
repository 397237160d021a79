"""The working day under the `default` policy: judged as the day says, and through a live gate nothing raw gets out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from gwanmun.capture.read import read
from gwanmun.gate.authority import Authority
from gwanmun.transfer import Action, Record
from tests.world.day import DAY, Step
from tests.world.origin import World, world
from tests.world.replay import Answer, judge, replay

NAMES = [step.name for step in DAY]
STOPPED: tuple[Action, ...] = ("pseudonymise", "redact", "block")


@pytest.mark.parametrize("step", DAY, ids=NAMES)
def test_each_step_is_judged_as_the_day_says(step: Step) -> None:
    judgement = judge("default")(step.exchange())
    kinds = judgement.transfer.kinds()
    assert [kind for kind, count in step.kinds if kinds.get(kind, 0) < count] == []
    assert judgement.verdict.action == step.action
    assert judgement.transfer.unreadable == ()


@pytest.mark.parametrize("step", DAY, ids=NAMES)
def test_under_observe_nothing_is_held_up(step: Step) -> None:
    assert judge("observe")(step.exchange()).verdict.action == "allow"


class Lived:
    """The day once through a live gate."""

    def __init__(self, origin: World, answers: list[Answer], records: list[Record]) -> None:
        self.origin = origin
        self.answers = dict(zip(NAMES, answers, strict=True))
        self.records = dict(zip(NAMES, records, strict=True))


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    authority = Authority.open(tmp_path_factory.mktemp("gate"))
    with world() as origin:
        answers, records = replay([step.exchange() for step in DAY], "default", origin, authority)
        yield Lived(origin, answers, records)


@pytest.mark.parametrize("step", DAY, ids=NAMES)
def test_what_was_done_is_what_was_decided(step: Step, lived: Lived) -> None:
    done = {"block": "refused", "pseudonymise": "rewritten", "redact": "rewritten"}.get(step.action, "forwarded")
    assert lived.records[step.name].outcome.done == done
    assert (lived.answers[step.name].status == 200) is (step.action != "block")


@pytest.mark.parametrize("step", [step for step in DAY if step.action in STOPPED], ids=lambda step: step.name)
def test_no_raw_value_reaches_the_origin(step: Step, lived: Lived) -> None:
    assert step.raw
    for value in step.raw:
        holders = [request for request in lived.origin.holding(value) if request.host == step.host]
        assert holders == []


def test_what_is_allowed_arrives_unchanged(lived: Lived) -> None:
    for step in DAY:
        if step.action in {"allow", "warn"}:
            arrived = lived.origin.at(step.host)[-1]
            assert (arrived.method, arrived.target, arrived.body) == (step.method, step.target, step.body)


@pytest.mark.parametrize("step", [step for step in DAY if step.restored], ids=lambda step: step.name)
def test_the_answer_brings_the_values_back(step: Step, lived: Lived) -> None:
    answer = lived.answers[step.name]
    assert answer.media.startswith("text/event-stream")
    events = [line.removeprefix("data: ") for line in answer.text.split("\n") if line.startswith("data: {")]
    told = "".join(json.loads(event)["choices"][0]["delta"].get("content", "") for event in events)
    assert all(value in told for value in step.restored)
    assert "GW_" not in told


def test_a_refusal_says_in_both_languages_that_and_why(lived: Lived) -> None:
    """The page asked with fetch, so it is JSON; it names rule and recipient and shows masks only."""
    refused = json.loads(lived.answers["customer-list"].text)
    assert refused["error"]["message"].startswith("Blocked by the policy of your organisation")
    assert "차단" in refused["gwanmun"]["message_ko"]
    assert refused["gwanmun"]["rule"] == "people-list-to-ai"
    assert (refused["gwanmun"]["recipient"], refused["gwanmun"]["country"]) == ("DeepSeek", "CN")


def test_no_record_holds_a_raw_value(lived: Lived) -> None:
    for step in DAY:
        written = repr(lived.records[step.name])
        assert [value for value in step.raw if value in written] == []


def test_the_recorded_day_is_this_day() -> None:
    """`tests/fixtures/day.jsonl` is the day as a recording; it is written again when the day changes."""
    recorded = read(Path(__file__).parents[1] / "fixtures" / "day.jsonl").exchanges
    assert [exchange.request for exchange in recorded] == [step.request() for step in DAY]
