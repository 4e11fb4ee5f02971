"""What the rooms say to people, read off their code: sentences, and the words that stand on things.

Nothing in Python is marked for translation: a literal that reads like words for people is taken for some. One too many
costs a translator a moment; one too few would be a sentence nobody translated. An f-string is taken with its values
numbered, “The text has {1} characters”, which is how `accounts.wording` knows it again.
"""

import ast
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

SILENT = {
    "admin.py",
    "api.py",
    "environment.py",
    "heap.py",
    "logs.py",
    "schema.py",
    "settings.py",
    "styleguide.py",
    "urls.py",
}
"""Files whose words are for operators and for those who write programs, in English."""
UNSPOKEN = {"api", "demo", "management", "migrations", "rehearsal"}
WORDS = re.compile(
    r"^(?=.*[A-Za-z]{2})(?:[A-Z][a-z’]+|[A-Z][A-Za-z]* .*|.* .*[A-Za-z]{3}.*|.*[A-Za-z]{3}.* .*)$", re.DOTALL
)
TECHNICAL = re.compile(
    r"https?://\{|[<>_=$%\\|*#]|\bSELECT\b|^[A-Z]\w+(-[A-Z]\w+)+$|\w/\w+;|^[A-Z][a-z]+[A-Z]\w+$|\.\w+\(|^\W*\{\w+\}\W*$"
)

ALONE = {
    *("feed", "reels", "stories", "hashtags", "mentions", "posts", "pages", "somebody"),
    *("brand", "market", "page", "role", "date", "campaign", "language", "yes", "no"),
}
"""Single words that stand in sentences as values; nothing else tells them from keys."""
HIDDEN: dict[type[ast.AST], tuple[str, ...]] = {
    ast.JoinedStr: ("values",),
    ast.Subscript: ("slice",),
    ast.Compare: ("left", "comparators"),
    ast.AnnAssign: ("annotation",),
    ast.arg: ("annotation",),
    ast.FunctionDef: ("returns",),
}
"""Where a literal is never for people: the pieces of an f-string, what is compared, types. Nor is a docstring."""


def spoken(path: Path) -> Iterator[tuple[int, str]]:
    """The line and the text of each."""
    if path.name in SILENT or UNSPOKEN & set(path.parts):
        return
    tree = ast.parse(path.read_text("utf-8"))
    passed, labels = set(_unspoken(tree)), set(_labels(tree))
    for node in ast.walk(tree):
        if id(node) not in passed and isinstance(node, ast.Constant | ast.JoinedStr):
            text = template(node)
            if id(node) in labels or text in ALONE or (WORDS.match(text) and not TECHNICAL.search(text)):
                yield node.lineno, text


def template(node: ast.Constant | ast.JoinedStr) -> str:
    """The literal, its values numbered from 1. Empty for what is no text."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    values = iter(range(1, len(node.values) + 1))
    return "".join(str(part.value) if isinstance(part, ast.Constant) else f"{{{next(values)}}}" for part in node.values)


def _labels(tree: ast.AST) -> Iterator[int]:
    """Of choices: `LEGAL = "legal", "legal"` in the body of a class."""
    bodies = (node.body for node in ast.walk(tree) if isinstance(node, ast.ClassDef))
    for line in chain.from_iterable(bodies):
        match line:
            case ast.Assign(value=ast.Tuple(elts=[ast.Constant(), ast.Constant() as label])):
                yield id(label)


def _unspoken(tree: ast.AST) -> Iterator[int]:
    for node in ast.walk(tree):
        within = [getattr(node, field) for field in HIDDEN.get(type(node), ())]
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            within = [node.value]
        for one in chain.from_iterable(part if isinstance(part, list) else [part] for part in within):
            yield from (id(inner) for inner in ast.walk(one)) if one else ()
