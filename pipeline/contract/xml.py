"""XML, read strictly by local names: servers disagree about namespaces and prefixes, seldom about names.

lxml keeps what can be read of a cut body and never asks the network; a document type is refused, so that no entity of a
body's own is ever part of a text. Comments and processing instructions are no text either.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from lxml import etree

from pipeline.errors import PageChangedError

SHOWN = 60
TWO_BYTES = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, b"<\x00", b"\x00<")
_FORBIDDEN = re.compile(
    rb"""[\x00-\x08\x0b\x0c\x10-\x1a\x1c-\x1f]      # control characters; not those by which ISO 2022 changes alphabets
    |&\#(?:0*(?:[0-8]|1[124-9]|2[0-9]|3[01])|[xX]0*(?:[0-8b-cB-Ce-fE-F]|1[0-9a-fA-F]));         # the same as references
    |&\#(?:0*(?:5529[6-9]|55[3-9]..|56...|57[0-2]..|573[0-3].|5734[0-3])|[xX]0*[dD][89a-fA-F]..);     # lone surrogates
    """,
    re.VERBOSE,
)


class Element:
    """One XML element. Paths are local names of children joined with `/`; `*` is any child.

    Descendants at any depth are asked for by `.//name`.
    """

    def __init__(self, element: etree._Element, url: str, *, is_damaged: bool = False) -> None:
        """`is_damaged` is true where only a part of the body could be read."""
        self._element = element
        self._url = url
        self.is_damaged = is_damaged

    @property
    def name(self) -> str:
        """The local name."""
        return _local(self._element.tag)

    @property
    def namespace(self) -> str:
        """The namespace, empty where there is none."""
        return str(self._element.tag).rpartition("}")[0][1:]

    @property
    def content(self) -> str:
        """All text in it, white space folded."""
        return " ".join(self.as_written.split())

    @property
    def as_written(self) -> str:
        """All text in it with its line ends, for descriptions and other texts whose lines matter."""
        return "".join(map(str, self._element.itertext())).strip()

    def attribute(self, name: str) -> str | None:
        """An attribute by its local name."""
        found = (value for key, value in self._element.attrib.items() if _local(key) == name)
        return next((str(value) for value in found), None)

    def one(self, path: str) -> Element:
        """The only element at this path.

        Raises:
            PageChangedError: none or several are there.
        """
        found = list(_found(self._element, path))
        if len(found) != 1:
            raise PageChangedError(f"{self._url}: `{self.name}/{path}` is there {len(found)} times, once was expected")
        return Element(found[0], self._url)

    def maybe(self, path: str) -> Element | None:
        """The first element at this path, if any."""
        return next((Element(found, self._url) for found in _found(self._element, path)), None)

    def all(self, path: str, *, at_least: int = 0) -> list[Element]:
        """All elements at this path.

        Raises:
            PageChangedError: there are fewer than `at_least`.
        """
        found = [Element(element, self._url) for element in _found(self._element, path)]
        if len(found) < at_least:
            raise PageChangedError(
                f"{self._url}: `{self.name}/{path}` is there {len(found)} times, at least {at_least} were expected"
            )
        return found

    def text(self, path: str) -> str:
        """The text of the only element at this path; an empty text is a change of the page.

        Raises:
            PageChangedError: none or several are there, or it is empty.
        """
        found = self.one(path).content
        if not found:
            raise PageChangedError(f"{self._url}: `{self.name}/{path}` is empty, a text was expected")
        return found

    def maybe_text(self, path: str) -> str | None:
        """The text of the first element at this path that has one."""
        return next(iter(self.texts(path)), None)

    def texts(self, path: str) -> list[str]:
        """The texts of all elements at this path, empty ones left out."""
        found = (Element(element, self._url).content for element in _found(self._element, path))
        return [text for text in found if text]


def _found(element: etree._Element, path: str) -> Iterator[etree._Element]:
    if path.startswith(".//"):
        yield from (each for each in element.iter("{*}" + path[3:]) if each is not element)
        return
    step, _, rest = path.partition("/")
    for child in element.iterchildren("{*}" + step):
        yield from _found(child, rest) if rest else (child,)


def _local(name: object) -> str:
    """The local name; QName refuses names that a damaged body may have, such as `a:b:c`."""
    return str(name).rpartition("}")[2]


def parse(body: bytes, url: str, *, may_be_cut: bool = False) -> Element:
    """A body of XML, in whatever encoding it declares; white space before it is left aside.

    Raises:
        PageChangedError: it is no XML, or it declares a document type.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=may_be_cut, remove_pis=True
    )
    try:
        root = etree.fromstring(_mended(body), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        start = repr(body[:SHOWN].decode("utf-8", "replace"))
        raise PageChangedError(f"{url}: the body starts with {start}, XML was expected ({error})") from error
    if root is None:
        raise PageChangedError(f"{url}: nothing of the body can be read as XML")
    if root.getroottree().docinfo.internalDTD is not None:
        raise PageChangedError(f"{url}: the XML declares a document type; such a body is not read")
    is_damaged = any(entry.level >= etree.ErrorLevels.ERROR for entry in parser.error_log)
    return Element(root, url, is_damaged=is_damaged)


def _mended(body: bytes) -> bytes:
    """The body without what no XML may hold and feeds hold all the same: one such character would cost a whole page."""
    if body.startswith(TWO_BYTES):
        return body
    return _FORBIDDEN.sub(b"", body.removeprefix(codecs.BOM_UTF8).lstrip(b" \t\r\n\x00"))
