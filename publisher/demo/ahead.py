"""What lies ahead, made with the verbs of the house by the people whose work it is: every approval is a real one."""

from datetime import timedelta
from enum import StrEnum

from accounts.models import Role, Stage, User
from campaigns.draft import Draft
from campaigns.models import Comment, Post
from publisher.demo.company import Company
from publisher.demo.diary import Diary, Entry


class Fate(StrEnum):
    """How far a post has come."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    HALFWAY = "halfway"
    SCHEDULED = "scheduled"
    ASKED = "asked"
    REJECTED = "rejected"


CHANCES: list[tuple[int, dict[Fate, int]]] = [
    (7, {Fate.SCHEDULED: 86, Fate.HALFWAY: 6, Fate.SUBMITTED: 5, Fate.ASKED: 3}),
    (14, {Fate.SCHEDULED: 66, Fate.HALFWAY: 12, Fate.SUBMITTED: 12, Fate.ASKED: 4, Fate.DRAFT: 5, Fate.REJECTED: 1}),
    (99, {Fate.SCHEDULED: 25, Fate.HALFWAY: 12, Fate.SUBMITTED: 20, Fate.ASKED: 4, Fate.DRAFT: 39}),
]
"""Up to that many days ahead, how many in a hundred have come how far."""

ROLES = {Stage.MARKET: Role.MARKET_LEAD, Stage.HEAD_OFFICE: Role.REVIEWER, Stage.LEGAL: Role.LEGAL}
REQUESTS = [
    "The picture is the one from last week. Take another, please.",
    "Good, but the second sentence sounds like a brochure. Say it as you would to a neighbour.",
    "Please move this behind the campaign's first day.",
    "The dealers know nothing of this yet. Speak to them first, then send it to me again.",
]
QUESTION = "@{author}, do the dealers there know of this already? If so, I would send it on today."
ANSWER = "They do, since Monday."
REFUSAL = "This promises what service cannot keep in every town. We will not say it."
IDEAS = [
    ("marenne", "DE", "Werkstattserie: „Was macht eigentlich …“ mit Leuten aus der Lackiererei. Erste Folge Marie-Jo?"),
    ("hesper", "DE", "Ladepausen-Playlist: 24 Minuten Musik, jede Woche von jemand anderem. Bild fehlt noch."),
    ("marenne", "BR", "Série com donos: três perguntas, uma foto, um lugar que ninguém conhece. Começamos por Minas?"),
    ("hesper", "BR", "Bastidores do som do Ember: quem afinou os alto-falantes? Falta confirmar o nome."),
]
"""Drafts of contributors, who schedule nothing: (brand, market, text)."""


def write_ahead(company: Company, diary: Diary, entries: list[Entry]) -> int:
    """Returns how many posts were written."""
    written = 0
    for entry in diary.soon():
        written += _carry(company, entry, Fate.SCHEDULED)
    for entry in entries:
        written += _carry(company, entry, _fate(diary, entry))
    return written + _ideas(company)


def _fate(diary: Diary, entry: Entry) -> Fate:
    days = (entry.at - diary.now) / timedelta(days=1)
    chances = next(chances for limit, chances in CHANCES if days <= limit)
    return diary.chance.choices(list(chances), list(chances.values()))[0]


def _carry(company: Company, entry: Entry, fate: Fate) -> int:
    """Write the entry and take it as far as its fate goes."""
    draft, author = company.draft(entry), company.author(entry)
    if not draft.plan:
        return 0
    market = company.markets[entry.home] if entry.home else None
    post = Post.write(author, company.brands[entry.brand], market, draft)
    if fate != Fate.DRAFT:
        post.submit(by=author)
        _decide(company, entry, post, fate)
    return 1


def _decide(company: Company, entry: Entry, post: Post, fate: Fate) -> None:
    stages = post.brand.stages_for(post.market)
    assert post.revision
    digest = post.revision.digest
    if fate == Fate.ASKED:
        post.ask(_approver(company, entry, stages[0]), digest, REQUESTS[entry.turn % len(REQUESTS)])
    elif fate == Fate.REJECTED:
        post.reject(_approver(company, entry, stages[0]), digest, REFUSAL)
    elif fate in {Fate.SCHEDULED, Fate.HALFWAY}:
        for stage in stages if fate == Fate.SCHEDULED else stages[: _halfway(stages, entry)]:
            post.approve(_approver(company, entry, stage), digest)
        if fate == Fate.HALFWAY and entry.turn % 2:
            _talk(company, entry, post)


def _talk(company: Company, entry: Entry, post: Post) -> None:
    Comment.say(_approver(company, entry, Stage.HEAD_OFFICE), post, QUESTION.format(author=post.author))
    Comment.say(post.author, post, ANSWER)


def _halfway(stages: list[str], entry: Entry) -> int:
    """How many stages are behind it: at least one, where there is more than one."""
    return 1 + entry.turn % (len(stages) - 1) if len(stages) > 1 else 0


def _approver(company: Company, entry: Entry, stage: str) -> User:
    """Whoever decides at that stage, and did not write it."""
    people = company.people.who(ROLES[Stage(stage)], entry.brand, entry.home)
    return people[-1]


def _ideas(company: Company) -> int:
    for brand, market, text in IDEAS:
        by = company.people.one(Role.CONTRIBUTOR, brand, market)
        Post.write(by, company.brands[brand], company.markets[market], Draft(text=text))
    return len(IDEAS)
