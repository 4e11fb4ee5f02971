"""The "little" text in which LinkedIn takes a post's words and gives them back.

Source: learn.microsoft.com/linkedin/marketing/community-management/shares/little-text-format. Each of its fifteen
reserved characters needs a backslash to be itself; at one without, the public post ends, and the answer says nothing
of it.
"""

from __future__ import annotations

import re

# A sign that begins a hashtag is left to be one; inside a word or an address it is only a sign.
_TO_ESCAPE = re.compile(r"(?P<tag>(?<![\w/&])#(?=[^\W_]))|[|{}@\[\]()<>#\\*_~]")
_TAG = re.compile(r"\{hashtag\|\\?[#＃]\|((?:\\.|[^\\|}])*)\}")
_ESCAPED = re.compile(r"\\([|{}@\[\]()<>#\\*_~])")


def escape(text: str) -> str:
    """The words as LinkedIn takes them; hashtags stay hashtags."""
    return _TO_ESCAPE.sub(lambda found: found[0] if found["tag"] else f"\\{found[0]}", text)


def plain(little: str) -> str:
    """The words as people read them; what went out as `#word` comes back as a template."""
    return _ESCAPED.sub(r"\1", _TAG.sub(r"#\1", little))


def length(text: str) -> int:
    """UTF-16 units of the words with their backslashes.

    Whether LinkedIn counts those is written nowhere; with them no text is longer there than it is here.
    """
    return len(escape(text).encode("utf-16-le")) // 2
