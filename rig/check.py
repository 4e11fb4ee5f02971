"""bin/demo --check: the demo's people draft, approve and schedule a post, and the sandbox shows it to the public."""

import json
import time
import urllib.request
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from PIL import Image, ImageDraw

from rig import film
from rig.console import pause, say, step
from rig.visitor import Stuck, Visitor

ENOUGH = timedelta(seconds=25)
"""What two approvals of two posts need at the least before these are due."""
PATIENCE = 120
LINK = "https://marenne.example/check"
"""Sina Weibo takes no post without one."""
BRAND = "Marenne"
FILMED = frozenset({"youtube"})
"""Networks that show nothing but films: they get a post of their own."""


@dataclass(frozen=True)
class Person:
    role: str
    where: str
    email: str
    password: str


@dataclass(frozen=True)
class Planned:
    """Submitted posts: their addresses in Marquee, the words by which the sandbox knows them, their networks, and their
    time."""

    paths: list[str]
    words: str
    networks: list[str]
    at: datetime


def check(address: str, sandbox: str, people: str) -> bool:
    """Whether the post appeared once on one page of every network. Prints a line per page."""
    cast = list(read_people(people))
    planned = draft_somewhere(address, cast)
    say(f"  {' and '.join(address + path for path in planned.paths)}")
    say(f"  are due at {planned.at:%H:%M:%S} on {', '.join(planned.networks)}")
    seen = watch(sandbox, planned)
    for network in planned.networks:
        posts = seen.get(network, [])
        late = f"{posts[0]['at'] - planned.at.timestamp():.2f} s late" if len(posts) == 1 else f"{len(posts)} posts"
        say(f"  {network:10} {late}")
    published = sum(len(seen.get(network, [])) == 1 for network in planned.networks)
    say(f"\npublished {published} of {len(planned.networks)}")
    return published == len(planned.networks)


def read_people(lines: str) -> Iterator[Person]:
    for line in lines.splitlines():
        words = [word.strip() for word in line.split("  ") if word.strip()]
        if len(words) == 4:
            yield Person(*words)


def draft_somewhere(address: str, cast: list[Person]) -> Planned:
    """In the first market whose guidelines and plan take the posts: written, submitted, approved. Raises `Stuck`."""
    refusals = []
    for manager in (person for person in reversed(cast) if person.role == "community manager"):
        lead = next((p for p in cast if p.role == "market lead" and p.where == manager.where), None)
        reviewer = next((p for p in cast if p.role == "head-office reviewer" and p.where == BRAND), None)
        if lead is None or reviewer is None:
            continue
        try:
            with step(f"{manager.email} writes and submits a post with a picture and one with a film"):
                planned = submit(address, manager)
        except Stuck as refusal:
            refusals.append(f"{manager.where}: {refusal}")
            continue
        for person in (lead, reviewer):
            with step(f"{person.email} approves them"):
                approve(address, person, planned)
        return planned
    raise Stuck("No market's manager could submit a post. " + " ".join(refusals))


def submit(address: str, manager: Person) -> Planned:
    """Write with a link to one page of every network, a film where nothing else is shown and else a picture.

    Raises `Stuck` with the page's reasons.
    """
    words = f"Marquee check {uuid.uuid4().hex[:12]}"
    visitor = Visitor.logged_in(address, manager.email, manager.password)
    with TemporaryDirectory() as folder, film.make(Path(folder) / "check.mp4").open("rb") as shown:
        _begin(visitor)
        pages, at = _one_page_a_network(visitor), _soon(visitor)
        pictured = [page for network, page in pages.items() if network not in FILMED]
        filmed = [page for network, page in pages.items() if network in FILMED]
        paths = [_submit(visitor, words, at, pictured, picture(words)), _submit(visitor, words, at, filmed, shown)]
    return Planned(paths, words, list(pages), at)


def _begin(visitor: Visitor) -> None:
    visitor.open("/posts/new")
    _choose_brand(visitor)


def _soon(visitor: Visitor) -> datetime:
    """The next full minute, on the clock of the form, that leaves time enough."""
    zone = visitor.page.select_one(".clock-zone")
    if zone is None:
        raise Stuck("The form does not say whose clock it uses.")
    local = datetime.now(ZoneInfo(zone.get_text(strip=True))) + ENOUGH + timedelta(minutes=1)
    return local.replace(second=0, microsecond=0)


def _submit(visitor: Visitor, words: str, at: datetime, pages: list[str], medium: IO[bytes]) -> str:
    """Draft and submit one post; gives its address."""
    _begin(visitor)
    visitor.fill(
        "#compose-form",
        text=words,
        link=LINK,
        pages=pages,
        date=f"{at:%Y-%m-%d}",
        time=f"{at:%H:%M}",
        clock="mine",
        picture_files=medium,
    )
    visitor.press(".compose-actions button:not([formaction])")
    visitor.fill("#compose-form", alt="A dark sign with the words of this check")
    visitor.press(".compose-actions button[formaction]")
    return visitor.path


def _choose_brand(visitor: Visitor) -> None:
    """The form is for one brand in one market; ask for ours as a person without JavaScript does."""
    choices = visitor.page.select("#id_place option")
    ours = next((choice["value"] for choice in choices if BRAND in choice.get_text()), None)
    if ours is None and choices:
        raise Stuck(f"No page of {BRAND} here.")
    if ours:
        visitor.open(f"/posts/new?{urlencode({'place': ours})}")


def _one_page_a_network(visitor: Visitor) -> dict[str, str]:
    """Network → the id of its first connected page. Raises `Stuck` when a network has none."""
    pages: dict[str, str] = {}
    for choice in visitor.page.select(".page-choice"):
        box = choice.select_one("input[name=pages]")
        if box and not choice.select_one(".page-choice > .badge, .page-choice > .mark"):
            pages.setdefault(str(box["data-network"]), str(box["value"]))
    offered = {str(box["data-network"]) for box in visitor.page.select("input[name=pages]")}
    if not offered or offered - set(pages):
        raise Stuck(f"No connected page on {', '.join(sorted(offered - set(pages))) or 'any network'}.")
    return pages


def picture(words: str) -> BytesIO:
    image = Image.new("RGB", (1200, 900), (24, 32, 54))
    ImageDraw.Draw(image).text((80, 420), words, fill=(240, 180, 60), font_size=48)
    output = BytesIO()
    output.name = "check.jpg"
    image.save(output, "JPEG")
    output.seek(0)
    return output


def approve(address: str, person: Person, planned: Planned) -> None:
    visitor = Visitor.logged_in(address, person.email, person.password)
    for path in planned.paths:
        visitor.open(f"/review?post={path.rpartition('/')[2]}")
        if planned.words not in visitor.page.get_text():
            raise Stuck(f"{person.email} does not find the post in the review queue.")
        visitor.fill("form.decision")
        visitor.press("button[value=approve]")


def watch(sandbox: str, planned: Planned) -> dict[str, list[Any]]:
    """What the public sees of the post by network, once all is there or patience ends."""
    seen: dict[str, list[Any]] = {}
    end = planned.at.timestamp() + PATIENCE
    with step("Waiting for the public to see it"):
        while set(seen) < set(planned.networks) and time.time() < end:
            pause(0.5)
            query = urlencode({"contains": planned.words})
            with urllib.request.urlopen(f"{sandbox}/sandbox/public?{query}", timeout=10) as answer:  # noqa: S310
                posts = json.load(answer)["posts"]
            seen = {
                network: [post for post in posts if post["network"] == network]
                for network in {p["network"] for p in posts}
            }
    return seen
