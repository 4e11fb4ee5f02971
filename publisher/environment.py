"""Reads the process's environment for the settings, and collects what is missing or unsafe so that all of it is named
at once."""

import os
import re
from collections.abc import Mapping

from django.core.exceptions import ImproperlyConfigured

from publisher.networks import NETWORKS
from publisher.networks.base import Budget, Of, Scope

BUDGET = re.compile(
    r"(?P<network>[a-z]+):(?P<whose>page|app):(?P<number>[0-9]+)(?P<of>usd|units|reels)?/(?P<span>minute|hour|day|month)"
)
LIMIT = re.compile(r"(?P<network>[a-z]+):(?P<name>[a-z_]+):(?P<number>[0-9]+)")
SPANS = {"minute": 60, "hour": 3600, "day": 86_400, "month": 30 * 86_400}
"""In seconds."""
COUNTED = {"usd": Of.MONEY, "units": Of.UNITS, "reels": Of.REELS}


def split(text: str) -> list[str]:
    """The words of a list separated by commas."""
    return [word.strip() for word in text.split(",") if word.strip()]


class Environment:
    """The variables of a process. In production a required one that is missing is a problem; in development a default
    stands in."""

    def __init__(self, variables: Mapping[str, str] = os.environ) -> None:
        self.variables = variables
        self.problems: list[str] = []
        self.name = self.text("MARQUEE_ENV", "production")
        if self.name not in {"production", "development"}:
            self.problems.append(f"MARQUEE_ENV is “{self.name}”; it must be production or development.")

    @property
    def production(self) -> bool:
        return self.name != "development"

    def text(self, name: str, default: str = "") -> str:
        return self.variables.get(name, "") or default

    def flag(self, name: str, default: bool = False) -> bool:
        return self.text(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}

    def number(self, name: str, default: float) -> float:
        value = self.text(name, str(default))
        try:
            return float(value)
        except ValueError:
            self.problems.append(f"{name} is “{value}”; it must be a number.")
            return default

    def words(self, name: str, default: str = "") -> list[str]:
        return split(self.text(name, default))

    def budgets(self, name: str) -> dict[str, list[Budget]]:
        """Network → what may be sent there at most, from words like `linkedin:page:100/day`, `x:app:200usd/month` and
        `youtube:app:20000units/day`; `app` is for all pages behind one home together."""
        found: dict[str, list[Budget]] = {}
        for word in self.words(name):
            told = BUDGET.fullmatch(word)
            if told is None or told["network"] not in NETWORKS:
                self.problems.append(f"{name} has “{word}”; each word must be like linkedin:page:100/day.")
                continue
            scope, of = Scope.HOME if told["whose"] == "app" else Scope.PAGE, COUNTED.get(told["of"] or "", Of.CALLS)
            calls = int(told["number"]) * (1000 if of == Of.MONEY else 1)
            found.setdefault(told["network"], []).append(Budget(calls, SPANS[told["span"]], scope, of))
        return found

    def limits(self, name: str) -> dict[str, dict[str, int]]:
        """Network → what it takes, by the names of its adapter's limits, from words like `instagram:hashtags:30`."""
        found: dict[str, dict[str, int]] = {}
        for word in self.words(name):
            told = LIMIT.fullmatch(word)
            if told is None or told["network"] not in NETWORKS:
                self.problems.append(f"{name} has “{word}”; each word must be like instagram:hashtags:30.")
                continue
            found.setdefault(told["network"], {})[told["name"]] = int(told["number"])
        return found

    def required(self, name: str, meaning: str, development: str) -> str:
        """The variable's value; `development` stands in outside production, where a missing one is a problem."""
        value = self.text(name)
        if value or not self.production:
            return value or development
        self.problems.append(f"{name} is missing: {meaning}.")
        return development

    def refuse_unsafe(self) -> None:
        """Raise `ImproperlyConfigured` that names every problem found."""
        if self.problems:
            raise ImproperlyConfigured("Marquee cannot start:\n- " + "\n- ".join(self.problems))
