"""The house: a room imports only rooms to its left, imports inside functions included."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from accounts.models import Network

ROOT = Path(__file__).resolve().parent.parent
LEFT_OF = {
    "accounts": set(),
    "campaigns": {"accounts"},
    "publisher": {"accounts", "campaigns"},
    "sandbox": set(),
    "rig": {"sandbox"},
}
NETWORKS = ROOT / "publisher" / "networks"


def imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.ImportFrom) and not node.level and node.module:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


@pytest.mark.parametrize("room", LEFT_OF)
def test_each_room_only_looks_left(room: str) -> None:
    for file in (ROOT / room).rglob("*.py"):
        rooms = {name.partition(".")[0] for name in imports(file)} & set(LEFT_OF)
        assert rooms <= LEFT_OF[room] | {room}, file


def test_a_network_knows_neither_django_nor_a_room() -> None:
    for file in NETWORKS.rglob("*.py"):
        for name in imports(file):
            assert name.partition(".")[0] not in {"django", "accounts", "campaigns", "sandbox"}, file
            assert not name.startswith("publisher") or name.startswith("publisher.networks"), file


def test_three_doors_lead_out_to_networks_to_addresses_that_somebody_gave_and_to_files_there() -> None:
    doors = {*(NETWORKS / "http").glob("*.py"), ROOT / "accounts" / "outward.py", ROOT / "campaigns" / "fetching.py"}
    for room in ("accounts", "campaigns", "publisher"):
        for file in set((ROOT / room).rglob("*.py")) - doors:
            ways = {"aiohttp", "http.client", "httpx", "requests", "urllib.request"}
            assert not ways & set(imports(file)), file


def test_scripts_ask_where_it_is_noticed_that_a_login_has_ended() -> None:
    asking = {path.name for path in (ROOT / "static/js").glob("*.js") if "fetch(" in path.read_text()}
    assert asking == {"login.js"}


def test_no_room_uses_signals_of_models() -> None:
    for room in ("accounts", "campaigns", "publisher"):
        for file in (ROOT / room).rglob("*.py"):
            assert "django.db.models.signals" not in set(imports(file)), file


KNOWN = ("accounts/models/page.py", "accounts/templatetags/icons.py", "campaigns/likeness.py")
"""The list of networks, which of them another icon stands for, and how each looks."""
SHOWN = ("publisher/demo/", "publisher/rehearsal/")
"""What plays with networks by their names."""


def test_a_further_network_is_one_module_one_sandbox_module_and_one_entry() -> None:
    """No room asks which network it speaks to: what one can do it says itself, by the protocols of `base`."""
    for room in ("accounts", "campaigns", "publisher"):
        for file in (ROOT / room).rglob("*.py"):
            name = file.relative_to(ROOT).as_posix()
            if NETWORKS in file.parents or "migrations" in name or name.startswith((*SHOWN, *KNOWN)):
                continue
            words = {node.value for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Constant)}
            assert not words & set(Network.values), file
            named = (node.attr for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Attribute))
            assert not set(Network.names) & set(named), file
