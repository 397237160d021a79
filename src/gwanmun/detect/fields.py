"""Fields: the whole value of a leaf whose key names its kind (device model, advertising id, password, SSID …)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gwanmun.detect.here import Candidate, Here, key_of
from gwanmun.detect.rules import Rule, weigh

_LONGEST, _LONGEST_DEVICE = 4096, 200
_DEVICE = re.compile(
    r"iPhone ?\d*,?\d*.*|iPad.*|Watch\d+,\d|SM-[A-Z]\w+.*|Galaxy.*|Pixel.*|LM-\w+|Redmi.*|Mi \w+.*|M\d{4}\w+"
    r"|HUAWEI.*|[A-Z]{3}-[A-Z]{2}\d\d|\d{3,4} ?[xX*×] ?\d{3,4}|arm64(?:-v8a)?|armeabi.*|SKT|KT|LG ?U\+|4500[2568]"
    r"|(?:Android|iOS|iPadOS|Windows|macOS|HarmonyOS) ?[\d.]+"
)
_LANGUAGE_MODEL = re.compile(
    r"(?i)(?:gpt|o\d|claude|deepseek|qwen|llama|gemini|gemma|glm|hunyuan|doubao|ernie|solar|hcx|hyperclova|exaone|kimi"
    r"|mi[sx]tral|grok|phi|command|whisper|dall|text-|[a-z]+/)"
)
_OF_DEVICES = frozenset({"device.id", "device.ad_id", "device.mac", "device.imei", "device.imsi"})
_HEADER = "request.header:"


class Fields:
    """The forms of kind `via = "value"`, by kind."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules: dict[str, list[Rule]] = {}
        for rule in rules:
            if rule.form.via == "value":
                self._rules.setdefault(rule.kind.id, []).append(rule)

    def read(self, here: Here) -> Iterator[Candidate]:
        """The leaf's whole value as each kind that its key names."""
        value = here.text.strip()
        if not value or len(value) > _LONGEST:
            return
        start = here.text.index(value)
        for kind in here.meaning.kinds:
            for rule in self._rules.get(kind, ()):
                if rule.regex.fullmatch(value) and (kind != "device.info" or _describes_device(here, rule, value)):
                    candidate = weigh(rule, here, start, start + len(value))
                    if candidate is not None:
                        yield candidate
                        break


def _describes_device(here: Here, rule: Rule, value: str) -> bool:
    """`model` may be a language model and `brand` a shoe: a strong key, a device-like value or company decides."""
    if here.leaf.part.startswith(_HEADER) or len(value) > _LONGEST_DEVICE:
        return False
    strong, word = rule.kind.words["strong"], here.meaning.word
    if word in strong or _DEVICE.fullmatch(value):
        return True
    if word in rule.kind.words["shape"] or _LANGUAGE_MODEL.match(value):
        return False
    beside = (here.meanings.of(key_of(sibling)) for sibling in here.siblings())
    return any(meaning.word in strong or not _OF_DEVICES.isdisjoint(meaning.kinds) for meaning in beside)
