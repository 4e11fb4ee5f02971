"""`bin/messages` gathers what is said into `locale/`, keeps translations that still hold, and makes what runs read.

Pages and scripts mark what they say, as Django has it; what Python says is read off it (`rig.spoken`).
`bin/messages --check` changes nothing and names what has no translation, or one whose values differ, and files
that say no longer what is said now.
"""

import argparse
import os
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_javascript
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from rig.places import PROJECT
from rig.spoken import spoken

LANGUAGES = ("de", "es", "fr", "it", "pt_BR")
KEYWORDS: dict[str, tuple[int, ...] | None] = {"gettext": None, "ngettext": (1, 2)}
"""Of scripts; they take it from `static/js/phrases.js`."""
HEADER = "# Translations are written here, by people. All else is written by bin/messages."
ALWAYS = datetime(2026, 1, 1, tzinfo=UTC)
"""A catalogue names two dates; these never change, so that a run which finds nothing new changes no file."""
LOCALE = PROJECT / "locale"
TEXT = r"""u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\"{3}.*?\"{3})"""
MARKED = re.compile(
    rf"\b(?:(?:gettext|_)\({TEXT}\)|ngettext\({TEXT},\s*{TEXT},|pgettext\({TEXT},\s*{TEXT}\))", re.DOTALL
)
VALUE = re.compile(r"%\(\w+\)s|\{\w*\}|</?\w+|&\w+;")
"""What a translation has to have as well: values, and the marks of HTML."""


def template(domain: str) -> Catalog:
    """All that is said in English, without translations."""
    catalog = Catalog(domain=domain, fuzzy=False)
    for place, said, context in sorted(_scripts() if domain == "djangojs" else _pages_and_rooms(), key=str):
        catalog.add(said, locations=[(place, 1)], context=context)
    return catalog


Said = tuple[str, str | tuple[str, str], str | None]
"""Where, what (in one or both numbers), and in which sense."""


def _pages_and_rooms() -> Iterator[Said]:
    for path in sorted((PROJECT / "templates").rglob("*.*")):
        for match in MARKED.finditer(templatize(path.read_text("utf-8"), origin=str(path))):
            plain, one, many, sense, word = (eval(text) if text else "" for text in match.groups())  # noqa: S307
            yield _place(path), (one, many) if one else plain or word, sense or None
    for room in ("accounts", "campaigns", "publisher"):
        for path in sorted((PROJECT / room).rglob("*.py")):
            yield from ((_place(path), said, None) for _, said in spoken(path))


def _scripts() -> Iterator[Said]:
    for path in sorted((PROJECT / "static" / "js").glob("*.js")):
        found = extract_javascript(BytesIO(path.read_bytes()), KEYWORDS, [], {"encoding": "utf-8"})
        for _, function, said, _ in found:
            both = (str(said[0]), str(said[1])) if function == "ngettext" else None
            yield _place(path), both or (said if isinstance(said, str) else str(said[0])), None


def _place(path: Path) -> str:
    return str(path.relative_to(PROJECT))


def file(language: str, domain: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / f"{domain}.po"


def renewed(language: str, domain: str) -> Catalog:
    """The catalogue with what is said now, and no more."""
    path = file(language, domain)
    catalog = read_po(path.open("rb"), locale=language, domain=domain) if path.exists() else Catalog(language, domain)
    catalog.update(template(domain), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    catalog.fuzzy, catalog.header_comment = False, HEADER
    catalog.project, catalog.version = "Marquee", "1"
    catalog.creation_date = catalog.revision_date = ALWAYS
    return catalog


def faults(catalog: Catalog) -> Iterator[str]:
    """What nobody has translated, and translations that lost a value or found one."""
    for message in catalog:
        if message.id and not _complete(message):
            yield f"{catalog.locale}: not translated: {message.id!r}"
        elif message.id and not _faithful(message):
            yield f"{catalog.locale}: other values than {message.id!r}: {message.string!r}"


def _complete(message: Message) -> bool:
    return all(_forms(message.string)) and not message.fuzzy


def _faithful(message: Message) -> bool:
    """The form for one may do without the number."""
    return sorted(VALUE.findall(_forms(message.id)[-1])) == sorted(VALUE.findall(_forms(message.string)[-1]))


def _forms(text: object) -> list[str]:
    return [str(form) for form in text] if isinstance(text, tuple | list) else [str(text or "")]


def lagging(catalog: Catalog, path: Path) -> Iterator[str]:
    """The files that are other than the catalogue would be written."""
    for name, now in _files(catalog, path).items():
        if not name.exists() or name.read_bytes() != now:
            yield f"{name.relative_to(PROJECT)} lags behind: run bin/messages."


def _files(catalog: Catalog, path: Path) -> dict[Path, bytes]:
    """The text people work on, and beside it what runs read."""
    text, compiled = BytesIO(), BytesIO()
    write_po(text, catalog, width=120, omit_header=False, include_lineno=False, sort_by_file=True)
    write_mo(compiled, catalog)
    return {path: text.getvalue(), path.with_suffix(".mo"): compiled.getvalue()}


def written(catalog: Catalog, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    for name, now in _files(catalog, path).items():
        name.write_bytes(now)


def main() -> None:
    parser = argparse.ArgumentParser(prog="bin/messages", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; say what is missing or lags behind")
    check = parser.parse_args().check
    wrong: list[str] = []
    for language in LANGUAGES:
        for domain in ("django", "djangojs"):
            catalog, path = renewed(language, domain), file(language, domain)
            if not check:
                written(catalog, path)
            wrong += [*faults(catalog), *lagging(catalog, path)]
    print(*wrong or ["Everything is translated."], sep="\n")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    os.environ["MARQUEE_ENV"] = "development"
    main()
