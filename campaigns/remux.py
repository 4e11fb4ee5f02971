"""Films without what they tell beside sight and sound: where they were made and with what, or a camera's own tracks.

Pictures and sounds stay as they are, bit for bit; only the file around them is written anew. A film that tells nothing
is left alone.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile

import av
from av.container import InputContainer

SHOWN = {"video", "audio"}
HARMLESS = {"major_brand", "minor_version", "compatible_brands", "encoder", "language", "handler_name", "vendor_id"}
"""What says how the file is to be read, and which program wrote it; FFmpeg's names."""
TIMES = "duration"
"""So a WebM calls how long each of its tracks lasts."""


@contextmanager
def silent(path: Path, container: InputContainer, form: str) -> Iterator[Path]:
    """Where the film lies that tells nothing; `form` is FFmpeg's name of its kind."""
    if not _tells(container):
        yield path
        return
    with NamedTemporaryFile() as file:
        _rewrite(container, file.name, form)
        yield Path(file.name)


def _tells(container: InputContainer) -> bool:
    told = {name.lower() for one in (container, *container.streams) for name in one.metadata}
    return bool(told - HARMLESS - {TIMES}) or not {stream.type for stream in container.streams} <= SHOWN


def _rewrite(container: InputContainer, path: str, form: str) -> None:
    container.seek(0)
    # With its index in front, a film can be played while it is still on its way.
    options = {} if form == "webm" else {"movflags": "faststart"}
    with av.open(path, "w", format=form, options=options) as target:
        kept = [stream for stream in container.streams if stream.type in SHOWN]
        streams = {stream.index: target.add_stream_from_template(stream) for stream in kept}
        for packet in container.demux(*kept):
            if packet.dts is not None:
                packet.stream = streams[packet.stream.index]
                target.mux(packet)
