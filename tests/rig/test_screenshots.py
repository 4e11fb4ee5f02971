"""The pictures of the documentation are those that bin/screenshots makes, and few enough bytes to clone."""

import re
from datetime import date

from rig.places import PROJECT
from rig.screenshots import FOLDER, SCREENS, THEMES, shots


def test_each_main_page_is_there_in_both_themes_and_sizes_and_nothing_else() -> None:
    names = [shot.name for shot in shots(date(2031, 5, 14))]
    made = {f"{name}-{screen}-{theme}.webp" for name in names for screen in SCREENS for theme in THEMES}
    assert {path.name for path in FOLDER.iterdir()} == made


def test_they_stay_small() -> None:
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 6_000_000


def test_what_the_readme_shows_is_there() -> None:
    shown = re.findall(r'"(docs/[^"]+\.webp)"', (PROJECT / "README.md").read_text())
    assert shown
    assert [path for path in shown if not (PROJECT / path).exists()] == []
