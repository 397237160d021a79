"""The nouns, in flow order: Exchange -> Sighting and Recipient -> Transfer -> Verdict -> Judgement -> Record.
Promise and Finding stand beside the flow: what a policy says, and what follows from both.

Every value is frozen and no stage changes another's. The type tells the stage that was reached: what was
not judged is not a `Judgement` and cannot be written to the ledger. This module imports nothing of ours.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def noun(cls: type[T]) -> type[T]:
    """A frozen value with slots. It is mypy that keeps it frozen: `dataclass(frozen=True)` makes a value six times as
    slowly (0.6 against 3.6 µs for 14 fields), and each request makes a dozen."""
    return dataclass(slots=True, unsafe_hash=True)(cls)


Headers = tuple[tuple[str, str], ...]
"""Header fields in wire order, names in lower case (RFC 9110 section 5.1: names are case-insensitive)."""

Seen = Literal["full", "head", "name"]
"""How much of an exchange was readable: all of it, its request head only, or no more than the peer's name."""

Action = Literal["allow", "warn", "pseudonymise", "redact", "block"]
ACTIONS: tuple[Action, ...] = ("allow", "warn", "pseudonymise", "redact", "block")
"""Mildest to strictest. The strictest matching rule wins."""

Done = Literal["forwarded", "rewritten", "refused", "cut", "failed", "passed-through", "read"]
"""What was actually done: `cut` is a stream stopped on its way, `failed` an origin that could not be reached
or died, `passed-through` bytes relayed without a look inside, `read` an exchange from a capture."""


def strictness(action: Action) -> int:
    """Rank of an action: 0 for `allow` up to 4 for `block`."""
    return ACTIONS.index(action)


@noun
class Origin:
    """Who sent it, as far as is known; `identified_by` names the evidence (`proxy-auth`, `address`, …)."""

    user: str | None = None
    unit: str | None = None
    app: str | None = None
    device: str | None = None
    address: str | None = None
    identified_by: str | None = None


@noun
class Endpoint:
    """Where it went: the name asked for, the TCP or UDP port, the address reached, the TLS server name.

    `named_by` is the evidence for `host` where the message itself did not name it: `sni`, `quic-sni`, `http-host`,
    `connect`, `dns`, `certificate`, `log`; "" when the request did.
    """

    host: str | None
    port: int
    scheme: str = "https"
    ip: str | None = None
    sni: str | None = None
    named_by: str = ""


@noun
class Volume:
    """How much crossed on the connection that an exchange stands for: payload bytes from the device (`up`) and to it
    (`down`), each -1 where the capture counts the other way only, packets both ways (0: not known), and its length in
    seconds."""

    up: int
    down: int
    packets: int = 0
    seconds: float = 0.0


@noun
class Request:
    """An HTTP request as it left; `target` is the origin-form (path and query), `body` as on the wire,
    content coding still applied, transfer coding removed."""

    method: str
    target: str
    headers: Headers
    body: bytes = b""
    version: str = "1.1"

    def header(self, name: str) -> str | None:
        return first(self.headers, name)


@noun
class Response:
    """An HTTP response as it came back; `body` as on the wire, transfer coding removed."""

    status: int
    headers: Headers
    body: bytes = b""
    reason: str = ""
    version: str = "1.1"

    def header(self, name: str) -> str | None:
        return first(self.headers, name)


def first(headers: Headers, name: str) -> str | None:
    """The first value of the header field `name` (given in lower case), or None."""
    for key, value in headers:
        if key == name:
            return value
    return None


@noun
class Provenance:
    """Where an exchange was read: a capture file (its SHA-256) and the entry in it, or a gate's node name."""

    source: Literal["capture", "gate"]
    name: str
    entry: str = ""


@noun
class Exchange:
    """One message that left and what came back. It holds raw bytes and no decision.

    `at` is seconds since 1970-01-01 UTC, `opaque` says why `seen` is not `full`. `volume` is there where the
    capture counts bytes of a connection and not only messages (packets, flow logs).
    """

    id: str
    at: float
    origin: Origin
    endpoint: Endpoint
    provenance: Provenance
    request: Request | None = None
    response: Response | None = None
    seen: Seen = "full"
    opaque: str = ""
    volume: Volume | None = None


@noun
class Sighting:
    """One piece of data seen. It never holds the raw value: `mask` shows its shape, `fingerprint` is a keyed hash.

    `part` is where it stood (`request.body`, `request.target`, `request.header:cookie`, `text`), `path` how
    that part was opened (`json:$.messages[0].content`), `start` and `end` the code points it covers in the
    text found there; the end is exclusive. `confidence` is between 0 and 1, `reasons` say what it rests on.
    """

    kind: str
    part: str
    path: str
    start: int
    end: int
    confidence: float
    reasons: tuple[str, ...]
    mask: str
    fingerprint: str


@noun
class Unreadable:
    """A part that could not be read, and why: a value, never an exception and never silence."""

    part: str
    why: str


