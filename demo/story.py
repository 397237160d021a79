"""The words of the demo, in Korean and English."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "start": (
        "관문이 {gate}에서 시작했습니다. 서비스는 모두 이 컴퓨터 안의 모조품이며, 밖으로 나가는 것은 없습니다.",
        "The gate listens on {gate}. All services are fakes on this machine; nothing leaves it.",
    ),
    "refused": (
        "  보낸 사람: 차단 안내를 받았습니다 ({status}).",
        "  The sender sees a refusal that says why ({status}).",
    ),
    "restored": (
        "  보낸 사람: 답을 받았고, 가명은 원래 이름과 번호로 되돌려졌습니다 ({status}).",
        "  The sender gets the answer, with the real name and number put back ({status}).",
    ),
    "passed": ("  보낸 사람: 답을 받았습니다 ({status}).", "  The sender gets the answer ({status})."),
    "verify": ("\n■ 원장 검증", "\n■ Verifying the ledger"),
    "end": (
        "\n보고서: {report}\n원장: {ledger} (살펴보기: .venv/bin/gwanmun ledger list --state {ledger})",
        "\nReport: {report}\nLedger: {ledger} (look: .venv/bin/gwanmun ledger list --state {ledger})",
    ),
}


def told(key: str, lang: str, **values: object) -> str:
    """One sentence of the demo, its places filled."""
    return WORDS[key][lang == "en"].format(**values)
