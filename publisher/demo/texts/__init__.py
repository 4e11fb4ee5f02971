"""What the pages say, in the languages of the markets."""

from types import ModuleType

from publisher.demo.guidelines import MOBILITY_HASHTAG, MOBILITY_MESSAGES
from publisher.demo.texts import ar, de, en, es, fr, hi, it, ja, pt

LANGUAGES: dict[str, ModuleType] = {
    "ar": ar, "de": de, "en": en, "es": es, "fr": fr, "hi": hi, "it": it, "ja": ja, "pt": pt,
}  # fmt: skip


def text_of(subject: str, language: str, market: str) -> str:
    """What a page of this market says about a subject."""
    american: str | None = en.AMERICAN.get(subject) if market == "US" else None
    text: str = american or LANGUAGES[language].TEXTS[subject]
    return text


def closing(language: str, turn: int) -> str:
    """A last line for networks with room for one."""
    lines: list[str] = LANGUAGES[language].CLOSINGS
    return lines[turn % len(lines)]


def alt(scene: str, language: str) -> str:
    """Describes a picture of this scene to those who cannot see it."""
    text: str = LANGUAGES[language].ALTS[scene]
    return text


def mobility(turn: int) -> str:
    """The message that French law asks for; the three take turns."""
    return f"{MOBILITY_MESSAGES[turn % len(MOBILITY_MESSAGES)]} {MOBILITY_HASHTAG}"
