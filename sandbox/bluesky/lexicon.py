"""What an app.bsky.feed.post record must be. Sources: the lexicons app.bsky.feed.post, app.bsky.richtext.facet,
app.bsky.embed.images, app.bsky.embed.video, app.bsky.embed.external.

In one thing stricter than a PDS: facets outside the text, inside a character or overlapping are refused here, where
the real one stores them and clients then show no link. A rehearsal should not hide that.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import regex

from sandbox.bluesky.errors import invalid_request
from sandbox.bluesky.identifiers import DID, LANGUAGE, URI, is_datetime
from sandbox.call import Refusal

Json = dict[str, Any]
COLLECTION = "app.bsky.feed.post"
GRAPHEME = regex.compile(r"\X")
IMAGE_LIMIT, THUMB_LIMIT, VIDEO_LIMIT = 2_000_000, 1_000_000, 300_000_000
ALT_GRAPHEMES, ALT_BYTES = 1000, 10_000
"""Of a film; pictures have no such limit."""


def wrong(what: str, where: str) -> Refusal:
    return invalid_request(f"Invalid {COLLECTION} record: {what} at $.{where}")


def graphemes(text: str) -> int:
    return len(text) if text.isascii() and "\r" not in text else len(GRAPHEME.findall(text))


def check_post(record: Json) -> None:
    """Raises `Refusal` (InvalidRequest) for a record the lexicon does not allow."""
    text = record.get("text")
    if not isinstance(text, str):
        raise wrong("Expected string value type", "text")
    encoded = text.encode()
    check_length(text, encoded, 300, 3000, "text")
    if not is_datetime(record.get("createdAt")):
        raise wrong("Invalid datetime string", "createdAt")
    check_words(record.get("langs", []), 3, "langs")
    check_words(record.get("tags", []), 8, "tags")
    check_facets(record.get("facets", []), encoded)
    check_reply(record.get("reply"))
    if "embed" in record:
        check_embed(record["embed"])


def check_length(text: str, encoded: bytes, most_graphemes: int, most_bytes: int, where: str) -> None:
    if len(encoded) > most_bytes:
        raise wrong(f"string too big (maximum {most_bytes}, got {len(encoded)})", where)
    if len(text) > most_graphemes and (count := graphemes(text)) > most_graphemes:
        raise wrong(f"grapheme too big (maximum {most_graphemes}, got {count})", where)


def check_words(words: object, most: int, where: str) -> None:
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise wrong("Expected array of strings", where)
    if len(words) > most:
        raise wrong(f"array too big (maximum {most}, got {len(words)})", where)
    for number, word in enumerate(words):
        if where == "langs" and not LANGUAGE.match(word):
            raise wrong("Invalid language string", f"langs[{number}]")
        check_length(word, word.encode(), 64, 640, f"{where}[{number}]")


def check_facets(facets: object, encoded: bytes) -> None:
    if not isinstance(facets, list):
        raise wrong("Expected array value type", "facets")
    spans = sorted(check_facet(facet, encoded, f"facets[{number}]") for number, facet in enumerate(facets))
    for (_, end), (start, _) in pairwise(spans):
        if start < end:
            raise wrong("Facets overlap", "facets")


def check_facet(facet: Json, encoded: bytes, where: str) -> tuple[int, int]:
    """The facet's first byte and the byte after its last."""
    try:
        start, end = facet["index"]["byteStart"], facet["index"]["byteEnd"]
        features = facet["features"]
        for feature in features:
            check_feature(feature, f"{where}.features")
    except (KeyError, TypeError):
        raise wrong("Expected index and features", where) from None
    if type(start) is not int or type(end) is not int or not 0 <= start < end <= len(encoded):
        raise wrong(f"Byte range {start}-{end} is not inside the text of {len(encoded)} bytes", f"{where}.index")
    if any(at < len(encoded) and encoded[at] & 0xC0 == 0x80 for at in (start, end)):
        raise wrong("Byte range cuts a character in two", f"{where}.index")
    return start, end


