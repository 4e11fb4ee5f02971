"""The record that is a post.

Sources: docs.bsky.app, advanced-guides/posts and post-richtext; lexicons app.bsky.feed.post and
app.bsky.richtext.facet.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

import regex

from publisher.networks.base import Card, Json, Piece
from publisher.networks.bluesky.tid import time_of
from publisher.networks.pictures import slots
from publisher.networks.text import byte_range, graphemes, urls, with_link

COLLECTION = "app.bsky.feed.post"
TAG_GRAPHEMES = 64

# A keycap (#️⃣) is no hashtag, and neither is a number.
_TAG = regex.compile(r"[#＃](?<=(?:^|\s).)(?!\ufe0f)([^\s\p{Cf}\u20e3]+)", regex.MULTILINE)
_LABEL = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
_MENTION = regex.compile(rf"(?<![^\s(])@((?:{_LABEL}\.)+[a-z](?:[a-z0-9-]*[a-z0-9])?)", regex.IGNORECASE)
_END_PUNCTUATION = regex.compile(r"\p{P}+$")


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    feature: Json


def body(piece: Piece) -> str:
    """The text as it is sent. A post has one embed: media takes it, and the link goes into the text then."""
    return with_link(piece.text, piece.link) if piece.pictures or piece.film else piece.text


def mentions(text: str) -> list[str]:
    """The handles mentioned in a text, lower case, each once."""
    return list(dict.fromkeys(match[1].lower() for match in _MENTION.finditer(text)))


def record(piece: Piece, rkey: str, blobs: Json, dids: Json, reply: Json | None = None) -> Json:
    """The post. It follows from these alone and so is the same in every attempt; its time is that of the key.

    `blobs`: the network's blob object for each slot; `dids`: the DID for each mentioned handle, "" where there is none;
    `reply`: the references to what it answers.
    """
    text = body(piece)
    post: Json = {
        "$type": COLLECTION,
        "text": text,
        "createdAt": time_of(rkey).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    }
    if piece.language:
        post["langs"] = [piece.language]
    if reply:
        post["reply"] = reply
    if facets := _facets(text, dids):
        post["facets"] = facets
    if embed := _embed(piece, blobs):
        post["embed"] = embed
    return post


def _embed(piece: Piece, blobs: Json) -> Json | None:
    if film := piece.film:
        ratio = {"width": film.width, "height": film.height}
        shown = {"video": blobs[film.checksum], "aspectRatio": ratio, **({"alt": film.alt} if film.alt else {})}
        return {"$type": "app.bsky.embed.video", **shown}
    if piece.pictures:
        images = []
        for slot, picture in slots(piece.pictures):
            ratio = {"width": picture.width, "height": picture.height}
            images.append({"image": blobs[slot], "alt": picture.alt, "aspectRatio": ratio})
        return {"$type": "app.bsky.embed.images", "images": images}
    if piece.link:
        return {"$type": "app.bsky.embed.external", "external": _external(piece, blobs)}
    return None


def _external(piece: Piece, blobs: Json) -> Json:
    """The card as it was approved. Bluesky reads no web pages: without one the host stands for the title."""
    card = piece.card or Card(urlsplit(piece.link).hostname or piece.link)
    shown = {"uri": piece.link, "title": card.title, "description": card.description}
    return {**shown, "thumb": blobs[card.picture.checksum]} if card.picture else shown


def _facets(text: str, dids: Json) -> list[Json]:
    """Links, mentions and hashtags, by UTF-8 byte offsets; where two overlap the first stays."""
    facets: list[Json] = []
    free_from = 0
    for found in sorted([*_links(text), *_mentioned(text, dids), *_tags(text)], key=lambda found: found.start):
        if found.start < free_from:
            continue
        free_from = found.end
        start, end = byte_range(text, found.start, found.end)
        facets.append({"index": {"byteStart": start, "byteEnd": end}, "features": [found.feature]})
    return facets


def _links(text: str) -> list[_Found]:
    return [
        _Found(span.start, span.end, {"$type": "app.bsky.richtext.facet#link", "uri": span.text}) for span in urls(text)
    ]


def _mentioned(text: str, dids: Json) -> list[_Found]:
    return [
        _Found(match.start(), match.end(), {"$type": "app.bsky.richtext.facet#mention", "did": did})
        for match in _MENTION.finditer(text)
        if (did := dids.get(match[1].lower()))
    ]


def _tags(text: str) -> list[_Found]:
    found = []
    for match in _TAG.finditer(text):
        tag = _END_PUNCTUATION.sub("", match[1])
        if tag and not tag.isdecimal() and graphemes(tag) <= TAG_GRAPHEMES and len(tag.encode()) <= 640:
            feature = {"$type": "app.bsky.richtext.facet#tag", "tag": tag}
            found.append(_Found(match.start(), match.start(1) + len(tag), feature))
    return found
