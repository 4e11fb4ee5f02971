"""The form in which a post is written. It reads a `Draft` out of what was typed, and loses none of it."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from accounts.models import Network, User
from campaigns.draft import Draft, Further
from campaigns.forms import pictures
from campaigns.forms.fields import Parts, Tags, WebAddress, Words
from campaigns.forms.pages import Choices
from campaigns.forms.pictures import Shown
from campaigns.forms.place import Place, as_choices
from campaigns.forms.schedule import ScheduleForm
from campaigns.models import Asset, Campaign, Overlay, Post
from campaigns.models.asset import not_showable
from campaigns.models.post import EditedMeanwhile, Placement
from campaigns.moves import WrongState


class ComposeForm(ScheduleForm):
    place = forms.ChoiceField(label="For", required=False)
    campaign = forms.ModelChoiceField(
        Campaign.objects.none(),
        required=False,
        empty_label="No campaign",
        error_messages={"invalid_choice": "That campaign is not one of this brand's. Choose another, or none."},
    )
    text = Words(rows=8)
    thread = Parts()
    link = WebAddress(max_length=2000)
    first_comment = Words(rows=2, label="First comment")
    placement = forms.ChoiceField(label="Shown", choices=Placement.choices, required=False)
    tags = Tags(label="Tags")
    language = forms.ChoiceField(required=False)
    picture_files = pictures.Files(label="Add pictures or a film")
    corrects = forms.BooleanField(label="Change what is public", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        by: User,
        post: Post | None = None,
        data: QueryDict | None = None,
        files: MultiValueDict[str, Any] | None = None,
        initial: dict[str, Any] | None = None,
    ) -> None:
        """Raises `PermissionDenied` for a person who may draft nowhere."""
        self.post = post
        self.other: Post | None = None
        typed = data or QueryDict()
        self.places = [] if post else Place.all_for(by)
        begun = initial or {}
        asset = _asset(by, begun.get("picture", ""))
        self.written_for = _place(self.places, post, typed.get("place") or begun.get("place"), asset)
        lists = (typed.getlist(name) for name in ("picture", "alt", "part", "overlay"))
        self.typed_pictures = [Shown(asset)] if asset else pictures.chosen(by, self.written_for, *lists)
        super().__init__(
            by, Choices.of(by, self.written_for, post), data, files, initial=self._as_it_stands(post) | begun
        )
        self._offer()

    def _as_it_stands(self, post: Post | None) -> dict[str, Any]:
        if post is None:
            return {"place": self.written_for.key}
        names = ["text", "thread", "link", "first_comment", "placement", "tags", "language", "version"]
        corrects = post.corrects and post.state != Post.State.APPROVED
        return {name: getattr(post, name) for name in names} | {"campaign": post.campaign_id, "corrects": corrects}

    def _offer(self) -> None:
        """What there is to choose from, for this person at this place."""
        if self.post:
            del self.fields["place"]
        else:
            self.fields["place"].choices = list(as_choices(self.places))  # type: ignore[attr-defined]
        self.fields["campaign"].queryset = (  # type: ignore[attr-defined]
            Campaign.objects.visible_to(self.by).filter(brand=self.written_for.brand)
        )
        if not self.choices.changeable:
            del self.fields["corrects"]
        languages = dict.fromkeys(
            [*self.choices.languages(self.written_for), *([self.post.language] if self.post else [])]
        )
        self.fields["language"].choices = [  # type: ignore[attr-defined]
            ("", "Each market's own"), *((name, name) for name in languages if name)
        ]  # fmt: skip
        for network in self.choices.networks:
            words = self.choices.wordings
            label = f"Another text for {Network(network).label}"
            self.fields[f"differs_{network}"] = forms.BooleanField(
                required=False, label=label, initial=network in words
            )
            self.fields[f"text_{network}"] = Words(rows=5, label=label, initial=words.get(network, ""))

    @cached_property
    def pictures(self) -> list[Shown]:
        """In order. What came with the form joins them."""
        if self.is_bound or not self.post:
            return self.typed_pictures
        shown = self.post.attachments.select_related("asset__successor", "overlay")
        return [Shown(one.asset, one.alt, one.part, one.overlay) for one in shown]

    @cached_property
    def overlays(self) -> list[Overlay]:
        """What may be laid over a picture of the post, and what is."""
        chosen = [one.overlay.pk for one in self.pictures if one.overlay]
        return list(Overlay.objects.offered(self.written_for.brand.pk, chosen))

    @property
    def parts(self) -> list[tuple[int, str]]:
        """The further parts of the thread as typed, each with its number."""
        return list(enumerate(self["thread"].value() or (), 2))

    @property
    def wordings(self) -> Iterator[tuple[str, forms.BoundField, forms.BoundField, bool]]:
        """Network, whether its text differs, and its text; and whether it is one of a chosen page, or has its own."""
        networks = {page.network for page in self._ticked}
        for network in self.choices.networks:
            differs = self[f"differs_{network}"]
            yield network, differs, self[f"text_{network}"], network in networks or bool(differs.value())

    # --- reading

    def clean_picture_files(self) -> None:
        kept, wrong = pictures.upload(self.by, self.written_for, self.cleaned_data["picture_files"])
        self.pictures.extend(kept)
        for number, one in enumerate(self.pictures, 1):
            if len(one.alt) > pictures.ALT_LENGTH:
                length = len(one.alt)
                wrong.append(
                    f"The description of picture {number} has {length} characters; {pictures.ALT_LENGTH} are kept."
                )
        wrong += [not_showable(one, self.written_for.brand) for one in self._not_showable()]
        wrong += [f"The overlay “{one}” is out of use. Choose another one, or none." for one in self._newly_retired()]
        if wrong:
            raise forms.ValidationError(wrong)

    def _not_showable(self) -> list[Asset]:
        assets = {one.asset.pk: one.asset for one in self.pictures}
        shown = self.post.attachments.values("asset") if self.post else ()
        showable = Asset.objects.showable(self.written_for.brand.pk, shown).filter(pk__in=assets)
        known = set(showable.values_list("pk", flat=True)) if assets else set()
        return [asset for key, asset in assets.items() if key not in known]

    def _newly_retired(self) -> set[Overlay]:
        """Overlays out of use that the post had not chosen before; what it had, stays."""
        retired = {one.overlay for one in self.pictures if one.overlay and not one.overlay.is_active}
        if retired and self.post:
            retired -= set(Overlay.objects.filter(attachments__post=self.post))
        return retired

    def draft(self) -> Draft:
        """What was typed, as far as it could be read."""
        typed = self.cleaned_data
        campaign = typed.get("campaign")
        wordings = [(n, typed.get(f"text_{n}", "")) for n in self.choices.networks if typed.get(f"differs_{n}")]
        first, *further = self.by_part(typed.get("thread", ()))
        return Draft(
            text=typed.get("text", ""),
            thread=tuple(part for part in further if part.text or part.pictures),
            link=typed.get("link", ""),
            first_comment=typed.get("first_comment", ""),
            placement=typed.get("placement") or Placement.FEED.value,
            language=typed.get("language", ""),
            campaign=campaign.pk if campaign else None,
            tags=typed.get("tags", ()),
            wordings=tuple(wordings),
            pictures=first.pictures,
            corrects=typed.get("corrects", False),
            plan=(*self.plan, *self.choices.others) if self.choices.offered else None,
        )

    def by_part(self, thread: tuple[str, ...]) -> Iterator[Further]:
        """The post and the further parts, each with its pictures; those of a part that was taken out are the post's."""
        last = len(thread) + 1
        for number, text in enumerate(("", *thread), 1):
            shown = (one for one in self.pictures if (one.part if 1 <= one.part <= last else 1) == number)
            yield Further(text, tuple(one.picture for one in shown))

    def saved(self, *, by_itself: bool = False) -> Post | None:
        """The post as saved; None when something is wrong, which the form then says. Raises `PermissionDenied`."""
        if not self.is_valid():
            return None
        with transaction.atomic():
            return self._saved(by_itself) if self.take_slots() else None

    def _saved(self, by_itself: bool) -> Post | None:
        if self.post is None:
            place = self.written_for
            return Post.write(self.by, place.brand, place.market, self.draft(), by_itself=by_itself)
        try:
            self.post.revise(self.by, self.draft(), self.cleaned_data["version"] or 0, by_itself=by_itself)
        except EditedMeanwhile:
            self._meet_the_other(self.post)
            return None
        except WrongState as fault:
            self.add_error("pages", str(fault))
            return None
        return self.post

    def _meet_the_other(self, post: Post) -> None:
        """Show what somebody else saved; saving again, after having seen it, is then a decision."""
        self.other = Post.objects.select_related("last_editor").get(pk=post.pk)
        typed = QueryDict(mutable=True)
        typed.update(self.data)
        typed["version"] = str(self.other.version)
        self.data = typed
        who = self.other.last_editor
        self.add_error(
            None, f"{who} saved this post while you were writing. Nothing of yours is lost: compare, then save."
        )


def _asset(by: User, key: str) -> Asset | None:
    """What a new post is begun with."""
    rows = Asset.objects.visible_to(by).select_related("successor")
    return rows.filter(pk=key).first() if key.isdecimal() else None


def _place(places: list[Place], post: Post | None, key: str | None, asset: Asset | None) -> Place:
    if post:
        return Place(post.brand, post.market)
    if not places:
        raise PermissionDenied("Your role reads; it does not write posts. Ask an administrator if it should.")
    if asset and not key:
        return next((place for place in places if place.brand.pk == asset.brand_id), places[0])
    return next((place for place in places if place.key == key), places[0])