def check_feature(feature: Json, where: str) -> None:
    kind = str(feature["$type"]).removeprefix("app.bsky.richtext.facet#")
    if kind == "link" and not URI.match(feature["uri"]):
        raise wrong("Invalid uri string", f"{where}.uri")
    if kind == "mention" and not DID.match(feature["did"]):
        raise wrong("Invalid did string", f"{where}.did")
    if kind == "tag":
        check_length(feature["tag"], feature["tag"].encode(), 64, 640, f"{where}.tag")


def check_reply(reply: object) -> None:
    if reply is None:
        return
    for end in ("root", "parent"):
        reference = reply.get(end) if isinstance(reply, dict) else None
        if not isinstance(reference, dict) or not reference.get("uri") or not reference.get("cid"):
            raise wrong("Expected a strong reference (uri and cid)", f"reply.{end}")


def check_embed(embed: object) -> None:
    kind = embed.get("$type") if isinstance(embed, dict) else None
    if kind == "app.bsky.embed.images" and isinstance(embed, dict):
        check_images(embed.get("images"))
    elif kind == "app.bsky.embed.external" and isinstance(embed, dict):
        check_external(embed.get("external"))
    elif kind == "app.bsky.embed.video" and isinstance(embed, dict):
        check_video(embed)
    else:
        raise wrong(f"the sandbox imitates images, video and external, not {kind}", "embed")


def check_images(images: object) -> None:
    if not isinstance(images, list):
        raise wrong("Expected array value type", "embed.images")
    if len(images) > 4:
        raise wrong(f"array too big (maximum 4, got {len(images)})", "embed.images")
    for number, image in enumerate(images):
        where = f"embed.images[{number}]"
        if not isinstance(image, dict) or not isinstance(image.get("alt"), str):
            raise wrong('Missing required key "alt"', where)
        check_blob(image.get("image"), IMAGE_LIMIT, f"{where}.image")
        check_ratio(image.get("aspectRatio"), f"{where}.aspectRatio")


def check_video(embed: Json) -> None:
    check_blob(embed.get("video"), VIDEO_LIMIT, "embed.video", "video/mp4")
    check_ratio(embed.get("aspectRatio"), "embed.aspectRatio")
    alt = embed.get("alt", "")
    if not isinstance(alt, str):
        raise wrong("Expected string value type", "embed.alt")
    check_length(alt, alt.encode(), ALT_GRAPHEMES, ALT_BYTES, "embed.alt")


def check_ratio(ratio: object, where: str) -> None:
    if ratio is None:
        return
    sides = [ratio.get("width"), ratio.get("height")] if isinstance(ratio, dict) else [None]
    if not all(type(side) is int and side >= 1 for side in sides):
        raise wrong("Expected width and height of at least 1", where)


def check_external(external: object) -> None:
    if not isinstance(external, dict) or not all(
        isinstance(external.get(key), str) for key in ("uri", "title", "description")
    ):
        raise wrong('Missing required keys "uri", "title", "description"', "embed.external")
    if not URI.match(external["uri"]):
        raise wrong("Invalid uri string", "embed.external.uri")
    if "thumb" in external:
        check_blob(external["thumb"], THUMB_LIMIT, "embed.external.thumb")


def check_blob(blob: object, most: int, where: str, kind: str = "image/") -> None:
    """The shape of a blob object; whether the blob is there is the repository's question."""
    try:
        link, mime, size = blob["ref"]["$link"], blob["mimeType"], blob["size"]  # type: ignore[index]
    except (KeyError, TypeError):
        raise wrong("Expected blob value type", where) from None
    if not isinstance(link, str) or type(size) is not int or size < 0:
        raise wrong("Expected blob value type", where)
    if not str(mime).startswith(kind):
        raise wrong(f'Expected "{kind}*" (got "{mime}")', where)
    if size > most:
        raise wrong(f"blob too big (maximum {most}, got {size})", where)
