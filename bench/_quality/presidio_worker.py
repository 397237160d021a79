"""The peer's side: presidio-analyzer in its own environment, asked by JSON lines on standard input.

Regex recognisers only, as its default install has them, on a blank spaCy `ko`: all Korean ones enabled, phones with
region KR first. It imports nothing of Gwanmun, so that the two never share an interpreter.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from typing import Any

import spacy  # type: ignore[import-not-found, unused-ignore]
from presidio_analyzer import AnalyzerEngine, RecognizerRegistry  # type: ignore[import-not-found, unused-ignore]
from presidio_analyzer import predefined_recognizers as ready  # type: ignore[import-not-found, unused-ignore]
from presidio_analyzer.nlp_engine import SpacyNlpEngine  # type: ignore[import-not-found, unused-ignore]

LANGUAGE = "ko"
TOKENIZER = {
    "nlp": {"tokenizer": {"@tokenizers": "spacy.Tokenizer.v1"}}
}  # the default one needs mecab, a system package
PLAIN = ("Email", "CreditCard", "Ip", "MacAddress", "Iban", "Crypto", "Url", "Date")
KOREAN = ("KrRrn", "KrFrn", "KrBrn", "KrDriverLicense", "KrPassport")


def engine() -> Any:
    registry = RecognizerRegistry(supported_languages=[LANGUAGE])
    for name in (*PLAIN, *KOREAN):
        registry.add_recognizer(getattr(ready, f"{name}Recognizer")(supported_language=LANGUAGE))
    registry.add_recognizer(ready.PhoneRecognizer(supported_language=LANGUAGE, supported_regions=("KR", "US", "GB")))
    nlp = SpacyNlpEngine()
    nlp.nlp = {LANGUAGE: spacy.blank(LANGUAGE, config=TOKENIZER)}
    return AnalyzerEngine(registry=registry, nlp_engine=nlp, supported_languages=[LANGUAGE])


def main() -> None:
    logging.disable(logging.CRITICAL)
    analyzer = engine()

    def analyse(text: str, key: str = "") -> list[list[Any]]:
        found = analyzer.analyze(text, language=LANGUAGE, context=[key] if key else None)
        return [[each.entity_type, each.start, each.end, each.score] for each in found]

    for line in sys.stdin:
        asked = json.loads(line)
        began = time.process_time()
        found = [analyse(*each) for each in asked["texts"]]
        spent = time.process_time() - began
        print(json.dumps({"seconds": spent, "found": found if asked["answer"] else len(found)}), flush=True)


if __name__ == "__main__":
    main()
