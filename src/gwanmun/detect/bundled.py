"""The finders that need knowledge only; `finders` has those that an organisation brings."""

from __future__ import annotations

from collections.abc import Sequence

from gwanmun.detect.behaviour import GROUP as BEHAVIOUR
from gwanmun.detect.behaviour import BehaviourFinder
from gwanmun.detect.code_blocks import KIND as CODE
from gwanmun.detect.code_blocks import CodeFinder
from gwanmun.detect.finder import Finder
from gwanmun.detect.media import MediaFinder
from gwanmun.knowledge.kinds import Kind


def bundled(kinds: Sequence[Kind]) -> tuple[Finder, ...]:
    """Behaviour, source code and files, as far as their kinds are wanted."""
    code = any(kind.id == CODE for kind in kinds)
    behaviour = any(kind.id.startswith(BEHAVIOUR) for kind in kinds)
    return (
        *((BehaviourFinder(kinds),) if behaviour else ()),
        *((CodeFinder(),) if code else ()),
        MediaFinder(frozenset(kind.id for kind in kinds)),
    )
