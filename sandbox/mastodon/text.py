"""How Mastodon counts a text and turns it into HTML.

Sources: docs.joinmastodon.org, user/posting and entities/Status; its app/validators/status_length_validator.rb.
"""

from __future__ import annotations

import re
from html import escape

import regex

URL_LENGTH = 23
URL = re.compile(r"""(?<![\w@#$])https?://[^\s<>"']*[^\s<>"'.,;:!?()\[\]]""", re.IGNORECASE)
MENTION = re.compile(r"(?<![=/\w])@([a-z0-9_]+(?:[a-z0-9_.-]+[a-z0-9_]+)?)@([\w.-]+\w)", re.IGNORECASE)
HASHTAG = re.compile(r"(?<![\w/&])#(\w*[^\W\d_]\w*)")
TOKENS = re.compile(f"(?P<url>{URL.pattern})|{HASHTAG.pattern}", re.IGNORECASE)
GRAPHEME = regex.compile(r"\X")
BLANK_LINES = re.compile(r"\n{2,}")


def length(text: str) -> int:
    """Graphemes, each link counted as 23 and a remote mention as its local part."""
    if "://" in text:
        text = URL.sub("x" * URL_LENGTH, text)
    if "@" in text:
        text = MENTION.sub(r"@\1", text)
    return len(text) if text.isascii() and "\r" not in text else len(GRAPHEME.findall(text))


def first_link(text: str) -> str:
    found = URL.search(text) if "://" in text else None
    return found.group() if found else ""


def hashtags(text: str) -> list[str]:
    """In the order they stand, lower case, each once."""
    return list(dict.fromkeys(tag.lower() for tag in HASHTAG.findall(text))) if "#" in text else []


def content(text: str, base: str) -> str:
    """The HTML of a status; hashtags lead to `base`."""
    if not text:
        return ""
    parts, at = [], 0
    for token in TOKENS.finditer(text):
        parts.append(escape(text[at : token.start()], quote=False))
        parts.append(link(token["url"]) if token["url"] else hashtag(token.group(2), base))
        at = token.end()
    parts.append(escape(text[at:], quote=False))
    html = "".join(parts).replace("\r\n", "\n").strip("\n")
    return "<p>" + BLANK_LINES.sub("</p><p>", html).replace("\n", "<br />") + "</p>"


def hashtag(tag: str, base: str) -> str:
    return f'<a href="{base}/mastodon/tags/{tag.lower()}" class="mention hashtag" rel="tag">#<span>{tag}</span></a>'


def link(url: str) -> str:
    """As Mastodon shows a link: the scheme and whatever is past 30 characters hidden but there."""
    scheme, _, rest = url.partition("://")
    shown, hidden = rest[:30], rest[30:]
    style = ' class="ellipsis"' if hidden else ' class=""'
    return (
        f'<a href="{escape(url)}" target="_blank" rel="nofollow noopener" translate="no">'
        f'<span class="invisible">{scheme}://</span><span{style}>{escape(shown)}</span>'
        f'<span class="invisible">{escape(hidden)}</span></a>'
    )
