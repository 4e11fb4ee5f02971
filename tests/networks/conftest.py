"""Real peers: the sandbox in a process of its own, and a server that answers byte for byte what it is told."""

import asyncio
import hashlib
import io
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from fractions import Fraction
from functools import cache
from tempfile import NamedTemporaryFile
from typing import Any
from urllib.parse import urlsplit

import av
import pytest
from PIL import Image

from publisher.networks import NETWORKS, to_choose
from publisher.networks.base import (
    Account,
    Film,
    Json,
    NetworkError,
    Picture,
    Piece,
    Placement,
    Receipt,
    Unfinished,
)
from publisher.networks.http import Door
from publisher.networks.renewal import introduced
from tests.gallery import GALLERY, Gallery
from tests.peer import Sandbox, free_port, started_sandbox

LONGEST_WAIT = 0.25
"""Seconds of those that a network asks to wait for it: the sandbox is quicker."""
TEXT = "La nueva Aurora ya está aquí."


@pytest.fixture(scope="session")
def running_sandbox() -> Iterator[Sandbox]:
    with started_sandbox() as sandbox:
        yield sandbox


@pytest.fixture(scope="session", autouse=True)
def gallery() -> Iterator[Gallery]:
    """Where every `picture` and `film` is to be fetched by its `url`."""
    with GALLERY.open():
        yield GALLERY


@pytest.fixture
def sandbox(running_sandbox: Sandbox) -> Iterator[Sandbox]:
    """Without faults, before and after."""
    yield running_sandbox
    running_sandbox.heal()


LINK = "https://aurora.example/es/nueva"


def picture(
    kind: str = "JPEG", size: tuple[int, int] = (64, 48), alt: str = "Un coche rojo", color: str = "red"
) -> Picture:
    output = io.BytesIO()
    Image.new("RGB", size, color).save(output, kind)
    content = output.getvalue()
    checksum, mime = hashlib.sha256(content).hexdigest(), f"image/{kind.lower()}"
    return Picture(checksum, mime, *size, len(content), alt, lambda: content, GALLERY.hang(content, mime))


@cache
def film(
    seconds: float = 1, size: tuple[int, int] = (320, 240), sound: bool = True, alt: str = "Un coche en marcha"
) -> Film:
    """A red H.264 film of 24 pictures a second in an MP4 that can be played from its beginning on."""
    with NamedTemporaryFile(suffix=".mp4") as file:
        with av.open(file.name, "w", options={"movflags": "faststart"}) as container:
            _record(container, round(seconds * 24), size, round(seconds * 48_000 / 1024) if sound else 0)
        content = file.read()
    silent = Film("", "video/mp4", *size, 0, seconds, 24.0, "h264", "aac" if sound else "", alt, lambda *_: b"")
    return filled(silent, content)


def _record(container: Any, pictures: int, size: tuple[int, int], sounds: int) -> None:
    """So many pictures, and so many frames of silence: 1024 samples each."""
    sight = container.add_stream("libx264", rate=24)
    sight.width, sight.height, sight.pix_fmt = *size, "yuv420p"
    hearing = container.add_stream("aac", rate=48_000) if sounds else None
    still = av.VideoFrame.from_image(Image.new("RGB", size, "red"))
    for number in range(pictures):
        still.pts, still.time_base = number, Fraction(1, 24)
        container.mux(sight.encode(still))
    container.mux(sight.encode(None))
    for number in range(sounds):
        silence = av.AudioFrame("fltp", "stereo", 1024)
        silence.rate, silence.pts = 48_000, number * 1024
        for plane in silence.planes:
            plane.update(bytes(plane.buffer_size))
        container.mux(hearing.encode(silence))
    container.mux(hearing.encode(None) if hearing else [])


def filled(film: Film, content: bytes) -> Film:
    """The film as if these were its bytes."""

    def read(start: int, length: int) -> bytes:
        return content[start : start + length]

    checksum, url = hashlib.sha256(content).hexdigest(), GALLERY.hang(content, film.mime)
    return replace(film, checksum=checksum, size=len(content), read=read, url=url)


