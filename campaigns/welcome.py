"""The next step of somebody new, in a strip above the calendar until they have taken it. It covers nothing."""

from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest
from django.utils import timezone

from accounts.access import Action, may_somewhere
from accounts.models import Event, User

NEW = timedelta(days=14)
"""How long somebody counts as new."""
GUIDE = "welcome"


@dataclass(frozen=True)
class Step:
    """For those who may do one of `actions`; whoever caused one of the events `taken` has taken it. `link` leads to
    `route`."""

    actions: tuple[Action, ...]
    taken: frozenset[str]
    name: str
    sentence: str
    link: str
    route: str


STEPS = (
    Step(
        (Action.DRAFT,),
        frozenset({"post.drafted"}),
        "Write your first post",
        "Choose pages and a time. What your guidelines and each network say stands beside the text while you type.",
        "Write a post",
        "post_new",
    ),
    Step(
        (Action.SCHEDULE,),
        frozenset({"post.submitted"}),
        "Submit it for approval",
        "Open your draft on the calendar and submit it. Nothing goes out before those who approve have seen it.",
        "Show drafts",
        "calendar",
    ),
    Step(
        (Action.APPROVE_MARKET, Action.APPROVE_HEAD_OFFICE, Action.APPROVE_LEGAL),
        frozenset({"post.approved", "post.asked_to_change", "post.rejected"}),
        "Decide on a post",
        "What waits for you stands in the review, the most urgent first: approve it, or ask for changes.",
        "Open the review",
        "review",
    ),
)


@dataclass(frozen=True)
class Next:
    """The step that comes, as the `number`th of `total` for this person."""

    step: Step
    number: int
    total: int


def next_step(request: HttpRequest) -> Next | None:
    """None for who is not new any more, has left it, or has taken all."""
    person = request.user
    if not isinstance(person, User) or GUIDE in person.guides_left or person.joined_at < timezone.now() - NEW:
        return None
    steps = [step for step in STEPS if any(may_somewhere(person, action) for action in step.actions)]
    if not steps:
        return None
    seen = Event.objects.filter(by=person, what__in=frozenset().union(*(step.taken for step in steps)))
    taken = set(seen.order_by().values_list("what", flat=True).distinct())
    ahead = (Next(step, number, len(steps)) for number, step in enumerate(steps, 1) if not step.taken & taken)
    return next(ahead, None)
