"""Reads the process's environment for the settings, and collects what is missing or unsafe so that all of it is named
at once."""

import os
from collections.abc import Mapping

from django.core.exceptions import ImproperlyConfigured


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