def heavier(film: Film, size: int) -> Film:
    """The same film in so many bytes: the rest is space that players pass over."""
    rest = size - film.size
    return filled(film, film.read(0, film.size) + rest.to_bytes(4, "big") + b"free" + bytes(rest - 8))


PICTURES = (picture(), picture("PNG", alt="El mismo coche", color="blue"))
JPEGS = (PICTURES[0], picture(alt="El mismo coche", color="blue"))
FILM = film(size=(360, 640))


@dataclass(frozen=True)
class Traits:
    """How a network differs from others, as far as the promises of all depend on it.

    `unit` is what counts as one there and is more to a computer. `odd`: a kind of picture it does not take.
    """

    brings_ahead: bool = True
    """Pictures go to the network before the call that makes the post."""
    endless: bool = False
    """It sets no limit to a text; the limit is ours alone."""
    knows_handle: bool = False
    """It has no key, but recognises a repeat by what was prepared."""
    spends_handle: bool = False
    """What was prepared becomes public once; to publish it again leaves doubt."""
    refuses_repeats: bool = False
    """The same words twice in a row are refused."""
    says_when: bool = True
    """Who comes too often is told when to come again."""
    posts_below_page: bool = True
    """The address of a post begins with that of its page."""
    marks_links: bool = False
    """The link of a post carries a parameter by which it is known again."""
    one_description: bool = False
    """All pictures of a post share one description, a line each."""
    in_steps: bool = False
    """Media is prepared in steps, each of which is written down before the next."""
    shows_links: bool = True
    """A link has a place of its own on the post, or the network makes one of an address in its text."""
    only_jpeg: bool = False
    filmed: bool = False
    """A post is a film unless it is asked for pictures."""
    needs_words: bool = False
    """Media alone is no post."""
    bare: bool = False
    """The call that shows a film is answered by a status alone, of which nothing can be cut off."""
    forbids: str = ""
    """Characters that a text must not have."""
    brings_films_ahead: bool = True
    """Films go to the network before the call that makes the post."""
    describes_films: bool = False
    """The description of a film becomes public with it."""
    film: Film = field(default_factory=lambda: film(4))
    """One that it takes."""
    weight: int = 200_000
    """Bytes of a film that goes there in more than one part, if parts are as long as we will."""
    works_on: tuple[str, ...] = ()
    """Of "pictures" and the places of films what it works on once it has taken it, before anybody sees it."""
    while_it_works: str = ""
    """The sandbox's setting of how many seconds that takes; with `_fails`, that it comes to nothing."""
    unit: str = "🇪🇸"
    odd: str = "BMP"


TRAITS = {
    "x": Traits(refuses_repeats=True, unit="a\u0301", weight=9_000_000),
    "weibo": Traits(brings_ahead=False, refuses_repeats=True, says_when=False, unit="新", odd="WEBP"),
    "wordpress": Traits(endless=True, knows_handle=True, unit="a"),
    "mastodon": Traits(describes_films=True),
    "bluesky": Traits(describes_films=True),
    "facebook": Traits(
        refuses_repeats=True,
        film=film(4, (540, 960)),
        works_on=("reel", "story"),
        while_it_works="facebook_upright_processing",
        unit="a",
        odd="WEBP",
    ),
    "telegram": Traits(brings_ahead=False, brings_films_ahead=False, unit="a", odd="WEBP"),
    "linkedin": Traits(
        refuses_repeats=True,
        says_when=False,
        posts_below_page=False,
        works_on=("pictures", "feed"),
        while_it_works="linkedin_publishing",
        unit="ñ",
        odd="WEBP",
    ),
    "pinterest": Traits(
        brings_ahead=False,
        posts_below_page=False,
        marks_links=True,
        one_description=True,
        describes_films=True,
        unit="ñ",
        odd="WEBP",
    ),
    "instagram": Traits(
        spends_handle=True,
        posts_below_page=False,
        in_steps=True,
        shows_links=False,
        only_jpeg=True,
        unit="ñ",
        odd="WEBP",
    ),
    "youtube": Traits(
        says_when=False,
        posts_below_page=False,
        shows_links=False,
        knows_handle=True,
        filmed=True,
        needs_words=True,
        forbids="<>",
        film=FILM,
        weight=12_000_000,
        unit="ñ",
    ),
    "tiktok": Traits(
        brings_ahead=False,
        says_when=False,
        shows_links=False,
        knows_handle=True,
        filmed=True,
        bare=True,
        only_jpeg=True,
        works_on=("pictures", "feed"),
        while_it_works="tiktok_processing",
        film=FILM,
        weight=12_000_000,
        unit="ñ",
        odd="PNG",
    ),
    "threads": Traits(spends_handle=True, says_when=False, in_steps=True, describes_films=True, unit="ñ", odd="WEBP"),
}


