"""The lexicon of Korean names: surnames, syllables of given names, honorifics, particles, and nouns that look alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

Words = Mapping[str, tuple[str, ...]]
Strength = Literal["known", "likely", "single", "weak", ""]
"""How much a given name looks like one: listed, of frequent syllables, one syllable, of possible syllables, not."""

_FINALS, _FIRST_SYLLABLE, _RIEUL = 28, 0xAC00, 8
_AFTER_CONSONANT, _AFTER_VOWEL = frozenset("이은을과으아"), frozenset("가는를와랑야예였")
_AMBIGUOUS_ENDS = frozenset("이은을의과")
_VERB_ENDS = frozenset("해하한할함했된돼되될게히")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Word sets of `person.name.toml` and the patterns built from them.

    `prose` finds a name at the start of a word; what follows it is the last group that matched: `title`, `aside`
    (sex, age, birth or another script in brackets), `contact` (a phone or registration number, a mailbox) or
    `particle`. `labelled` reads a name at a position right behind a label, `alone` a text that is nothing but a name
    and perhaps a title.
    """

    prose: re.Pattern[str]
    labelled: re.Pattern[str]
    alone: re.Pattern[str]
    common: frozenset[str]
    double: frozenset[str]
    given: Mapping[str, Strength]
    first: Mapping[str, Strength]
    second: Mapping[str, Strength]
    nouns: frozenset[str]
    titles: frozenset[str]
    particles: frozenset[str]
    roles: frozenset[str]
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

    def is_noun(self, name: str, rest: str = "") -> bool:
        """Whether the word is a common noun, a surname with a title, or a short noun with a particle or ending on."""
        if name in self.nouns or name[1:] in self.titles or (len(name) > 3 and name[:3] in self.nouns):
            return True
        grown = len(name) == 3 and name[:2] in self.nouns
        return grown and (name[2] in _VERB_ENDS or name[2:] + rest in self.particles)

    def ends_as_noun(self, name: str) -> bool:
        """Whether the last syllable is one that makes nouns (-명 -자 -량 …) and the given name is not a listed one."""
        return name[-1] in self.noun_ends and self.strength(self.split(name)[1]) != "known"

    def shortened(self, name: str) -> str:
        """`김훈` for `김훈이` and `김훈은`: the short name where the last syllable is rather a particle."""
        short = name[:-1]
        surname, given = self.split(short)
        if len(name) != 3 or name[-1] not in _AMBIGUOUS_ENDS or self.strength(name[1:]) == "known":
            return name
        return short if surname in self.common and given in self.given and agrees(short, name[-1]) else name

    def is_role(self, word: str) -> bool:
        """Whether `word` is, ends with, or is with a particle, a word for the part that a person plays."""
        bare = word[:-1] if word[-1] in "은는이가의인로" and len(word) > 2 else word
        return any(it in self.roles or it[-3:] in self.roles or it[-2:] in self.roles for it in (word, bare))


def agrees(name: str, particle: str) -> bool:
    """Whether the particle fits the last sound: 이 은 을 과 follow a consonant, 가 는 를 와 a vowel."""
    final = (ord(name[-1]) - _FIRST_SYLLABLE) % _FINALS
    if particle[:1] in _AFTER_CONSONANT:
        return final != 0 and (particle[0] != "으" or final != _RIEUL)
    return final == 0 if particle[:1] in _AFTER_VOWEL and particle != "이가" else True


def lexicon(words: Words) -> Lexicon:
    """Build the patterns from the lists of `person.name.toml`."""
    first, second = _tiers(words, "first"), _tiers(words, "second")
    given: dict[str, Strength] = {**dict.fromkeys(words["single_given"], "single")}
    given |= dict.fromkeys((*words["known_given"], *words["long_given"]), "known")
    syllables = f"[{''.join(sorted(first))}][{''.join(sorted(second))}]"
    one = f"[{''.join(sorted(each for each in given if len(each) == 1))}]"
    any_name = _name(words, ("surnames", "rare_surnames"), f"(?:{_either(words['long_given'])}|[가-힣]{{1,2}})", "")
    likely = _name(words, ("surnames",), f"(?:{syllables}|{one})", "(?<![가-힣A-Za-z0-9_].)")
    return Lexicon(
        prose=_prose(words, likely),
        labelled=_labelled(words, any_name),
        alone=re.compile(rf"(?P<name>{any_name})(?: ?(?:{_either(words['honorifics'])}))?"),
        common=frozenset((*words["common_surnames"], *words["double_surnames"])),
        double=frozenset(words["double_surnames"]),
        given=given,
        first=first,
        second=second,
        nouns=frozenset((*words["nouns"], *words["short_nouns"], *words["roles"], *words["honorifics"])),
        titles=frozenset(each for each in words["honorifics"] if len(each) > 1),
        particles=frozenset(words["particles"]),
        roles=frozenset(words["roles"]),
        noun_ends=frozenset(words["noun_ends"]),
        soft_ends=frozenset((*words["noun_ends"], *words["soft_ends"])),
        personal=frozenset(words["personal"]),
    )


def _tiers(words: Words, place: str) -> dict[str, Strength]:
    """Syllables of given names in one place: frequent ones, and those of listed and of rarer names."""
    at = 0 if place == "first" else -1
    weak = (*words[f"weak_{place}"], *(given[at] for given in words["known_given"]))
    tiers: dict[str, Strength] = {**dict.fromkeys(weak, "weak")}
    return tiers | dict.fromkeys(words[f"given_{place}"], "likely")


def _name(words: Words, surnames: tuple[str, ...], given: str, guard: str) -> str:
    """Surname, guard, given name. It begins with one character class, so that `re` skips to surnames at speed; each
    alternative begins with a character, so that most are passed over by that alone."""
    doubles = "|".join(f"{double[1]}(?<={double})" for double in words["double_surnames"])
    single = (surname for which in surnames for surname in words[which])
    first = "".join(sorted({*single, *(double[0] for double in words["double_surnames"])}))
    return f"[{first}]{guard}(?:(?:{doubles}){given}|(?<![독]){given})"


def _prose(words: Words, name: str) -> re.Pattern[str]:
    particle = f"(?:{_either(words['particles'])})(?![가-힣])"
    title = rf" ?(?:{_either(words['honorifics'])})(?:들?{particle}|(?![가-힣]))"
    aside = r"\s?\((?:남|여|만 ?\d|\d{1,3}세|\d{2}년|(?:19|20)\d\d|본인|서명|인\)|[A-Z][A-Za-z]+ [A-Z]|[一-鿿]{2})"
    contact = r"[\s,/|·(:]{1,3}(?:본인 )?(?:01\d[-. ]?\d{3,4}|\d{6}-[1-8]|[\w.+-]{1,64}@)"
    follows = "".join(sorted({word[0] for word in (*words["particles"], *words["honorifics"])}))
    return re.compile(
        rf"(?P<name>{name})(?=[{follows}]|[^가-힣]|\Z)(?:(?=(?P<title>{title}))|(?=(?P<aside>{aside}))|(?=(?P<contact>{contact}))"
        rf"|(?=(?P<particle>{particle}))|(?![가-힣]))"
    )


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
