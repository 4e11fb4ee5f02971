"""A piece as an article: title, HTML, and the slug its address ends with.

The HTML is made of blocks, which WordPress shows as they are; outside of them it makes paragraphs of its own. Source:
developer.wordpress.org/block-editor (markup of core/paragraph, core/image and core/video).
"""

from __future__ import annotations

import json
import re
import secrets
import unicodedata
from collections.abc import Iterator, Mapping
from html import escape

from publisher.networks.base import Json, Picture, Piece
from publisher.networks.pictures import slots
from publisher.networks.text import urls, with_link

TITLE = 80
"""Characters that lists, tabs and search engines show of a title."""
SLUG = 60

# Not the first full stop at any price: "z. B." ends no sentence.
_SENTENCE = re.compile(r".{20,}?(?:[.!?…](?=\s|$)|[。！？])")
_UNFINISHED = (".", ",", ";", ":", "!", "?", "…", "。", "！", "？")
_BLANK = re.compile(r"\n[^\S\n]*\n\s*")
_OTHER = re.compile(r"[^a-z0-9]+")


def title_and_text(piece: Piece) -> tuple[str, str]:
    """A first line that stands alone like a headline becomes the title; any other text keeps all its words, and its
    first sentence is the title as well."""
    text = with_link(piece.text, piece.link).strip()
    first, *rest = _BLANK.split(text, maxsplit=1)
    if rest and len(first) <= TITLE and "\n" not in first and not first.endswith(_UNFINISHED) and not urls(first):
        return first, rest[0]
    line = first.partition("\n")[0] or next((picture.alt for picture in piece.pictures if picture.alt), "")
    sentence = _SENTENCE.match(line)
    return _shortened(sentence[0] if sentence else line), text


def _shortened(title: str) -> str:
    if len(title) > TITLE:
        return (title[: TITLE - 1].rpartition(" ")[0] or title[: TITLE - 1]) + "…"
    return title.removesuffix(".")


def slug_of(piece: Piece) -> str:
    """The title's letters and digits, and 12 of ours: by them this draft is recognised, and they never meet a slug that
    is taken. WordPress leaves a slug of these characters as it is (sanitize_title)."""
    plain = unicodedata.normalize("NFKD", title_and_text(piece)[0]).encode("ascii", "ignore").decode()
    words = _OTHER.sub("-", plain.lower()).strip("-")[:SLUG].strip("-")
    return f"{words or 'post'}-{secrets.token_hex(6)}"


def article(piece: Piece, media: Mapping[str, Json]) -> Json:
    """Title and HTML: the paragraphs, then what is at the blog already: the film, for whose description a video block
    has no place, and the pictures, each with its own."""
    title, text = title_and_text(piece)
    blocks = [_paragraph(part) for part in _BLANK.split(text) if part]
    if piece.film and piece.film.checksum in media:
        blocks.append(_video(media[piece.film.checksum]))
    blocks += [_figure(picture, media[slot]) for slot, picture in slots(piece.pictures) if slot in media]
    # WordPress refuses a draft that has nothing at all (wp_insert_post, empty_content).
    return {"title": escape(title, quote=False), "content": "\n\n".join(blocks or [_paragraph("")])}


def _paragraph(text: str) -> str:
    html = "".join(_linked(text)).replace("\n", "<br>")
    return f"<!-- wp:paragraph -->\n<p>{html}</p>\n<!-- /wp:paragraph -->"


def _linked(text: str) -> Iterator[str]:
    at = 0
    for span in urls(text):
        address = safe(span.text)
        yield f'{safe(text[at : span.start])}<a href="{address}">{address}</a>'
        at = span.end
    yield safe(text[at:])


def _figure(picture: Picture, media: Json) -> str:
    number = int(media["id"])
    about = json.dumps({"id": number, "sizeSlug": "full"})
    image = f'<img src="{safe(media["url"])}" alt="{safe(picture.alt)}" class="wp-image-{number}"/>'
    figure = f'<figure class="wp-block-image size-full">{image}</figure>'
    return f"<!-- wp:image {about} -->\n{figure}\n<!-- /wp:image -->"


def _video(media: Json) -> str:
    figure = f'<figure class="wp-block-video"><video controls src="{safe(media["url"])}"></video></figure>'
    return f"<!-- wp:video {json.dumps({'id': int(media['id'])})} -->\n{figure}\n<!-- /wp:video -->"


def safe(text: str) -> str:
    """The text as HTML shows it. A bracket might begin a shortcode, which WordPress would carry out."""
    return escape(text).replace("[", "&#91;")