class Stage:
    """One page on one network, and what the engine would do there."""

    def __init__(self, name: str, account: Account, sandbox: Sandbox) -> None:
        self.network = NETWORKS[name]
        self.traits = TRAITS[name]
        self.account = account
        self.sandbox = sandbox
        self.began = datetime.now(UTC)
        self.key = self.network.key(self.began)

    def piece(self, text: str = TEXT, link: str = "", pictures: int = 0) -> Piece:
        """A piece that this network takes: with what it cannot do without, and no more pictures than it takes."""
        takes, filmed = self.network.takes, self.traits.filmed
        wanted = min(max(pictures, not takes.words_alone and not filmed), takes.pictures)
        link = link or (LINK if takes.needs_link else "")
        text = "".join(sign for sign in text if sign not in self.traits.forbids)
        pictured = JPEGS if self.traits.only_jpeg else PICTURES
        film = self.traits.film if filmed and not wanted else None
        return Piece(text, link, pictured[:wanted], film, language="es")

    def filmed(self, text: str = TEXT, link: str = "", size: int = 0) -> Piece:
        """A piece with a film of so many bytes, alone."""
        film = heavier(self.traits.film, size or self.traits.weight)
        return replace(self.piece(text, link), pictures=(), film=film)

    def shown(self, what: str) -> Piece:
        """Two pictures, or a film in this place."""
        return self.piece(pictures=2) if what == "pictures" else replace(self.filmed(), placement=Placement(what))

    def publish(self, piece: Piece, handle: Json | None = None, total: float = 5) -> Receipt:
        """Prepared, unless a handle is given, and published under this stage's key."""

        async def steps() -> Receipt:
            async with Door(total=total) as door:
                ready = await self._prepared(door, piece, {}) if handle is None else handle
                return await self.network.publish(door, self.account, piece, self.key, ready)

        return asyncio.run(steps())

    def prepare(self, piece: Piece, handle: Json, total: float = 5) -> Json:
        async def steps() -> Json:
            async with Door(total=total) as door:
                return await self._prepared(door, piece, handle)

        return asyncio.run(steps())

    def step(self, piece: Piece, handle: Json) -> None:
        """The next step of preparing, and no more. Raises `Unfinished` unless it was the last."""

        async def step() -> None:
            async with Door() as door:
                await self._step(door, piece, handle)

        asyncio.run(step())

    async def _prepared(self, door: Door, piece: Piece, handle: Json) -> Json:
        """As the engine does it: again after each step."""
        while True:
            try:
                return await self._step(door, piece, handle)
            except Unfinished as unfinished:
                await asyncio.sleep(min(unfinished.wait, LONGEST_WAIT))

    async def _step(self, door: Door, piece: Piece, handle: Json) -> Json:
        """What is written down after a step is all that the next one knows, and the database sorts it its own way."""
        try:
            return await self.network.prepare(door, self.account, piece, handle)
        except Unfinished:
            kept = json.loads(json.dumps(handle, sort_keys=True))
            handle.clear()
            handle.update(kept)
            raise

    def leave(self, handle: Json) -> Json:
        """From now on the network is where nobody listens, and so is every address of it in the handle, which is given
        back so."""
        nowhere = f"http://127.0.0.1:{free_port()}"
        self.account = replace(self.account, home=self.account.home.replace(self.sandbox.address, nowhere))
        left: Json = json.loads(json.dumps(handle).replace(self.sandbox.address, nowhere))
        return left

    def find(self, piece: Piece, handle: Json | None = None, known: frozenset[str] = frozenset()) -> Receipt | None:
        async def steps() -> Receipt | None:
            async with Door(total=5) as door:
                return await self.network.find(door, self.account, piece, self.key, handle or {}, self.began, known)

        return asyncio.run(steps())

    @property
    def web(self) -> str:
        """How the address of each post of the page begins."""
        address = self.account.address
        return address if self.traits.posts_below_page else "{0.scheme}://{0.netloc}/".format(urlsplit(address))

    @property
    def public(self) -> list[Any]:
        return self.sandbox.public(self.account.remote_id)

    def fault(self, fault: str, operation: str = "create", **rule: Any) -> None:
        self.sandbox.fault(fault, operation, network=self.network.name, account=self.account.remote_id, **rule)

    def tells(self, error: NetworkError) -> str:
        """All that people and logs may see of an error."""
        return f"{error} {error!r} {vars(error)} {error.__cause__!r}"


