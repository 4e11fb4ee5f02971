"""Whoever changes a component finds it on one page, in both themes."""

import re
from pathlib import Path

import pytest
from django.test import Client

from accounts.models import User

NONE = {"tokens", "base", "print", "styleguide"}
"""Styles that are of no component."""
STYLES = sorted(style for style in Path("static/css").glob("*.css") if style.stem not in NONE)
LEADING = re.compile(r"^ +[\w:() ]*\.([a-z][\w-]*)", re.MULTILINE)


@pytest.fixture
def shown(client: Client, ana: User) -> set[str]:
    """The classes on the page."""
    client.force_login(ana)
    page = client.get("/styleguide").content.decode().partition('<div class="themes">')[2]
    return {name for names in re.findall(r'class="([^"]*)"', page) for name in names.split()}


def test_every_component_stands_on_the_styleguide(shown: set[str]) -> None:
    missing = [style.stem for style in STYLES if LEADING.findall(style.read_text())[0] not in shown]
    assert missing == ["frame"], "that one is around the page itself"


def test_its_sheet_has_the_styles_of_all_of_them() -> None:
    sheets = "".join(Path(f"static/sheets/{name}.css").read_text() for name in ("house", "styleguide"))
    assert {style.stem for style in STYLES} <= set(re.findall(r"css/([\w-]+)", sheets))
