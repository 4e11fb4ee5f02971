"""Plain text as HTML with its web addresses made clickable."""

from __future__ import annotations

import re
from html import escape

from markupsafe import Markup

ADDRESS = re.compile(r"""https?://[^\s<>"']*[^\s<>"'.,;:!?()\[\]]""")


def linked(text: str) -> Markup:
    parts, at = [], 0
    for found in ADDRESS.finditer(text):
        address = escape(found.group())
        parts += [escape(text[at : found.start()]), f'<a href="{address}" rel="nofollow noopener">{address}</a>']
        at = found.end()
    parts.append(escape(text[at:]))
    return Markup("<p>" + "".join(parts).replace("\n", "<br>") + "</p>")  # noqa: S704 - every part is escaped
