"""One request and its answer: judged, then forwarded, rewritten or refused; recorded exactly once."""

from __future__ import annotations

from typing import Protocol

from gwanmun.gate.channel import Channel
from gwanmun.gate.headers import OURS_TO_ORIGIN, as_it_came, nominated, to_origin
from gwanmun.gate.intake import Intake
from gwanmun.gate.line import Line
from gwanmun.gate.ports import NO_REASON
from gwanmun.gate.refusal import Page
from gwanmun.gate.relay import Relay
from gwanmun.gate.reply import Reply
from gwanmun.gate.route import Target
from gwanmun.gate.services import Found, Services
from gwanmun.gate.upstream import Failure, Upstream
from gwanmun.transfer import Done, Exchange, Headers, Judgement, Origin, Outcome, Request
from gwanmun.unpack.parts import CannotRewrite
from gwanmun.wire.http1 import END, Broken, Event, RequestHead, Upgraded, request_head

REWRITTEN = ("pseudonymise", "redact")


class Session(Protocol):
    """The client that the transaction is for; `own` is a connection to an origin that nobody else may use."""

    channel: Channel
    origin: Origin
    own: Upstream | None

    def finished(self, keep: bool, complete: bool) -> None: ...

    def answered(self) -> None: ...

    def regulate(self) -> None: ...

    def decline_upgrade(self) -> None: ...

    def take_upgraded(self) -> bytes: ...


