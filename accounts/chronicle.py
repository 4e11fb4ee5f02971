"""Events as sentences: who did what, with a link to the noun where the person may see it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import Event, Role, Stage, User
from accounts.whereabouts import Found, Whereabouts
from accounts.wording import told

SENTENCES = {
    "post.drafted": "wrote the first draft of {noun}",
    "post.revised": "edited {noun}",
    "post.page_removed": "took a page out of the plan of {noun}",
    "post.submitted": "submitted {noun} for approval",
    "post.approved": "approved {noun} as {stage}",
    "post.asked_to_change": "asked for changes to {noun} as {stage}",
    "post.rejected": "rejected {noun} as {stage}",
    "post.outdated": "sent {noun} back for a new approval, as there is a newer version of what it shows",
    "post.approval_withdrawn": "withdrew the approvals of {noun}",
    "post.commented": "commented on {noun}",
    "post.decision_undone": "took back a decision about {noun} as {stage}",
    "publication.released": "sent {noun} on its way",
    "publication.lapsed": "let {noun} lapse, as nobody had approved it in time",
    "publication.unscheduled": "took {noun} off the schedule, as it was not approved",
    "publication.cancelled": "cancelled {noun}",
    "publication.time_moved": "moved {noun} with the clocks of its market",
    "publication.time_vanished": "found that the clocks of the market skip the time of {noun}",
    "delivery.published": "published {noun}",
    "delivery.refused": "could not publish {noun}",
    "delivery.missed": "missed the time of {noun}",
    "delivery.unsure": "got no clear answer to {noun}",
    "delivery.unproven": "could not find out whether {noun} is public",
    "delivery.sent_again": "had {noun} sent again",
    "delivery.confirmed": "confirmed that {noun} is public",
    "delivery.given_up": "gave up {noun}",
    "delivery.proven_absent": "found that {noun} is not public, and sends it again",
    "delivery.removed": "deleted {noun}",
    "delivery.removal_asked": "asked for {noun} to be deleted",
    "delivery.correction_ordered": "had {noun} changed in public",
    "follow_up.published": "published what follows {noun}",
    "follow_up.refused": "could not publish what follows {noun}",
    "follow_up.missed": "missed the time of what follows {noun}",
    "follow_up.unsure": "got no clear answer to what follows {noun}",
    "follow_up.unproven": "could not find out whether what follows {noun} is public",
    "follow_up.proven_absent": "found that what follows {noun} is not public, and sends it again",
    "follow_up.sent_again": "had what follows {noun} sent again",
    "follow_up.confirmed": "confirmed that what follows {noun} is public",
    "follow_up.given_up": "gave up what follows {noun}",
    "follow_up.removed": "deleted what follows {noun}",
    "removal.refused": "could not delete {noun}",
    "removal.missed": "did not delete {noun} in time",
    "removal.unsure": "got no clear answer to the deletion of {noun}",
    "removal.unproven": "could not find out whether {noun} is deleted",
    "removal.proven_absent": "found that {noun} is still public, and deletes it again",
    "removal.sent_again": "had {noun} deleted again",
    "removal.confirmed": "confirmed that {noun} is deleted",
    "removal.given_up": "gave up deleting {noun}",
    "correction.published": "changed {noun} in public",
    "correction.refused": "could not change {noun} in public",
    "correction.missed": "could not change {noun} in public for a day",
    "correction.unsure": "got no clear answer to a change of {noun}",
    "correction.proven_absent": "saw that {noun} is not changed in public yet",
    "correction.unproven": "could not find out whether {noun} is changed in public",
    "correction.sent_again": "had the change of {noun} tried again",
    "correction.given_up": "gave up the change of {noun}",
    "freeze.set": "set the freeze {noun}",
    "freeze.lifted": "lifted the freeze {noun}",
    "guideline.laid_down": "laid down the guideline {noun}",
    "guideline.changed": "changed the guideline {noun}",
    "guideline.retired": "retired the guideline {noun}",
    "campaign.made": "made the campaign {noun}",
    "campaign.changed": "changed the campaign {noun}",
    "asset.uploaded": "uploaded {noun}",
    "asset.replaced": "replaced what was shown before by {noun}",
    "asset.described": "changed what is said of {noun}",
    "asset.retired": "took {noun} out of use",
    "asset.brought_back": "took {noun} into use again",
    "asset.rights_changed": "changed the rights of {noun}",
    "asset.rights_ending": "told people that the rights of {noun} end soon",
    "page.connected": "connected the page {noun}",
    "page.disconnected": "lost the connection to the page {noun}",
    "page.blocked": "found that the page {noun} is held back by its network",
    "page.resumed": "said what happens to what waited on the page {noun}",
    "page.lost_rights": "found that the page {noun} lacks rights",
    "page.troubled": "found something amiss with the page {noun}",
    "page.changed": "changed the page {noun}",
    "page.adjusted": "changed how posts are shown on the page {noun}",
    "app.entered": "entered the app at {network}",
    "app.forgotten": "forgot the app at {network}",
    "slot.made": "gave {noun} another slot in its week",
    "slot.removed": "took a slot out of the week of {noun}",
    "dry_run.begun": "began a dry run of {noun}",
    "api_key.made": "made the API key {noun}",
    "api_key.rotated": "made a new secret for the API key {noun}",
    "api_key.revoked": "revoked the API key {noun}",
    "webhook.made": "made the webhook {noun}",
    "webhook.changed": "changed the webhook {noun}",
    "webhook.rotated": "made a new secret for the webhook {noun}",
    "webhook.tested": "sent a test to the webhook {noun}",
    "webhook.replayed": "had a message to the webhook {noun} sent once more",
    "webhook.stopped": "stopped the webhook {noun}",
    "webhook.started": "started the webhook {noun}",
    "webhook.removed": "removed the webhook {noun}",
    "feed.made": "subscribed to the calendar",
    "feed.ended": "ended a subscription to the calendar",
    "import.run": "wrote posts from the table {noun}",
    "brand.made": "made the brand {noun}",
    "market.made": "made the market {noun}",
    "brand.changed": "changed the brand {noun}",
    "overlay.added": "added the overlay {noun}",
    "overlay.changed": "changed the overlay {noun}",
    "overlay.retired": "took the overlay {noun} out of use",
    "overlay.brought_back": "took the overlay {noun} into use again",
    "market.changed": "changed the market {noun}",
    "user.invited": "invited {noun}",
    "user.joined": "joined",
    "user.password_set": "chose a new password",
    "user.deactivated": "deactivated {noun}",
    "user.brought_back": "brought {noun} back",
    "membership.given": "gave {user} the role {role}",
    "membership.taken": "took the role {role} from {user}",
}
"""By kind. A kind that is not among them is told by its own words."""


def kind(what: str) -> str:
    """The name of a kind for a list of them: “Post: asked to change”."""
    noun, _, verb = what.partition(".")
    return f"{noun.replace('_', ' ').replace('api', 'API')}: {verb.replace('_', ' ')}"


@dataclass(frozen=True)
class Line:
    """`said` are words that were given with it: a reason, a note."""

    event: Event
    sentence: SafeString
    said: str


def lines(events: Sequence[Event], person: User) -> Iterator[Line]:
    """In the same order. However many there are, each kind of noun is looked up once."""
    whereabouts = Whereabouts(person, _named(events))
    for event in events:
        yield Line(event, _sentence(event, whereabouts), event.facts.get("note") or _reason(event))


def _reason(event: Event) -> str:
    """Ours, but of a freeze, for which a person gives one."""
    reason: str = event.facts.get("reason", "")
    return reason if event.noun == "freeze" else told(reason)


def _named(events: Iterable[Event]) -> Iterator[tuple[str, int]]:
    """The nouns that sentences name, by the name of their model and their id."""
    for event in events:
        yield event.noun, event.noun_id
        if "user" in event.facts:
            yield "user", event.facts["user"]


def _sentence(event: Event, whereabouts: Whereabouts) -> SafeString:
    facts = event.facts
    known = SENTENCES.get(event.what)
    words = told(known) if known else f"{event.what.partition('.')[2].replace('_', ' ')}: {{noun}}"
    return format_html(
        words,
        noun=_link(whereabouts.of(event.noun, event.noun_id)),
        user=_link(whereabouts.of("user", facts.get("user", 0))),
        stage=told(dict(Stage.choices).get(facts.get("stage", ""), "")),
        role=told(dict(Role.choices).get(facts.get("role", ""), "")),
        network=str(facts.get("network", "")).capitalize(),
    )


def _link(found: Found) -> SafeString:
    """Words of any direction, in the middle of a sentence of ours."""
    if not found.address:
        return format_html("<bdi>{}</bdi>", found.words)
    return format_html('<a href="{}"><bdi>{}</bdi></a>', found.address, found.words)
