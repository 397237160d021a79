"""The lexicon of Korean names: surnames, syllables of given names, honorifics, particles, and words that look alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Literal

Words = Mapping[str, tuple[str, ...]]
Strength = Literal["known", "typical", "likely", "single", "weak", ""]
"""How much a given name looks like one: listed, of syllables that one generation put together, of frequent syllables,
one syllable, of possible syllables, not."""

Doubt = Literal["", "open", "noun", "grown"]
"""What else a name may be: `open`, a word or a word with an ending that happens to look just like one; `noun`, a short
noun with something attached; `grown`, such a noun with its subject, object or place particle."""

_FINALS, _FIRST_SYLLABLE, _RIEUL = 28, 0xAC00, 8
_AFTER_CONSONANT, _AFTER_VOWEL = frozenset("이은을과으아"), frozenset("가는를와랑야예였")
AMBIGUOUS_ENDS = frozenset("이은을의과")
_VERB_ENDS = frozenset("해하한할함했된돼되될됐게히들님및")
_ENDINGS = frozenset("지기라자서니면던다려러란인임일든용시중적길죠냐네요대며고")
_DERIVES = frozenset("인임일든용시중적화라란")
_VERB_TAILS = frozenset(("는", "고", "며", "면", "여", "나", "도", "야", "서", "라"))
CLEAR: frozenset[Strength] = frozenset({"known", "typical"})
_PARTICLE_ENDS = frozenset("이은을의도가만나라로와과는를에야랑리")
_CASE_ENDS = frozenset("이가을를는의와과로에")
_CONVERBS = frozenset("진온준서선")
_SUFFIXES = frozenset("자별제")
_LONGEST_TITLE = 6


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Word sets of `person.name.toml` and `words/names.toml`, and the patterns that read announced names.

    `labelled` reads a name at a position right behind a label, `alone` a text that is nothing but a name and perhaps a
    title.
    """

    labelled: re.Pattern[str]
    alone: re.Pattern[str]
    surnames: frozenset[str]
    common: frozenset[str]
    double: frozenset[str]
    given: Mapping[str, Strength]
    first: Mapping[str, Strength]
    second: Mapping[str, Strength]
    two: frozenset[str]
    stems: frozenset[str]
    nouns: frozenset[str]
    heads: frozenset[str]
    alike: frozenset[str]
    titles: frozenset[str]
    honorifics: frozenset[str]
    particles: frozenset[str]
    tails: frozenset[str]
    roles: frozenset[str]
    acts: frozenset[str]
    noun_ends: frozenset[str]
    soft_ends: frozenset[str]
    personal: frozenset[str]

    def split(self, name: str) -> tuple[str, str]:
        """Surname and given name; a two-syllable surname only where a given name is left."""
        cut = 2 if len(name) > 2 and name[:2] in self.double else 1
        return name[:cut], name[cut:]

    def strength(self, given: str) -> Strength:
        """How much `given` looks like a given name, by its syllables in their places."""
        found = self.given.get(given)
        if found is not None or len(given) != 2:
            return found or ""
        first, second = self.first.get(given[0], ""), self.second.get(given[1], "")
        return "" if not first or not second else "likely" if first == second == "likely" else "weak"

    def is_noun(self, name: str) -> bool:
        """Whether the word is a common noun, a surname with a title, or a short word with an ending or particle on."""
        if name in self.nouns or name in self.two:
            return True
        return self.inflected(name, "", self.strength(name[1:]))

    def inflected(self, name: str, tail: str, strength: Strength) -> bool:
        """Whether the name is a surname with a title, or begins with a noun or stem that goes on."""
        if len(name) == 3 and name[:2] in self.two:
            return name[1:] in self.titles or self._grown(name, tail, strength)
        return name[1:] in self.titles or (len(name) > 3 and name[:3] in self.nouns)

    def _grown(self, name: str, tail: str, strength: Strength) -> bool:
        """Whether the third syllable inflects the word that the first two are; a listed given name needs more."""
        known = strength in CLEAR
        if name[2] in _VERB_ENDS:
            return not known or tail in _VERB_TAILS
        if name[:2] in self.stems and name[2] in _ENDINGS:
            return strength != "known"
        return not known and (name[2] in _ENDINGS or name[2] + tail in self.particles)

    def doubt(self, name: str, tail: str, strength: Strength) -> Doubt:
        """Which other reading the name has: a short word with a particle (`정지` and `은`), a given name that is a
        common noun behind a syllable that is no surname here (`신` and `기술`), a word made of the same syllables."""
        if len(name) == 3 and name[:2] in self.heads and name[:2] not in self.double:
            if name[2] in _CASE_ENDS and name[2] + tail in self.particles and agrees(name[:2], name[2]):
                return "grown"
            if name[:2] in self.two and self._may_grow(name, tail):
                return "noun"
            if name[2] in _SUFFIXES and strength != "known":
                return "noun"
        given = self.split(name)[1]
        if given in self.two and strength not in CLEAR:
            return "noun"
        return "open" if self._is_open(name, strength) else ""

    def _is_open(self, name: str, strength: Strength) -> bool:
        """Whether the name ends as nouns with particles, place names and verbs do, repeats itself, or is listed among
        the words that look like a name; a given name that is listed is believed but where the noun is known, too."""
        if name in self.alike or name[1:2] == name[2:3]:
            return True
        if name[-1] in _PARTICLE_ENDS:
            return strength != "known" or name[-1] == "이" or name[:2] in self.heads
        return name[1] == "해" and name[2:] in _CONVERBS

    def _may_grow(self, name: str, tail: str) -> bool:
        return name[2] + tail in self.particles or name[2] in _VERB_ENDS or name[2] in _DERIVES

    def ends_as_noun(self, name: str) -> bool:
        """Whether the last syllable is one that makes nouns (-명 -자 -량 …) and the given name is not a listed one."""
        return name[-1] in self.noun_ends and self.strength(self.split(name)[1]) not in CLEAR

    def shortened(self, name: str) -> str:
        """`김훈` for `김훈이` and `김훈은`: the short name where the last syllable is rather a particle."""
        short = name[:-1]
        surname, given = self.split(short)
        if len(name) != 3 or name[-1] not in AMBIGUOUS_ENDS or self.strength(name[1:]) == "known":
            return name
        return short if surname in self.common and given in self.given and agrees(short, name[-1]) else name

    def is_title(self, word: str) -> bool:
        """Whether the word begins with an honorific or title and goes on with nothing, a plural or a particle."""
        for size in range(min(len(word), _LONGEST_TITLE), 0, -1):
            if word[:size] in self.honorifics:
                rest = word[size:]
                return (
                    not rest
                    or rest in self.particles
                    or (rest[0] == "들" and (rest[1:] in self.particles or len(rest) == 1))
                )
        return False


