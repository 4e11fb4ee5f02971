"""What would go out if the form were saved now: contents made of unsaved rows, proofread while a person types."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from django.utils import timezone

from accounts.models import Page
from campaigns import proofread
from campaigns.content import Finding
from campaigns.draft import Draft, Plan
from campaigns.drafted import contents
from campaigns.forms.compose import ComposeForm
from campaigns.likeness import Likeness, likenesses
from campaigns.walltime import from_utc


@dataclass(frozen=True)
class Noted:
    """A finding with the names of all pages it concerns; none means the whole post."""

    finding: Finding
    pages: tuple[str, ...]


class Preview:
    """`pages` are those the contents are for: the chosen ones, or all of the place while nobody has chosen."""

    def __init__(self, form: ComposeForm) -> None:
        self.form = form
        self.draft = form.draft() if form.is_bound else _as_it_stands(form)
        plans = self.draft.plan if form.choices.offered else form.choices.planned
        timed = {entry.page.pk: entry for entry in plans or ()}
        chosen = [entry.page for entry in timed.values()] + (form.chosen if form.is_bound else [])
        self.is_guess = not chosen
        self.pages = list(dict.fromkeys(chosen)) or self._all_pages()
        self.untimed = {page.pk for page in self.pages} - set(timed)
        place, known = form.written_for, {page: one.pk for page, one in form.choices.open.items()}
        plan = [timed.get(page.pk) or _some_day(page) for page in self.pages]
        self.contents = contents(self.draft, place.brand, place.market, plan, known)

    @property
    def is_blank(self) -> bool:
        return not (
            self.draft.text or self.draft.thread or self.draft.link or self.draft.pictures or self.draft.wordings
        )

    def _all_pages(self) -> list[Page]:
        market = self.form.written_for.market
        pages = self.form.choices.offered or self.form.choices.readable
        return [page for page in pages if market is None or page.market_id == market.pk]

    @cached_property
    def likenesses(self) -> list[Likeness]:
        """How the post looks on each network; nothing while there is nothing to see."""
        return [] if self.is_blank else list(likenesses(self.contents, {page.pk: page for page in self.pages}))

    @property
    def seen(self) -> str:
        """The network whose likeness stands in front where there is room for one; "" for the first."""
        chosen = self.form.data.get("seen", "")
        return chosen if any(one.page.network == chosen for one in self.likenesses) else ""

    @cached_property
    def notes(self) -> list[Noted]:
        """Blocking ones first. What concerns a page or a time nobody has chosen yet is left out."""
        if self.is_blank:
            return []
        names = {page.pk: str(page) for page in self.pages}
        grouped: dict[tuple[str, bool, str], list[str]] = {}
        for finding in proofread.everything(self.contents):
            if (finding.field == "time" and finding.page in self.untimed) or (
                finding.field == "page" and self.is_guess
            ):
                continue
            name = names.get(finding.page or 0, "")
            key = (finding.sentence.removeprefix(f"{name}: "), finding.blocks, finding.field)
            grouped.setdefault(key, []).extend([name] if name else [])
        return [Noted(Finding(*key), tuple(pages)) for key, pages in grouped.items()]


def _as_it_stands(form: ComposeForm) -> Draft:
    post, choices = form.post, form.choices
    if post is None:
        return Draft()
    first, *further = form.by_part(tuple(post.thread))
    return Draft(
        text=post.text,
        link=post.link,
        first_comment=post.first_comment,
        thread=tuple(further),
        placement=post.placement,
        language=post.language,
        campaign=post.campaign_id,
        tags=tuple(post.tags),
        wordings=tuple(choices.wordings.items()),
        pictures=first.pictures,
        plan=tuple(choices.planned),
    )


def _some_day(page: Page) -> Plan:
    wall, _ = from_utc(timezone.now() + timedelta(days=1), page.market.time_zone)
    return Plan(page, wall.replace(hour=12, minute=0, second=0, microsecond=0), page.market.time_zone)
