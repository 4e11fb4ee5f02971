"""What goes wrong, by rule: which calls, how often, and how."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from itertools import count as counting
from random import Random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sandbox.accounts import Account
    from sandbox.kind import Kinds

Json = dict[str, Any]

INSTEAD = frozenset(
    {"rate_limited", "expired_token", "duplicate_refusal", "error_before_create", "replay_error", "refused"}
)
"""The network's own error is answered and nothing is done."""
AFTER = frozenset({"hang_after_accept", "error_after_create", "reset_mid_answer", "truncated_answer"})
"""The call is done in full and only its answer suffers."""
FAULTS = INSTEAD | AFTER | {"delay", "reset_before_create"}
OPERATIONS = ("", "create", "media", "read", "auth", "delete", "edit")


@dataclass(slots=True)
class Rule:
    """Empty conditions match anything; `count` is how often it may hit (None: for ever).

    `seconds`: how long a delay or hang takes, or how long a rate limit asks to wait. `status`: of an `error_…` fault.
    `code`: which Graph error `rate_limited` gives (4, 17, 32, 613, 80001, 368; 1404112 restricts the account). `why`:
    which of its network's refusals `refused` gives. `seed` makes the dice repeatable.
    """

    fault: str
    network: str = ""
    account: str = ""
    operation: str = ""
    contains: str = ""
    probability: float = 1.0
    count: int | None = None
    seconds: float = 60.0
    status: int = 500
    code: int = 80001
    why: str = ""
    seed: int | None = None
    id: int = 0
    hits: int = 0
    _dice: Random = field(default_factory=Random, repr=False)

    def __post_init__(self) -> None:
        self._dice = Random(self.seed)  # noqa: S311 - a game, repeatable by its seed
        self.check("fault", self.fault in FAULTS, f"one of {', '.join(sorted(FAULTS))}")
        self.check("operation", self.operation in OPERATIONS, f"one of {', '.join(OPERATIONS[1:])} or empty")
        self.check("probability", 0 <= self.probability <= 1, "from 0 to 1")
        self.check("status", 500 <= self.status <= 599, "from 500 to 599")
        self.check("seconds", self.seconds >= 0, "zero or more")

    def check(self, name: str, right: bool, wanted: str) -> None:
        """Raises `ValueError` in plain words."""
        if not right:
            raise ValueError(f"{name} must be {wanted}, not {getattr(self, name)!r}")

    def hit(self, network: str, account: Account | None, operation: str, text: str, repeat: bool) -> bool:
        """Whether it strikes this call; the dice are thrown only when everything else fits."""
        if self.count is not None and self.hits >= self.count:
            return False
        if self.network not in ("", network) or self.operation not in ("", operation) or self.contains not in text:
            return False
        if self.account and (account is None or self.account not in (account.remote_id, account.handle)):
            return False
        if (self.fault == "replay_error" and not repeat) or self._spared():
            return False
        self.hits += 1
        return True

    def _spared(self) -> bool:
        return self.probability < 1 and self._dice.random() >= self.probability

    def shown(self) -> Json:
        return {name: value for name, value in asdict(self).items() if name != "_dice"}


class Faults:
    """The rules in force, in the order they were made. They live in memory: a restart is a calm start."""

    def __init__(self, kinds: Kinds) -> None:
        self.kinds = kinds
        self.networks = ("", *kinds)
        self.rules: dict[int, Rule] = {}
        self._ids = counting(1)

    def add(self, wanted: Json) -> Rule:
        """Raises `ValueError` in plain words for a rule that cannot be."""
        known = set(Rule.__dataclass_fields__) - {"id", "hits", "_dice"}
        if unknown := set(wanted) - known:
            raise ValueError(f"unknown: {', '.join(sorted(unknown))}; a rule has {', '.join(sorted(known))}")
        try:
            rule = Rule(**{name: value for name, value in wanted.items() if value is not None})
        except TypeError as error:
            raise ValueError(str(error)) from error
        rule.check("network", rule.network in self.networks, f"one of {', '.join(self.networks[1:])} or empty")
        if rule.fault == "refused":
            has = list(self.kinds[rule.network].refusals) if rule.network else []
            rule.check("why", rule.why in has, f"one of {', '.join(has)}" if has else "that of a named network")
        rule.id = next(self._ids)
        self.rules[rule.id] = rule
        return rule

    def remove(self, rule_id: int | None = None) -> int:
        """Take one rule away, or all; gives how many there were."""
        gone = [number for number in self.rules if rule_id in (None, number)]
        for number in gone:
            del self.rules[number]
        return len(gone)

    def pick(self, network: str, account: Account | None, operation: str, text: str, repeat: bool) -> list[Rule]:
        """Every delay that strikes this call, and the first other fault that does."""
        picked: list[Rule] = []
        struck = False
        for rule in self.rules.values():
            if (rule.fault == "delay" or not struck) and rule.hit(network, account, operation, text, repeat):
                picked.append(rule)
                struck = struck or rule.fault != "delay"
        return picked