def connected(name: str, sandbox: Sandbox) -> Account:
    """A new account, connected as a person would connect it."""
    made = sandbox.account(name)
    account = Account(made["home"], "", made["secret"], address=made["address"])

    async def identity() -> Account:
        async with Door() as door:
            me = await introduced(NETWORKS[name], door, account)
            return Account(account.home, me.remote_id, me.secret, me.handle, me.address, to_choose(name))

    return asyncio.run(identity())


@pytest.fixture(params=list(NETWORKS))
def stage(request: pytest.FixtureRequest, sandbox: Sandbox) -> Stage:
    return Stage(request.param, connected(request.param, sandbox), sandbox)


@pytest.fixture(params=[name for name in NETWORKS if NETWORKS[name].takes.pictures])
def pictured(request: pytest.FixtureRequest, sandbox: Sandbox) -> Stage:
    """A stage on a network that shows pictures."""
    return Stage(request.param, connected(request.param, sandbox), sandbox)


@pytest.fixture(params=[name for name in NETWORKS if TRAITS[name].brings_ahead and NETWORKS[name].takes.pictures])
def bringing(request: pytest.FixtureRequest, sandbox: Sandbox) -> Stage:
    """A stage on a network to which pictures are brought ahead."""
    return Stage(request.param, connected(request.param, sandbox), sandbox)


@pytest.fixture(params=[name for name in NETWORKS if NETWORKS[name].takes.films])
def filming(request: pytest.FixtureRequest, sandbox: Sandbox) -> Stage:
    """A stage on a network that shows films."""
    return Stage(request.param, connected(request.param, sandbox), sandbox)


@pytest.fixture
def staged(sandbox: Sandbox) -> Callable[[str], Stage]:
    return lambda name: Stage(name, connected(name, sandbox), sandbox)


Speak = Callable[["Heard", asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Heard:
    """One request as it came."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Wire:
    """A server at a free port; `heard` is every request it got, in order."""

    url: str
    heard: list[Heard] = field(default_factory=list)


async def _hear(reader: asyncio.StreamReader) -> Heard:
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    first, *lines = head.strip().split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    method, target, _ = first.split(" ")
    return Heard(method, target, headers, await reader.readexactly(int(headers.get("content-length", 0))))


@asynccontextmanager
async def wire(speak: Speak) -> AsyncIterator[Wire]:
    """Each request is given to `speak`, which writes bytes; the connection closes when `speak` closes it."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while not writer.is_closing():
                request = await _hear(reader)
                told.heard.append(request)
                await speak(request, writer)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass  # the caller has gone, or the test is over
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    told = Wire(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    async with server:
        yield told


def answer(status: int = 200, body: Any = b"", **headers: str) -> bytes:
    """A whole HTTP answer. Underscores in header names stand for dashes."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = [f"HTTP/1.1 {status} Said", f"Content-Length: {len(content)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + content


def saying(*answers: bytes) -> Speak:
    """Gives these answers one after another, and the last of them ever after."""
    waiting = list(answers)

    async def speak(_request: Heard, writer: asyncio.StreamWriter) -> None:
        writer.write(waiting.pop(0) if len(waiting) > 1 else waiting[0])

    return speak
