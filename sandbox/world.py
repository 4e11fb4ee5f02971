"""Everything one sandbox knows, read back from its journal at the start."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

from sandbox.accounts import Accounts
from sandbox.faults import Faults
from sandbox.journal import Journal
from sandbox.kind import Kinds
from sandbox.logins import Logins
from sandbox.media import Library
from sandbox.posts import Posts
from sandbox.settings import Settings

Json = dict[str, Any]


class World:
    """`folder` is where the journal lies; None keeps everything in memory. `kinds`: the networks that are imitated."""

    def __init__(self, folder: Path | None, kinds: Kinds) -> None:
        self.kinds = kinds
        self.journal = Journal(folder)
        self.settings = Settings()
        self.faults = Faults(kinds)
        self.accounts = Accounts(self.journal, kinds)
        self.library = Library(self.journal)
        self.posts = Posts(self.journal, self.accounts, self.library)
        self.logins = Logins(self)
        self.signing_key = ""
        self.readers = {
            "account": self.accounts.restore,
            "app": self.logins.restore_app,
            "login": self.logins.restore,
            "post": self.posts.restore,
            "deletion": self.posts.restore_deletion,
            "amendment": self.posts.restore_amendment,
            "rewording": self.posts.restore_rewording,
            "media": self.library.restore,
            "forgotten media": self.library.restore_forgetting,
            "signing key": self._restore_signing_key,
        }

    def replay(self) -> None:
        """Call once, after the networks have added readers of their own."""
        self.journal.replay(self.readers)
        if not self.signing_key:
            self.signing_key = secrets.token_hex(32)
            self.journal.append("signing key", {"key": self.signing_key})

    def _restore_signing_key(self, line: Json) -> None:
        self.signing_key = line["key"]
