"""A file is in its folder whole, or not at all."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from campaigns.folder import Folder


class Killed(BaseException):
    pass


class Dying(ContentFile):
    """Whoever writes this dies in the middle."""

    def chunks(self, _size: int | None = None) -> Iterator[bytes]:
        yield b"the first half"
        raise Killed


def test_half_a_file_never_stands_under_its_name(tmp_path: Path) -> None:
    folder = Folder(location=tmp_path)
    with pytest.raises(Killed):
        folder.save("renditions/a.jpg", Dying(b"whole"))
    assert not folder.exists("renditions/a.jpg")
    assert folder.save("renditions/a.jpg", ContentFile(b"whole")) == "renditions/a.jpg"
    with folder.open("renditions/a.jpg") as file:
        assert file.read() == b"whole"


def test_two_who_come_at_once_take_nothing_from_each_other(tmp_path: Path) -> None:
    folder, names = Folder(location=tmp_path), []

    class Late(ContentFile):
        """Meanwhile somebody else takes the name."""

        def chunks(self, _size: int | None = None) -> Iterator[bytes]:
            yield b"late"
            names.append(folder.save("a.jpg", ContentFile(b"early")))

    names.append(folder.save("a.jpg", Late(b"late")))
    assert [(tmp_path / name).read_bytes() for name in names] == [b"early", b"late"]
    assert len(list(tmp_path.iterdir())) == 2
