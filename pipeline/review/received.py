"""A form with files, read as it comes: straight into a private folder, and no byte more than allowed.

Starlette would put files into the machine's folder for temporary files; answers of people have to stay in the home.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from python_multipart import MultipartParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request

from pipeline.store.uploads import private
from pipeline.topics.title import one_line

MOST_FIELDS, LONGEST_FIELD, LONGEST_HEADER, LONGEST_NAME = 10, 1000, 4000, 120
AROUND_BYTES = 65_536
"""What a form may have beside the files."""


class TooLargeError(Exception):
    """More was sent than is taken."""


class NoFormError(Exception):
    """What was sent is no form with files, or it broke off."""


@dataclass
class Received:
    """The fields of a form, and its files by field: what each is called by who sent it, and its bytes."""

    fields: dict[str, str] = field(default_factory=dict)
    called: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)


async def receive(request: Request, folder: Path, files: frozenset[str], limit: int) -> Received:
    """Read a form; each file that is not empty lies in `folder` under the name of its field, readable to us only.

    Raises:
        TooLargeError: all of it is larger than `limit` bytes, give or take what a form has around its files.
        NoFormError: it cannot be read as a form with at most these files.
    """
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        raise NoFormError
    parts = _Parts(folder, files)
    parser = MultipartParser(options[b"boundary"], parts.callbacks())  # type: ignore[arg-type]
    n_bytes = 0
    most = limit + AROUND_BYTES
    length = request.headers.get("content-length", "0")
    n_stated = int(length) if length.isdigit() else 0
    try:
        if n_stated > most:
            raise TooLargeError
        async for chunk in request.stream():  # what is left unread, uvicorn throws away (0.50, 2026-11)
            n_bytes += len(chunk)
            if n_bytes > most:
                raise TooLargeError
            await run_in_threadpool(parser.write, chunk)
        parser.finalize()
    except (FormParserError, ClientDisconnect, _PartError) as error:
        raise NoFormError from error
    finally:
        parts.close()
    if not parts.is_whole:
        raise NoFormError
    return parts.received


class _PartError(Exception):
    """A part that no form of ours has."""


class _Parts:
    """Takes what the parser finds."""

    def __init__(self, folder: Path, files: frozenset[str]) -> None:
        self.received = Received()
        self.is_whole = False
        self._folder, self._files = folder, files
        self._header, self._value = bytearray(), bytearray()
        self._disposition = b""
        self._name = ""
        self._text: bytearray | None = None
        self._file: IO[bytes] | None = None

    def callbacks(self) -> dict[str, Callable[..., None]]:
        """As the parser wants them."""
        return {
            "on_part_begin": self._begin,
            "on_header_field": lambda data, start, end: self._grow(self._header, data[start:end]),
            "on_header_value": lambda data, start, end: self._grow(self._value, data[start:end]),
            "on_header_end": self._end_header,
            "on_headers_finished": self._open,
            "on_part_data": self._take,
            "on_part_end": self._end,
            "on_end": self._finish,
        }

    def close(self) -> None:
        """Let go of a file that broke off."""
        if self._file:
            self._file.close()
        self._file = None

    def _begin(self) -> None:
        self._disposition = b""
        self._header.clear()
        self._value.clear()

    def _grow(self, held: bytearray, more: bytes) -> None:
        held += more
        if len(held) > LONGEST_HEADER:
            raise _PartError

    def _end_header(self) -> None:
        if self._header.lower() == b"content-disposition":
            self._disposition = bytes(self._value)
        self._header.clear()
        self._value.clear()

    def _open(self) -> None:
        _, options = parse_options_header(self._disposition)
        self._name = options.get(b"name", b"").decode("utf-8", "replace")
        self._text = self._file = None
        if len(self.received.fields) + len(self.received.called) >= MOST_FIELDS:
            raise _PartError
        if b"filename" not in options:
            self._text = bytearray()
        elif self._name not in self._files or self._name in self.received.called:
            raise _PartError
        else:
            self.received.called[self._name] = _called(options[b"filename"])
            self.received.sizes[self._name] = 0
            self._file = os.fdopen(private(self._folder / self._name), "wb")

    def _take(self, data: bytes, start: int, end: int) -> None:
        if self._file is not None:
            self._file.write(data[start:end])
            self.received.sizes[self._name] += end - start
        elif self._text is not None:
            self._text += data[start:end]
            if len(self._text) > LONGEST_FIELD:
                raise _PartError

    def _end(self) -> None:
        if self._text is not None:
            self.received.fields[self._name] = self._text.decode("utf-8", "replace")
        self.close()
        if not self.received.sizes.get(self._name, 1):  # no file was chosen
            (self._folder / self._name).unlink()
            del self.received.sizes[self._name], self.received.called[self._name]

    def _finish(self) -> None:
        self.is_whole = True


def _called(name: bytes) -> str:
    """A file's name without folders, on one line and not without end; it is never a path of ours."""
    words = name.decode("utf-8", "replace").replace("\\", "/").rpartition("/")[2]
    return one_line(words)[-LONGEST_NAME:].strip() or "survey"
