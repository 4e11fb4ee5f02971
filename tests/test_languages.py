"""What people read is marked for translators, and translated into every language."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from django.template.base import Lexer, Token, TokenType

from rig.messages import LANGUAGES, faults, file, lagging, renewed
from rig.places import PROJECT

TEMPLATES = PROJECT / "templates"
PARTS = ("page", "_everywhere", "_calendar", "_compose", "_decide", "_house")
OURS = {f"publisher/styleguide/{part}.html" for part in PARTS}
"""Read by those who build Marquee, in English."""
NAMES = {"Marquee", "API", "CSV", "UTC", "https", "instagram", "s", "v"}
"""The same in every language; seconds and versions, too."""
SPOKEN = {"aria-label", "title", "placeholder", "alt", "data-label"}
SILENT = {"code", "kbd", "script", "style"}
SETTLED = ("translate", "blocktranslate", "plural", "if ", "elif ")
"""Tags whose texts are marked, or are only compared."""
UNHEARD = ("blocktranslate", "plural", "block main_class")
"""Tags after which a text is marked, or is no text."""
WORD = re.compile(r"[^\W\d_]+")
ARGUMENT = re.compile(r"""(?<!_\()(["'])([A-Z][a-z].*?)\1""")
"""A text for people in a tag or filter, such as the label of an icon."""

Said = tuple[int, str]
"""A line, and what it says there."""


class Unmarked(HTMLParser):
    """What is left of a template once its tags, variables and marked parts are taken out."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[Said] = []
        self.silent = 0
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in SILENT
        for name, value in attrs:
            if name in SPOKEN:
                self._hear(value or "")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in SILENT

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self._hear(data)

    def _hear(self, said: str) -> None:
        if has_words(said):
            before = len(said) - len(said.lstrip())
            self.found.append((self.getpos()[0] + said[:before].count("\n"), said.strip()))


def has_words(said: str) -> bool:
    return bool(set(WORD.findall(said)) - NAMES)


def unmarked(template: str) -> list[Said]:
    tokens = Lexer(template).tokenize()
    return sorted([*Unmarked("".join(_outside(tokens))).found, *_arguments(tokens)])


def _outside(tokens: list[Token]) -> Iterator[str]:
    """The texts that nobody marked. Of the others only their line breaks, so that lines keep their numbers."""
    heard = True
    for token in tokens:
        if token.token_type == TokenType.TEXT:
            yield token.contents if heard else "\n" * token.contents.count("\n")
        elif token.token_type == TokenType.BLOCK:
            heard = not token.contents.startswith(UNHEARD)


def _arguments(tokens: list[Token]) -> Iterator[Said]:
    for token in tokens:
        if token.token_type in {TokenType.BLOCK, TokenType.VAR} and not token.contents.startswith(SETTLED):
            texts = (said for _, said in ARGUMENT.findall(token.contents))
            yield from ((token.lineno or 0, said) for said in texts if has_words(said))


PAGES = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html"))


@pytest.mark.parametrize("page", [page for page in PAGES if page not in OURS])
def test_a_page_says_nothing_that_is_not_marked(page: str) -> None:
    found = unmarked((TEMPLATES / page).read_text("utf-8"))
    assert not found, "\n".join(f"templates/{page}:{line}: {said!r}" for line, said in found)


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ('\n<p>\n  Saved {% translate "here" %}</p>', [(3, "Saved")]),
        ("<p>{% blocktranslate %}one\n{% plural %}\n{{ number }}\n{% endblocktranslate %}</p>\nmore", [(5, "more")]),
        ('<b{% if x %} title="All of {{ it }}"{% endif %}>{{ it }} &nbsp;·&nbsp; 3 %</b>', [(1, "All of")]),
        (
            '{% icon "x" "Dismiss" %}{{ brand|default:"All brands" }}{% if x == "Past" %}',
            [(1, "All brands"), (1, "Dismiss")],
        ),
        ('{% icon "x" _("Dismiss") %}{{ at|near_clock }} <kbd>Enter</kbd> Marquee {# A word #}', []),
    ],
)
def test_what_is_not_marked_is_found_on_its_line(template: str, found: list[Said]) -> None:
    assert unmarked(template) == found


SCRIPTS = sorted((PROJECT / "static" / "js").glob("*.js"))
SEEN_OR_HEARD = "textContent|innerText|ariaLabel|title|placeholder|alt"
LITERAL = r"""(["'`])(?:\\.|(?!\{mark}).)*\{mark}"""
TEXT = re.compile(LITERAL.format(mark=1), re.DOTALL)
MARKED = re.compile(rf"\bn?gettext\((?:\s*{LITERAL.format(mark=1)}\s*,?)+")
WORKED_OUT = re.compile(r"\$\{[^}]*\}|\b(?:getElementById|querySelector)\([^)]*\)")
GIVEN = re.compile(
    rf"(?:\.(?:{SEEN_OR_HEARD})\s*=(?!=)|\b(?:{SEEN_OR_HEARD}):|\b(?:say|alert|confirm)\("
    rf"|setAttribute\(.(?:aria-label|title|placeholder|alt).,)((?:\([^()]*\)|[^,;)}}])*)"
)
"""What a script puts before somebody, up to the end of the argument, the assignment or the property."""


def unmarked_in_script(script: str) -> list[Said]:
    """Texts without `gettext`, and the lines that give them to people."""
    left = WORKED_OUT.sub("", MARKED.sub("", script))
    given = ((left.count("\n", 0, match.start()) + 1, match[1]) for match in GIVEN.finditer(left))
    texts = ((line, text[0][1:-1]) for line, words in given for text in TEXT.finditer(words))
    return [(line, text) for line, text in texts if has_words(text)]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_a_script_says_nothing_that_is_not_marked(script: Path) -> None:
    found = unmarked_in_script(script.read_text("utf-8"))
    assert not found, "\n".join(f"static/js/{script.name}:{line}: {said!r}" for line, said in found)


@pytest.mark.parametrize(
    ("script", "found"),
    [
        ('one();\nline.textContent = "Saved";', [(2, "Saved")]),
        ("Object.assign(list, { id: \"x\", ariaLabel: 'Used before' });", [(1, "Used before")]),
        ('say(told("All of %(name)s", { name }));', [(1, "All of %(name)s")]),
        ('bar.setAttribute("aria-label", has(one) ? name : "None");', [(1, "None")]),
        ("none.title = all.length ? `${all.length} of them` : '';", [(1, " of them")]),
        ('say(told(ngettext("%(n)s page", "%(n)s pages", n), { n }));', []),
        ('line.title = `${gettext("Kept.")} ${tells.sentence}`; part.setAttribute("role", "option");', []),
        ('if (line.title === "Some words") share.textContent = `${Math.floor(100 * part)} %`;', []),
    ],
)
def test_what_a_script_does_not_mark_is_found_on_its_line(script: str, found: list[Said]) -> None:
    assert unmarked_in_script(script) == found


PHYSICAL = re.compile(
    r"^\s*(?:(?:margin|padding|border)-)?(?:left|right)\s*:|text-align:\s*(?:left|right)", re.MULTILINE
)


@pytest.mark.parametrize("style", sorted((PROJECT / "static" / "css").glob("*.css")), ids=lambda style: style.name)
def test_a_style_knows_no_left_and_right(style: Path) -> None:
    assert not PHYSICAL.findall(style.read_text("utf-8"))


Catalogue = tuple[Path, Catalog]
"""Where it lies, and with what is said now."""


@pytest.fixture(
    scope="module",
    params=[(language, domain) for language in LANGUAGES for domain in ("django", "djangojs")],
    ids=" ".join,
)
def catalogue(request: pytest.FixtureRequest) -> Catalogue:
    return file(*request.param), renewed(*request.param)


def test_everything_is_translated(catalogue: Catalogue) -> None:
    missing = list(faults(catalogue[1]))
    assert not missing, "\n".join(missing)


def test_what_lies_there_is_what_is_said_now(catalogue: Catalogue) -> None:
    """Both the text that people work on and what runs read."""
    path, now = catalogue
    behind = list(lagging(now, path))
    assert not behind, "\n".join(behind)
