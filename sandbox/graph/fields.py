"""The `fields` parameter. Source: developers.facebook.com, graph-api/guides/field-expansion."""

from __future__ import annotations

import re
from typing import Any

from sandbox.graph.errors import bad_parameter

Json = dict[str, Any]
Tree = dict[str, "Tree"]

WORD = re.compile(r"[a-z_0-9]+|\.[a-z_]+\([^)]*\)|[{},]")


def parse(text: str) -> Tree:
    """`id,attachments{target}` → `{"id": {}, "attachments": {"target": {}}}`; `.limit(…)` and its like say nothing."""
    root: Tree = {}
    path, last = [root], ""
    at = 0
    text = text.replace(" ", "")
    while at < len(text):
        found = WORD.match(text, at)
        if found is None:
            raise bad_parameter(f"Syntax error at character {at} of: {text}")
        word, at = found.group(), found.end()
        if word == "{" and last:
            path.append(path[-1][last])
        elif word == "}" and len(path) > 1:
            path.pop()
        elif word in "{}":
            raise bad_parameter(f"Syntax error: unexpected {word!r} in: {text}")
        elif word[0] not in ",.":
            path[-1].setdefault(word, {})
            last = word
    if len(path) > 1:
        raise bad_parameter(f"Syntax error: end of string instead of '}}' in: {text}")
    return root


def select(node: Json, tree: Tree, known: frozenset[str], kind: str) -> Json:
    """The wanted fields of a node, and always its id. What it lacks is left out; what no such node has is an error."""
    for name in tree:
        if name not in known:
            raise bad_parameter(f"Tried accessing nonexisting field ({name}) on node type ({kind})")
    return {name: prune(node[name], tree.get(name, {})) for name in (*tree, *({"id"} - tree.keys())) if name in node}


def prune(value: Any, tree: Tree) -> Any:
    """Below the first level a wrong name is passed over; edges (`{"data": […]}`) are pruned entry by entry."""
    if not tree:
        return value
    if isinstance(value, dict) and isinstance(value.get("data"), list):
        return {**value, "data": [prune(entry, tree) for entry in value["data"]]}
    if isinstance(value, dict):
        return {name: prune(value[name], below) for name, below in tree.items() if name in value}
    return value
