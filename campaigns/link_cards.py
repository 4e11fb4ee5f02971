"""Reads the web pages behind links, for the cards by which networks show them, and says what is missing.

A worker does it: a page may take its time, and nobody waits for it in a request. Networks that read a page themselves
show what they find there when the post goes out; those that do not get exactly the card that was approved.
"""

import hashlib
from collections.abc import Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from io import BytesIO
from threading import Lock
from typing import Any

import structlog
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from campaigns import markup, pictures
from campaigns.content import Finding
from campaigns.fetching import BadAddress, beginning, file_at
from campaigns.models.link_card import SILENT, LinkCard
from campaigns.reading import Reading
from campaigns.storing import Away
from campaigns.uploads import BadUpload

log = structlog.get_logger()
_reading = Lock()

Seen = dict[str, Any]
"""The fields of a card, as far as they were found."""

AT_ONCE = 8
"""So many pages are read at a time by one worker."""
PAUSE = 0.5
"""Seconds after which it looks whether more were asked for."""
SECONDS = 8.0
"""By then a page has to be here, and as long after it its picture."""
BYTES = 1024 * 1024
"""So much of a page is read; what it says of itself stands at its beginning."""
PICTURE_BYTES = 10 * 1024 * 1024
WEB_PAGES = ("text/html", "application/xhtml+xml")
BOUNDS = (1200, 1200)
"""Pixels; 1200 × 628 is what the networks that show cards ask for."""
LARGEST = 1_000_000
"""Bytes: the least that a network takes (lexicon app.bsky.embed.external)."""
QUALITIES = (85, 70, 50, 30)

NO_PAGE = "There is no web page behind this link, so it has no card. The post may go out with a bare link."
NO_TITLE = "The page of this link has no title, so it has no card. The post may go out with a bare link."
NO_PICTURE = "The picture of this link's page cannot be used. Its card goes out without."


def read(reading: Reading) -> Iterable[Finding]:
    """What is missing of the cards of these contents. It stops nobody."""
    links = dict.fromkeys(
        (one.brand, one.link) for one in reading.contents if one.link and not (one.media or one.corrects)
    )
    for brand, link in links:
        found = LinkCard.objects.of(brand, link)
        if found and found.finding:
            yield Finding(found.finding, blocks=False, field="link")


def read_pages() -> int:
    """Read all pages that were asked for, until none is left; each card is kept as soon as it is there. Returns how
    many.

    Safe in any number of processes. In each, one call reads and others leave it to that one: however slow pages are,
    they keep no worker from its posts.
    """
    if not _reading.acquire(blocking=False):
        return 0
    try:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return _read_all(pool)
    finally:
        _reading.release()


def _read_all(pool: ThreadPoolExecutor) -> int:
    done, looks = 0, dict[Future[Seen | None], LinkCard]()
    while True:
        for card in LinkCard.objects.take(AT_ONCE - len(looks)):
            looks[pool.submit(seen, card.address)] = card
        if not looks:
            return done
        for look in wait(looks, PAUSE, FIRST_COMPLETED).done:
            card, found = looks.pop(look), look.result()
            if found is not None:
                card.keep(**found)
                done += 1


def seen(address: str) -> Seen | None:
    """What there is to see at this address, as a card keeps it. No query: it runs in a thread. None while the storage
    is away."""
    try:
        page = beginning(address, BYTES, SECONDS)
    except BadAddress as fault:
        log.info("link_unread", address=address, reason=str(fault))
        return {"problem": SILENT}
    if page.status != 200:
        return {"problem": _refused(page.status)}
    if page.mime not in WEB_PAGES:
        return {"problem": NO_PAGE}
    said = markup.said(page.data, page.charset, page.address)
    return _card(said) if said.title else {"problem": NO_TITLE}


def _card(said: markup.Said) -> Seen | None:
    """None while the storage is away."""
    words = {"title": said.title, "description": said.description}
    try:
        return words | (_picture(said.picture) if said.picture else {})
    except BadUpload as fault:
        log.info("link_picture_unread", address=said.picture, reason=str(fault))
        return words | {"problem": NO_PICTURE}
    except Away:
        return None


def _refused(status: int) -> str:
    return (
        f"The page of this link answered {status}. Look whether it opens; until it does, the post may go out with a "
        "bare link."
    )


def _picture(address: str) -> Seen:
    """Checked and cleaned as what people upload, made small, and kept. Raises `BadUpload` or `Away`."""
    with file_at(address, PICTURE_BYTES, SECONDS) as file:
        file.name = "picture"  # a name says nothing here, and whatever it promises is no fault
        return made(pictures.clean(file).data)


def made(data: bytes) -> Seen:
    """The picture of a card, from a picture that is known to be sound: small, and kept once. Raises `Away`."""
    with Image.open(BytesIO(data)) as opened:
        image = opened.convert("RGBA" if opened.has_transparency_data else "RGB")
    image.thumbnail(BOUNDS)
    content = _as_jpeg(image)
    checksum = hashlib.sha256(content).hexdigest()
    name = f"cards/{checksum}.jpg"
    if not default_storage.exists(name):
        name = default_storage.save(name, ContentFile(content))
    return {"file": name, "checksum": checksum, "width": image.width, "height": image.height, "size": len(content)}


def _as_jpeg(image: Image.Image) -> bytes:
    """What shows through becomes white."""
    if image.mode == "RGBA":
        ground = Image.new("RGBA", image.size, "white")
        ground.alpha_composite(image)
        image = ground.convert("RGB")
    for quality in QUALITIES:
        output = BytesIO()
        image.save(output, "JPEG", quality=quality, optimize=True, progressive=True)
        if output.tell() <= LARGEST:
            break
    return output.getvalue()