def agrees(name: str, particle: str) -> bool:
    """Whether the particle fits the last sound: 이 은 을 과 follow a consonant, 가 는 를 와 a vowel."""
    final = (ord(name[-1]) - _FIRST_SYLLABLE) % _FINALS
    if particle[:1] in _AFTER_CONSONANT:
        return final != 0 and (particle[0] != "으" or final != _RIEUL)
    return final == 0 if particle[:1] in _AFTER_VOWEL and particle != "이가" else True


def lexicon(words: Words, alike: Words) -> Lexicon:
    """Build it from the lists of `person.name.toml` and, for the words that look alike, of `words/names.toml`."""
    two = _short(alike["two"])
    any_name = _name(words, f"(?:{_either(words['long_given'])}|[가-힣]{{1,2}})")
    return Lexicon(
        labelled=_labelled(words, any_name),
        alone=re.compile(rf"(?P<name>{any_name})(?: ?(?:{_either(words['honorifics'])}))?"),
        surnames=frozenset(words["surnames"]),
        common=frozenset((*words["common_surnames"], *words["double_surnames"])),
        double=frozenset(words["double_surnames"]),
        given=_given(words),
        first=_tiers(words, "first"),
        second=_tiers(words, "second"),
        two=two | frozenset(alike["stems"]),
        stems=frozenset(alike["stems"]),
        nouns=frozenset((*alike["long"], *words["roles"], *words["honorifics"])),
        heads=two | _short(alike["heads"]) | frozenset(alike["stems"]),
        alike=_short(alike["alike"]),
        titles=frozenset(each for each in words["honorifics"] if len(each) > 1),
        honorifics=frozenset(words["honorifics"]),
        particles=frozenset(words["particles"]),
        tails=frozenset((*words["particles"], *words["tails"])),
        roles=frozenset(words["roles"]),
        acts=frozenset(words["acts"]),
        noun_ends=frozenset(words["noun_ends"]),
        soft_ends=frozenset((*words["noun_ends"], *words["soft_ends"])),
        personal=frozenset(words["personal"]),
    )


def _short(rows: Iterable[str]) -> frozenset[str]:
    """Words from rows of a first part, a blank, and every syllable that goes on from it."""
    return frozenset(head + last for head, _, rest in (row.partition(" ") for row in rows) for last in rest)


def _given(words: Words) -> dict[str, Strength]:
    given: dict[str, Strength] = {}
    for row in words["typical"]:
        firsts, _, seconds = row.partition("|")
        given |= dict.fromkeys(map("".join, product(firsts, seconds)), "typical")
    given |= dict.fromkeys(words["single_given"], "single")
    return given | dict.fromkeys((*words["known_given"], *words["long_given"]), "known")


def _tiers(words: Words, place: str) -> dict[str, Strength]:
    """Syllables of given names in one place: frequent ones, and those of listed and of rarer names."""
    at = 0 if place == "first" else -1
    typical = (syllable for row in words["typical"] for syllable in row.split("|")[at])
    weak = (*words[f"weak_{place}"], *typical, *(given[at] for given in words["known_given"]))
    tiers: dict[str, Strength] = {**dict.fromkeys(weak, "weak")}
    return tiers | dict.fromkeys(words[f"given_{place}"], "likely")


def _name(words: Words, given: str) -> str:
    """Surname, then given name; each alternative begins with a character, so that most are passed over by that."""
    doubles = "|".join(f"{double[1]}(?<={double})" for double in words["double_surnames"])
    single = (*words["surnames"], *words["rare_surnames"])
    first = "".join(sorted({*single, *(double[0] for double in words["double_surnames"])}))
    return f"[{first}](?:(?:{doubles}){given}|(?<![독]){given})"


def _labelled(words: Words, name: str) -> re.Pattern[str]:
    particle = f"(?:{_either((*words['particles'], *words['spoken']))})(?![가-힣])"
    title = rf" ?(?:{_either(words['honorifics'])})(?:{particle}|(?![가-힣]))"
    sign = r"(?:은|는|이|가)?[ \t]{0,2}[:：=|\-)\]>→】」]*[\s\"'\[(]{0,3}"
    spaced = r"[가-힣] [가-힣] [가-힣](?![가-힣])"
    following = f"(?:{_either(words['next_labels'])})"
    return re.compile(
        rf"(?P<sign>{sign})(?P<name>{spaced}|{name}(?:(?={title})|(?={particle})|(?={following})|(?![가-힣])))"
    )


def _either(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))
