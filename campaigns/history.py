"""The events of a post, a guideline or a campaign as sentences."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from accounts.models import Event, Stage, User
from accounts.wording import told

SENTENCES = {
    "post.drafted": "wrote the first draft",
    "post.revised": "changed {changed}",
    "post.page_removed": "took a page out of the plan",
    "post.submitted": "submitted it for approval",
    "post.approved": "approved it as {stage}",
    "post.asked_to_change": "asked for changes as {stage}",
    "post.rejected": "rejected it as {stage}",
    "post.outdated": "kept “{name}”, a newer version of what it shows, so it needs approval again",
    "post.approval_withdrawn": "withdrew the approvals",
    "post.commented": "commented",
    "post.decision_undone": "took their decision as {stage} back",
    "campaign.made": "made it",
    "campaign.changed": "changed {changed}",
    "guideline.laid_down": "laid it down",
    "guideline.changed": "changed {changed}",
}
PARTS = {
    "plan": "pages and times",
    "wordings": "texts for networks",
    "first_comment": "the first comment",
    "placement": "where it is shown",
    "text": "the text",
    "thread": "the thread",
    "corrects": "whether the text replaces what is public",
    "link": "the link",
    "kind": "what it is about",
    "words": "its words",
    "sentence": "what authors read",
    "blocks": "whether it stops posts",
    "brand": "the brand",
    "market": "the market",
    "network": "the network",
    "campaign": "the campaign",
    "name": "its name",
    "starts_on": "its first day",
    "ends_on": "its last day",
    "embargo": "its embargo",
}


@dataclass(frozen=True)
class Line:
    at: datetime
    by: User | None
    what: str
    sentence: str
    note: str


def lines(events: Iterable[Event]) -> Iterator[Line]:
    for event in events:
        changed = told(" and ").join(told(PARTS.get(part, part)) for part in event.facts.get("changed", []))
        stage = told(dict(Stage.choices).get(event.facts.get("stage", ""), ""))
        sentence = told(SENTENCES.get(event.what, event.what.partition(".")[2].replace("_", " ")))
        yield Line(
            event.at,
            event.by,
            event.what,
            sentence.format(changed=changed, stage=stage, name=event.facts.get("name", "")),
            event.facts.get("note", ""),
        )