class Transaction:
    """From the head of a request to the end of its answer."""

    def __init__(self, services: Services, session: Session, head: RequestHead, target: Target, found: Found) -> None:
        self.upgrading = head.upgrade == "websocket"
        self._services, self._session, self._head, self._target = services, session, head, target
        self._found = found
        self._ruling = services.ruling
        self._intake = Intake(services, head, target, found, session.origin)
        self._over = False
        self._judgement: Judgement | None = None
        self._done: Done = "forwarded"
        self._line = Line(services, target.place, found, head.method, self)
        self._line.own, session.own = session.own, None
        self._reply = Reply(session.channel, head)

    # The request

    def begin(self) -> None:
        """The head is there."""
        try:
            self._intake.begin(self._ruling.judge, self)
        except Exception as error:  # noqa: BLE001 - see `_unjudged`
            self._unjudged(error)

    def body(self, data: bytes) -> None:
        try:
            self._intake.body(data, self._ruling.judge, self)
        except Exception as error:  # noqa: BLE001 - see `_unjudged`
            self._unjudged(error)

    def complete(self) -> None:
        """The request is complete."""
        try:
            exchange = self._intake.end()
            judgement = self._ruling.judge(exchange) if exchange is not None else None
        except Exception as error:  # noqa: BLE001 - see `_unjudged`
            self._unjudged(error)
            return
        if exchange is not None and judgement is not None:
            self._decide(exchange, judgement)

    def _unjudged(self, error: Exception) -> None:
        """Fails closed: whatever a hostile body did to the judge, it does not leave, and the record says so."""
        if self._over:
            return
        self._line.abort()
        note = f"not judged: {type(error).__name__}"
        self._judgement = self._services.judge_name(self._target.place, self._found, self._session.origin, note)
        page = self._services.refusals.unjudged(self._judgement, self._head, note)
        self._answer(page, "cut" if self._line.sent else "refused", note)

    # The judgement, and what is done about it

    def _decide(self, exchange: Exchange, judgement: Judgement) -> None:
        assert exchange.request is not None
        self._judgement = judgement
        action = judgement.verdict.action
        if action == "block":
            self.refuse("")
        elif action in REWRITTEN:
            self._rewrite(exchange.request, judgement)
        else:
            self._reply.prepare(judgement, {})
            self._line.push_whole(self._unchanged(exchange.request), len(exchange.request.body))

    def _rewrite(self, request: Request, judgement: Judgement) -> None:
        try:
            enforced = self._ruling.enforce(request, judgement, self._ruling.pseudonyms)
            wire = self._wire(enforced.request, identity=bool(enforced.restore))
        except CannotRewrite as error:
            self.refuse(f"cannot be rewritten: {error}")
        except ValueError:  # also of encoding: what came out is no message that can be sent
            self.refuse("cannot be rewritten: the result is no valid message")
        else:
            self._done = "rewritten"
            self._reply.prepare(judgement, enforced.restore)
            self._line.push_whole(wire, len(enforced.request.body))

    def _unchanged(self, request: Request) -> bytes:
        head = self._head
        if head.target == request.target and not self.upgrading and as_it_came(head, OURS_TO_ORIGIN):
            return head.raw + request.body
        return self._wire(request, identity=False)

    def _wire(self, request: Request, identity: bool) -> bytes:
        empty = not request.body and request.header("content-length") is None
        length = -1 if empty else len(request.body)
        headers = to_origin(request.headers, nominated(self._head), length, websocket=self.upgrading, identity=identity)
        return request_head(request.method, request.target, self._with_host(headers)) + request.body

    def _with_host(self, headers: Headers) -> Headers:
        """An HTTP/1.0 client may leave it out, but the request goes on as HTTP/1.1 (RFC 9112 section 3.2)."""
        return headers if "host" in self._head.by_name else (("host", self._target.place.authority), *headers)

    def refuse(self, note: str) -> None:
        """The policy says no: tell the client why; an upload under way is cut off."""
        self._line.abort()
        assert self._judgement is not None
        done: Done = "cut" if self._line.sent else "refused"
        reason = self._services.ruling.reasons.get(self._judgement.verdict.rule, NO_REASON)
        self._answer(self._services.refusals.policy(self._judgement, self._head, note, reason), done, note)

    # An upload in pieces (`upload.Carrier`)

    def settle(self, judgement: Judgement) -> None:
        """The judgement of a large body as far as it was read."""
        self._judgement = judgement
        self._reply.prepare(judgement, {})

    def push_head(self) -> None:
        headers = to_origin(self._head.headers, nominated(self._head), self._head.length)
        self._line.push(request_head(self._head.method, self._target.target, self._with_host(headers)), 0)

    def push(self, data: bytes, size: int) -> None:
        if not self._over:
            self._line.push(data, size)

    @property
    def receiving(self) -> bool:
        """More of the request is to come, and there is nothing in its way."""
        return not self._intake.complete and not self.congested

    @property
    def congested(self) -> bool:
        """The client sends faster than the origin takes; only an upload in pieces can do so."""
        return self._intake.upload is not None and not self._over and self._line.sent > 0 and not self._line.writable

    # The answer (`line.Exchanging`)

    @property
    def answering(self) -> bool:
        """Part of the answer has reached the client."""
        return self._reply.started

    def flow_changed(self) -> None:
        self._session.regulate()

    def answered(self, events: list[Event]) -> None:
        end, last = self._reply.pass_on(events, self._intake.complete)
        if end is None:
            self._session.answered()
        elif end is END:
            self._answered_whole(last)
        elif isinstance(end, Upgraded):
            self._switch(end.rest)
        elif isinstance(end, Broken):
            self.lost(end.why)

    def _answered_whole(self, last: bool) -> None:
        clean = last and self._intake.complete and self._reply.upstream_keep
        upstream = self._line.release(clean, shared=not self._reply.authenticates)
        self._session.own = upstream
        if self.upgrading:
            self._session.decline_upgrade()
        self._finish(self._done, self._reply.status, self._reply.note, keep=self._reply.keep)

    def _switch(self, rest: bytes) -> None:
        session = self._session
        relay = Relay(session.channel, self._relayed, self._services.settings.patience.silence)
        self._line.hand_over(relay.far)
        relay.begin(session.take_upgraded())
        session.channel.resume_reading()
        if rest:
            relay.from_far(rest)

    def _relayed(self, connected: bool, sent: int, received: int, note: str) -> None:
        self._line.sent, self._reply.received = sent, received
        self._record("passed-through", 101, note)

    # Ends before their time

    def unreachable(self, failure: Failure) -> None:
        """No connection to the origin, or no answer from it."""
        page = self._services.refusals.failure(self._settled(), self._head, failure.status, failure.why)
        self._answer(page, "failed", failure.why)

    def lost(self, why: str) -> None:
        """The origin ended before its answer did."""
        self._line.abort()
        if not self._reply.started:
            self.unreachable(Failure(502, why))
            return
        self._record("failed", self._reply.status, f"the answer was cut short: {why}")
        self._session.channel.abort()  # the client must see that it is incomplete

    def timed_out(self) -> None:
        """Nothing moved for too long on the origin's side."""
        if self.congested:
            self._line.abort()
            self.unreachable(Failure(504, "the origin stopped taking the request"))
        elif self._reply.started:
            self.lost("nothing came for too long")
        else:
            self._line.abort()
            self.unreachable(Failure(504, "the origin did not answer in time"))

    def broken(self, broken: Broken) -> None:
        """The rest of the request cannot be read."""
        self._line.abort()
        if self._judgement is None:
            self._judgement = self._ruling.judge(self._intake.exchange(b"", "head", f"not read: {broken.why}"))
        self._record("cut" if self._line.sent else "refused", broken.status, f"not read: {broken.why}")

    def client_lost(self) -> None:
        """The client went away; what had left by then is recorded, and nothing when nothing had."""
        reached = self._line.reached
        self._line.abort()
        if self._intake.complete or self._line.sent:
            done: Done = self._done if reached else "failed"
            self._record(done, self._reply.status, "the client left before the answer was complete")
        self._over = True

    def client_writable(self, writable: bool) -> None:
        self._line.hold(not writable)

    def _answer(self, page: Page, done: Done, note: str) -> None:
        keep = (
            self._head.keep_alive and self._intake.complete and self._head.version == "1.1" and not self._reply.started
        )
        if not self._reply.started:
            self._session.channel.write(page.wire(self._head.method, keep=keep))
        if self.upgrading and keep:
            self._session.decline_upgrade()
        self._finish(done, page.status, note, keep=keep)

    def _settled(self) -> Judgement:
        """The judgement; for a body of which nothing was judged yet, that of the head alone."""
        if self._judgement is None:
            self._judgement = self._ruling.judge(self._intake.exchange(b"", "head", "the body was not read"))
        return self._judgement

    def _finish(self, done: Done, status: int, note: str, *, keep: bool) -> None:
        self._record(done, status, note)
        self._session.finished(keep, self._intake.complete)

    def _record(self, done: Done, status: int, note: str) -> None:
        if not self._over:
            self._over = True
            outcome = Outcome(done, status, self._line.sent, self._reply.received, note)
            self._services.record(self._settled(), outcome)
