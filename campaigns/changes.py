"""What a person does to several publications at once: all or none, or each post by itself. Each has an answer."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from campaigns.content import Unreadable
from campaigns.draft import Plan
from campaigns.forms import times
from campaigns.models import Post, Publication
from campaigns.models.post import Blocked, EditedMeanwhile, VoidsApproval
from campaigns.models.slot import NoFreeSlot, take
from campaigns.moves import WrongState
from campaigns.walltime import AmbiguousTime, WrongTime

if TYPE_CHECKING:
    from accounts.models import User

Verb = Callable[["User", Post, list[Publication]], str]
"""Does something to publications of one post, and says it in a sentence."""
Whither = Callable[[Publication, datetime], Plan]
"""Where a publication goes that was seen at that time of its market. Raises `WrongTime`."""


@dataclass(frozen=True)
class Answer:
    publications: list[Publication]
    sentence: str
    done: bool = False

    @property
    def name(self) -> str:
        pages = " and ".join(sorted({str(publication.page) for publication in self.publications}))
        return f"{self.publications[0].post} · {pages}"


def change(verb: Verb, by: "User", publications: Iterable[Publication], *, each: bool) -> list[Answer]:
    """Do it to all or, where one cannot, to none; or to `each` post that can. `publications` bring page and post."""
    posts = groupby(sorted(publications, key=lambda one: (one.post_id, one.pk)), lambda one: one.post)
    if each:
        return [_answer(verb, by, post, list(group)) for post, group in posts]
    with transaction.atomic():
        answers = [_answer(verb, by, post, list(group)) for post, group in posts]
        if all(answer.done for answer in answers):
            return answers
        transaction.set_rollback(True)
    return list(_undone(answers))


def _undone(answers: list[Answer]) -> Iterator[Answer]:
    for answer in answers:
        yield Answer(answer.publications, "Left as it was.") if answer.done else answer


def _answer(verb: Verb, by: "User", post: Post, group: list[Publication]) -> Answer:
    try:
        with transaction.atomic():
            return Answer(group, verb(by, post, group), done=True)
    except VoidsApproval:
        return Answer(group, "Somebody submitted or approved this meanwhile. Move it again if that shall be void.")
    except PermissionDenied:
        return Answer(group, f"Your role may not do this here. Ask somebody of {post.market or 'head office'}.")
    except Blocked as blocked:
        return Answer(group, " ".join(dict.fromkeys(finding.sentence for finding in blocked.findings)))
    except AmbiguousTime as fault:
        return Answer(group, f"{fault} Open the post for that.")
    except (WrongState, WrongTime, EditedMeanwhile, NoFreeSlot, Unreadable) as fault:
        return Answer(group, str(fault))


def voided(publications: Iterable[Publication]) -> set[int]:
    """The posts that a move would send back to the beginning of their approval."""
    return {one.post_id for one in publications if _is_submitted(one.post)}


def _is_submitted(post: Post) -> bool:
    return post.state in {Post.State.REVIEW, Post.State.APPROVED}


def move(seen: Mapping[int, datetime | None], whither: Whither, *, sure: bool, slot: bool = False) -> Verb:
    """To another time than it was `seen` at, by publication. Of what could not be moved, nobody saw a time. To a `slot`
    only what finds it free."""

    def moved(by: "User", post: Post, group: list[Publication]) -> str:
        known = {publication.page_id: seen[publication.pk] or publication.wall for publication in group}
        plans = [_ahead(whither(publication, known[publication.page_id])) for publication in group]
        voids = _is_submitted(post)
        for plan in plans if slot else ():
            take(plan.page, plan.at, post)
        post.replan(by, plans, known, may_void=sure)
        alone = plans[0].wall if len(plans) == 1 else None
        done = f"Moved to {alone:%H:%M} on {alone:%d %B}." if alone else f"Moved on {len(plans)} pages."
        return f"{done} Submit it again for approval." if voids else done

    return moved


def later(minutes: int, fold: int | None = None) -> Whither:
    """So much later (earlier, if negative) on the clock of each market."""

    def whither(publication: Publication, seen: datetime) -> Plan:
        return Plan(publication.page, seen + timedelta(minutes=minutes), publication.page.market.time_zone, fold)

    return whither


def to(wall: datetime, zone: str) -> Whither:
    """To that time on the clock of `zone`, or of each market where there is none."""
    typed = times.Typed(wall, times.MINE if zone else times.LOCAL, zone)
    return lambda publication, _: typed.on(publication.page)


def _ahead(plan: Plan) -> Plan:
    if plan.at <= timezone.now():
        raise WrongTime(times.passed(plan))
    return plan


def cancel(by: "User", post: Post, group: list[Publication]) -> str:
    for publication in group:
        publication.cancel(by)
    return "Cancelled."


def submit(by: "User", post: Post, group: list[Publication]) -> str:
    post.submit(by)
    return f"Submitted. Next to decide: {post.get_stage_display()}."
