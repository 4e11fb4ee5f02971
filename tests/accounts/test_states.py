"""States are told by one word and one tone each."""

import re

from accounts.templatetags.states import bar


def test_a_bar_has_a_stretch_for_each_state_as_wide_as_its_part() -> None:
    drawn = re.findall(r'<rect class="(.*?)" x="(.*?)" width="(.*?)"', bar([("draft", 1), ("published", 3)]))
    assert drawn == [("tone-neutral", "0.00", "25.00"), ("tone-good", "25.00", "75.00")]