@noun
class Fact:
    """A statement about a recipient with its source, the date it was seen (ISO 8601) and a confidence in 0..1."""

    value: str
    source: str
    date: str
    confidence: float


@noun
class Recipient:
    """Who got it. Four countries are kept apart and None means unknown, which is an honest answer.

    `service` and `operator` are knowledge ids (`deepseek`, `hangzhou-deepseek`); `names` gives what a person
    reads, by language. `category` is the kind of service (`ai`, `shop`, `iot`, `sdk`, `cloud`, …).
    Countries are ISO 3166-1 alpha-2 codes.
    """

    host: str | None
    ip: str | None
    service: Fact | None = None
    category: str | None = None
    operator: Fact | None = None
    operator_country: Fact | None = None
    parent: Fact | None = None
    parent_country: Fact | None = None
    server_country: Fact | None = None
    network: Fact | None = None
    network_country: Fact | None = None
    names: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def known(self) -> bool:
        return self.operator is not None


@noun
class Transfer:
    """These sightings, in this exchange, to this recipient: the statute's own unit (이전, PIPA art. 28-8).

    Of the exchange it keeps the head only: no body, and `path` without its query and with anything that
    looks like a value starred out. `size` is the request body's length in bytes.
    """

    id: str
    at: float
    origin: Origin
    endpoint: Endpoint
    provenance: Provenance
    method: str
    path: str
    size: int
    recipient: Recipient
    sightings: tuple[Sighting, ...]
    unreadable: tuple[Unreadable, ...]
    seen: Seen
    opaque: str = ""
    volume: Volume | None = None

    def kinds(self) -> dict[str, int]:
        """How many sightings there are of each kind, most frequent first, then by name."""
        counts: dict[str, int] = {}
        if not self.sightings:
            return counts
        for sighting in self.sightings:
            counts[sighting.kind] = counts.get(sighting.kind, 0) + 1
        return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


@noun
class Weighed:
    """One rule that matched and the action it asked for; `excepted` names the exception that set it aside."""

    rule: str
    action: Action
    locked: bool = False
    excepted: str = ""


@noun
class Verdict:
    """What may happen to a transfer, and why.

    `action` is the strictest action of the rules in `weighed`, `rule` the rule that asked for it ("" when none
    matched). `dispositions` stand beside the transfer's sightings, one for one: the action for each.
    """

    action: Action
    rule: str
    weighed: tuple[Weighed, ...]
    dispositions: tuple[Action, ...]
    policy_version: str
    knowledge_version: str


@noun
class Judgement:
    """A transfer and the verdict on it: the only thing that a ledger accepts."""

    transfer: Transfer
    verdict: Verdict


@noun
class Outcome:
    """What was done about a judgement: HTTP status that the client saw (0: none), bytes sent on and back, in
    bytes of body, and a note for what went otherwise than judged."""

    done: Done
    status: int = 0
    sent: int = 0
    received: int = 0
    note: str = ""


@noun
class Record:
    """A judgement and its outcome, as the ledger keeps them: no body text, no raw value."""

    judgement: Judgement
    outcome: Outcome = field(default_factory=lambda: Outcome("read"))


@noun
class Quote:
    """Words of a document as they stand there: code points `start` to `end` (exclusive) of its text; `document` is the
    SHA-256 of the file it was read from."""

    document: str
    text: str
    start: int
    end: int


Promised = Literal["transfer", "processor", "third-party", "direct-collection", "items", "statement", "language"]
"""What a promise is about: an overseas transfer, outsourcing (위탁), provision to a third party, collection straight
from abroad, the items collected, a statement that the law asks for, the languages the policy is in."""


@noun
class Promise:
    """One statement of a privacy policy, with the words it rests on. A field that the text does not state is empty.

    `recipient` is the name as written, `countries` are ISO 3166-1 alpha-2 codes, `items` as written. For a `statement`,
    `rule` is its id in the rulebook (`P-07`) and `status` tells whether it is `present` or only `vague`.
    """

    what: Promised
    quote: Quote
    recipient: str = ""
    countries: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    purpose: str = ""
    retention: str = ""
    method: str = ""
    refusal: str = ""
    contact: str = ""
    rule: str = ""
    status: str = ""


Status = Literal["OK", "GAP", "UNDECLARED", "CONTRADICTED", "OVERDECLARED", "VAGUE", "REVIEW", "N/A"]
Severity = Literal["info", "low", "medium", "high", "critical"]


@noun
class Finding:
    """A conclusion over records and promises. It is a flag with evidence, never a judgement of law.

    `rule` is an id of the rulebook, `cite` the article and the version of its text, `evidence` are ids of records and
    places of quotes (`<sha256>:<start>-<end>`), `clears` says what would refute it, `remedy` what to do.
    """

    rule: str
    status: Status
    severity: Severity
    confidence: float
    cite: str
    title: str
    recipient: str = ""
    kinds: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()
    clears: str = ""
    remedy: str = ""
