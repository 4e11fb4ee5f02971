"""Where a call meets a network: latency, authentication, the faults, the handler, the answer. The same for all."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Protocol
from urllib.parse import parse_qsl

from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from sandbox.call import Answer, Call, MalformedBody, Refusal
from sandbox.faults import AFTER, INSTEAD, Rule
from sandbox.transport import deliver, deliver_then_die, die, read_body, wait

if TYPE_CHECKING:
    from sandbox.accounts import Account
    from sandbox.world import World


class Network(Protocol):
    """What the edge asks of an imitated network."""

    name: str
    world: World

    def caller(self, call: Call, needed: bool, /) -> Account | None:
        """Whose call this is. Raises `Refusal` if an account is needed and the call has no good token."""
        ...

    def text(self, call: Call) -> str:
        """What a rule's `contains` is held against: the text that would become public."""
        ...

    def repeats(self, call: Call, /) -> bool:
        """Whether this is the repeat of a create that the network recognises."""
        ...

    def malformed(self, sentence: str, /) -> Answer: ...

    def fault(self, call: Call, rule: Rule, /) -> Answer:
        """The network's own words for a fault of kind `INSTEAD` or `error_after_create`."""
        ...

    def dress(self, call: Call, answer: Answer, /) -> None:
        """Add the headers every answer of this network has."""
        ...


Handler = Callable[[Call], Answer]
AnyHandler = Handler | Callable[[Call], Awaitable[Answer]]
"""The latter where the network itself calls others before it answers."""
Operation = str | Callable[[Call], str]
"""One of `faults.OPERATIONS`, or how to tell it from the call."""


class Edge:
    """One method of one path of one network, as an ASGI app. `needs_account` False: open to everybody."""

    def __init__(self, network: Network, handler: AnyHandler, operation: Operation, needs_account: bool) -> None:
        self.network = network
        self.handler = handler
        self.operation = operation
        self.needs_account = needs_account

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        received_at = time.time()
        try:
            call = make_call(scope, await read_body(receive), received_at)
        except ConnectionResetError:
            return
        if latency := self.network.world.settings.latency:
            await asyncio.sleep(latency)
        refused = self._admit(call)
        rules = [] if refused else self._strike(call)
        for rule in rules:
            if rule.fault == "delay":
                # To the end, whether or not the caller stays: a slow server works on for a client that gave up.
                await asyncio.sleep(rule.seconds)
        broken = next((rule for rule in rules if rule.fault != "delay"), None)
        if broken and broken.fault == "reset_before_create":
            die(scope)
            return
        answer = refused or await self._answer(call, broken)
        self.network.dress(call, answer)
        await self._send(scope, receive, send, answer, broken)

    def _admit(self, call: Call) -> Answer | None:
        """None, or why this call goes no further."""
        try:
            call.account = self.network.caller(call, self.needs_account)
            call.operation = self.operation if isinstance(self.operation, str) else self.operation(call)
        except Refusal as refusal:
            return refusal.answer
        except MalformedBody as error:
            return self.network.malformed(str(error))
        return None

    def _strike(self, call: Call) -> list[Rule]:
        """The faults that hit this call. Whoever comes too late to be served is hit by none."""
        faults, network = self.network.world.faults, self.network
        if not faults.rules:
            return []
        try:
            text = network.text(call) if call.operation in ("create", "media", "edit") else ""
        except MalformedBody:
            text = ""
        repeat = call.operation == "create" and network.repeats(call)
        return faults.pick(network.name, call.account, call.operation, text, repeat)

    async def _answer(self, call: Call, broken: Rule | None) -> Answer:
        if broken and broken.fault == "refused":
            return self.network.world.kinds[self.network.name].refusals[broken.why]()
        if broken and broken.fault in INSTEAD:
            return self.network.fault(call, broken)
        try:
            answer = self.handler(call)
            if not isinstance(answer, Answer):
                answer = await answer
        except Refusal as refusal:
            answer = refusal.answer
        except MalformedBody as error:
            answer = self.network.malformed(str(error))
        return self.network.fault(call, broken) if broken and broken.fault == "error_after_create" else answer

    async def _send(self, scope: Scope, receive: Receive, send: Send, answer: Answer, broken: Rule | None) -> None:
        fault = broken.fault if broken and broken.fault in AFTER else ""
        if fault == "hang_after_accept" and broken and not await wait(receive, broken.seconds):
            return
        if fault == "reset_mid_answer":
            await deliver_then_die(scope, send, answer)
        else:
            await deliver(send, answer, half=fault == "truncated_answer")


def make_call(scope: Scope, body: bytes, received_at: float) -> Call:
    headers = dict(scope["headers"])
    query = scope["query_string"]
    return Call(
        method=scope["method"],
        params=scope["path_params"],
        query=dict(parse_qsl(query.decode("latin-1"), keep_blank_values=True)) if query else {},
        headers=headers,
        body=body,
        base=f"{scope['scheme']}://{headers.get(b'host', b'sandbox').decode('latin-1')}",
        received_at=received_at,
        path=scope["path"],
    )


def route(network: Network, where: str, handler: AnyHandler, operation: Operation, *, public: bool = False) -> Route:
    """`where` is a method and a path. A `public` one is answered without a token too."""
    method, _, path = where.partition(" ")
    return Route(path, Edge(network, handler, operation, not public), methods=[method])
