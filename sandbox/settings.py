"""What may be turned while the sandbox runs (`GET` and `POST /sandbox/settings`)."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any


@dataclass(slots=True)
class Settings:
    """Times are in seconds. Defaults are the networks' own."""

    latency: float = 0.0
    """Added to every network API call."""
    code_life: float = 600.0
    """How long the code is good that a person brings back from a login."""
    film_processing: float = 0.2
    """How long a network works on a film before it can be shown."""
    film_part: int = 65_536
    """Bytes of a part where the network says how big parts are; theirs are megabytes, so that small films have one."""
    mastodon_max_characters: int = 500
    mastodon_processing: float = 0.0
    """How long an uploaded picture stays "processing" (202, then 206); films and GIFs as long as any film."""
    bluesky_access_life: float = 120 * 60
    bluesky_refresh_life: float = 90 * 86400
    bluesky_grace: float = 2 * 3600
    """How long a refresh token works after its first use."""
    bluesky_blob_life: float = 3600.0
    """How long a blob is kept that no record refers to."""
    bluesky_films_a_day: int = 10_000
    """How many films the video service takes of an account; Bluesky's own takes 25."""
    facebook_duplicate_window: float = 3600.0
    """How long the same text twice in a row is refused as a duplicate."""
    facebook_calls_a_day: int = 4800
    """The page's business-use-case budget: 4800 calls for each engaged user."""
    facebook_upright_processing: float = 0.0
    """How long a reel or a story is worked on once it was published, before anybody sees it."""
    facebook_upright_processing_fails: int = 0
    """1: that work comes to nothing."""
    facebook_reads_only: int = 0
    """1: the person took away that the app may publish; the token lacks the right."""
    meta_processing: float = 0.0
    """How long a container of Instagram or Threads is worked on before it can be published."""
    meta_container_life: float = 24 * 3600.0
    """How long a container waits to be published."""
    meta_token_age: float = 24 * 3600.0
    """How old a token of Instagram or Threads has to be to be renewed."""
    instagram_calls_a_day: int = 4800
    """Instagram's own are 4800 for each time that something of the account was seen; the same at Threads."""
    instagram_posts_a_day: int = 100
    threads_calls_a_day: int = 4800
    threads_posts_a_day: int = 250
    telegram_messages_a_minute: int = 20
    """For each channel; a picture of an album counts as a message."""
    linkedin_processing: float = 0.0
    """How long an uploaded picture cannot be shown yet."""
    linkedin_publishing: float = 0.0
    """How long a post with media that was taken is still worked on, before anybody sees it."""
    linkedin_publishing_fails: int = 0
    """1: that work comes to nothing."""
    linkedin_duplicate_window: float = 24 * 3600.0
    """How long the same words without pictures are refused as a duplicate."""
    linkedin_calls_a_day: int = 100_000
    """To each endpoint for each account; LinkedIn tells its number to nobody but the app's owner."""
    x_access_life: float = 2 * 3600
    """How long an access token of X opens its account; those an account begins with have no end."""
    x_duplicate_window: float = 3600.0
    """How long X refuses a text that the account said already."""
    weibo_duplicate_window: float = 3600.0
    """How long Weibo refuses a text that the account said already."""
    weibo_token_life: float = 30 * 86400.0
    """How long a token of Weibo says it lives; it opens its account all the same."""
    weibo_slowness: float = 0.0
    """Seconds until a post shows in a timeline; while there are any, a success is told as error 20032."""
    pinterest_trial: int = 0
    """1: the app has trial access, and creates no pins."""
    pinterest_reads_only: int = 0
    """1: whoever gives consent leaves out that pins may be written; a new token then lacks the right."""
    pinterest_calls_a_minute: int = 1000
    """For writing, and for reading; Pinterest publishes no number for either."""

    youtube_inserts_a_day: int = 100
    youtube_units_a_day: int = 10_000
    """YouTube counts both for the app, the sandbox for each channel, so that nobody uses up what is another's."""

    tiktok_audited: int = 1
    """0: TikTok has not audited the app, which so may post for nobody but the account itself."""
    tiktok_processing: float = 0.0
    """How long a post is worked on before it is public."""
    tiktok_processing_fails: int = 0
    """1: that work comes to nothing."""
    tiktok_moderation: float = 0.0
    """How long a public post has no id yet."""
    tiktok_upload_life: float = 3600.0
    tiktok_begins_a_minute: int = 6
    tiktok_posts_a_day: int = 15

    def change(self, wanted: dict[str, Any]) -> None:
        """Raises `ValueError` for a name that is no setting or a value that is no number of the right kind."""
        kinds = {field.name: type(getattr(self, field.name)) for field in fields(self)}
        for name, value in wanted.items():
            if name not in kinds:
                raise ValueError(f"there is no setting {name!r}; there are {', '.join(kinds)}")
            if isinstance(value, bool) or not isinstance(value, (int, float)) or value < 0:
                raise ValueError(f"{name} must be a number, zero or more")
        for name, value in wanted.items():
            setattr(self, name, kinds[name](value))
