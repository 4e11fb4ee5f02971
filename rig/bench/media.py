"""`media`: 100 posts with a 10-megapixel picture, and 20 with a film of 100 MB, all due in the same second."""

from typing import Any

from rig import film
from rig.bench import pictures
from rig.bench.goal import Goal, at_most
from rig.bench.result import Result, sound
from rig.bench.stage import Stage, staged
from rig.bench.verdict import Verdict
from rig.console import step

Json = dict[str, Any]
Act = tuple[Verdict, int, dict[str, float]]
"""Also how many posts show what they should, and each process's peak of memory in MB."""
POSTS, FEW = 100, 12
PICTURES = 10
FILMS, FEW_FILMS = 20, 4
SIZE, SMALL = 100_000_000, 10_000_000
"""Bytes. Networks that take no such film have none of it."""
PART = 4 * 1024 * 1024
"""As LinkedIn and Facebook ask for parts of a film."""
LEAD = 60
"""Seconds from the seeding's begin; the pictures are uploaded to Marquee in it, and from Marquee to the networks."""
LEAD_OF_FILMS = 170
"""Longer than from their release to their time, in which films are brought to their networks."""
PATIENCE = 60
LATEST = 1
MEMORY = 300
"""MB, of a worker."""


def run(*, short: bool) -> Result:
    with staged() as stage:
        stage.start_engine()
        stage.witness.set(film_part=PART)
        stage.launch({"web": 1})  # some networks fetch films by themselves
        folder = stage.installation.data
        with step(f"Drawing {PICTURES} pictures"):
            drawn = pictures.draw(folder, PICTURES)
        with step("Making a film"):
            heavy = film.make_heavy(folder / "film.mp4", SMALL if short else SIZE)
        pictured = act(stage, FEW if short else POSTS, LEAD, picture=drawn)
        filmed = act(stage, FEW_FILMS if short else FILMS, LEAD_OF_FILMS, film=heavy, filmed=1)
        return judged(pictured, filmed)


def act(stage: Stage, count: int, lead: float, **shown: object) -> Act:
    verdict, memory = stage.act(PATIENCE, posts=count, pages=count, **shown, **{"in": lead})
    return verdict, sum(len(post["media"]) == 1 for post in stage.witness.public(stage.since)), memory


def judged(pictured: Act, filmed: Act) -> Result:
    (pictures_seen, with_picture, first), (films_seen, with_film, second) = pictured, filmed
    memory = {name: max(first.get(name, 0), second.get(name, 0)) for name in first | second}
    worker = max(size for name, size in memory.items() if name.startswith("worker."))
    wanted, shown = pictures_seen.publications + films_seen.publications, with_picture + with_film
    figures = pictures_seen.to_json() | {
        "with_their_picture": with_picture,
        "films": films_seen.to_json() | {"with_their_film": with_film},
        "memory_mb": memory,
    }
    goals = [
        sound(pictures_seen, films_seen),
        Goal("every post shows its picture or film", f"{shown} of {wanted}", shown == wanted),
        at_most("last with a picture", pictures_seen.quantile(1), LATEST),
        at_most("last with a film", films_seen.quantile(1), LATEST),
        at_most("a worker's memory", worker, MEMORY, "MB"),
    ]
    return Result("media", figures, goals)
