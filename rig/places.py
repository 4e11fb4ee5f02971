"""Where things are kept."""

import os
import secrets
from pathlib import Path

from rig import kept

PROJECT = Path(__file__).resolve().parent.parent
DATA = PROJECT / ".marquee"
"""What the demo keeps: its database, pictures, keys and logs."""
OPEN = Path("/var/tmp")  # noqa: S108 - what lies here is checked to be ours before it is used
"""Where an unprivileged user may go while root's own folders are closed to it."""

LINK, OWNER = "database", "belongs_to"
"""How a data folder and the open folder of its database name each other."""


def is_root() -> bool:
    return os.geteuid() == 0


def database_home(data: Path) -> Path:
    """The folder of PostgreSQL for a data folder. When we are root it runs as an unprivileged user, who must get in."""
    if not is_root():
        return data / "postgres"
    name = kept.kept(data / LINK, lambda: f"marquee-{secrets.token_hex(8)}")
    home = ours(OPEN / name)
    kept.kept(home / OWNER, lambda: str(data.resolve()))
    return home


def orphans() -> list[Path]:
    """The open folders of databases whose data folder was deleted, with a whole clone perhaps."""
    if not is_root():
        return []
    owners = [owner for owner in OPEN.glob(f"marquee-*/{OWNER}") if owner.owner() == "root"]
    return [owner.parent for owner in owners if not _belongs(owner.parent, Path(owner.read_text()))]


def _belongs(home: Path, data: Path) -> bool:
    link = data / LINK
    return link.exists() and link.read_text() == home.name


def ours(folder: Path) -> Path:
    """Make the folder, for all to enter and for us alone to change. Raises `PermissionError` when it is not ours."""
    folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    if folder.lstat().st_uid != os.geteuid() or folder.is_symlink():
        raise PermissionError(f"{folder} is in the way: it is not ours.")
    return folder
