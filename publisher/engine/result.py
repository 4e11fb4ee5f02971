"""What became of one claimed job, in the terms in which it is written down."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from publisher.engine.claim import Job
from publisher.networks.base import NetworkError, Receipt, Scope, Trouble

SERVER_ERROR = 500


@dataclass(frozen=True)
class Result:
    """`verb` is the move of the delivery; `wait` the seconds until it may be taken up again; `rest` asks that others
    wait too."""

    job: Job
    verb: str
    wait: float = 0
    receipt: Receipt | None = None
    error: NetworkError | None = None
    handle: dict[str, Any] | None = None
    looked: bool = False
    trouble: Trouble | None = None
    rest: "Rest | None" = None

    @property
    def reason(self) -> str:
        return self.error.reason if self.error else ""

    @property
    def failed(self) -> bool:
        """Whether the home gave no proper answer: none at all, or one of its own failure."""
        return self.error is not None and (self.error.unreachable or self.error.status >= SERVER_ERROR)

    @property
    def answered(self) -> bool:
        """Whether the home gave a proper answer, be it a refusal."""
        if self.error:
            return 0 < self.error.status < SERVER_ERROR
        return self.receipt is not None or self.looked or bool(self.handle)


@dataclass(frozen=True)
class Rest:
    """The network asks to be left alone until then, by this page or by everybody behind the same home."""

    until: datetime
    scope: Scope
    reason: str = field(default="")
