"""Markup of wires, feeds and mails: read without entities or a network, and made plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree, html

from scoring.errors import InputError

_BLOCKS = frozenset(
    {
        *("address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd"),
        *("div", "dl", "dt", "figcaption", "figure", "footer", "form", "header", "hl1", "hl2"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "main", "nav", "ol", "p", "pre"),
        *("section", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
    }
)
_UNSEEN = frozenset({"script", "style", "head", "noscript", "template", "iframe", "object", "svg"})
_SPACE = re.compile(r"[\s\xa0]+")
_ENTITY = re.compile(rb"<!ENTITY")
_DECLARED_IN = 1 << 16  # bytes


def refuse_entities(head: bytes) -> None:
    """Refuse XML that declares entities of its own: a few can stand for gigabytes, or for files.

    Raises:
        InputError: It does.
    """
    if _ENTITY.search(head[:_DECLARED_IN].replace(b"\0", b"")):
        raise InputError("the XML declares entities, which are not expanded here; remove <!ENTITY")


def parse_xml(content: bytes) -> Any:
    """Parse XML with what is unsafe switched off.

    Raises:
        InputError: It declares entities, or is not XML.
    """
    refuse_entities(content)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False
    )
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise InputError(f"it is not XML: {error.msg}") from None


def local_name(element: Any) -> str:
    """The name of an element without its namespace; "" of a comment."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def descendants(element: Any, *names: str) -> Iterator[Any]:
    """The elements below one that have one of these names, in whatever namespace, in order."""
    for found in element.iterdescendants():
        if local_name(found) in names:
            yield found


def first(element: Any, *path: str) -> Any | None:
    """The first element at a path of local names, each anywhere below the one before."""
    for name in path:
        element = next(descendants(element, name), None)
        if element is None:
            return None
    return element


def words(element: Any | None) -> str | None:
    """The text of an element in one line; None of None and where it is blank."""
    if element is None:
        return None
    return _SPACE.sub(" ", " ".join(element.itertext())).strip() or None


def plain(element: Any) -> str:
    """The text below an element, a line for each of its blocks."""
    lines: list[list[str]] = [[]]
    for event, found in etree.iterwalk(element, events=("start", "end", "comment", "pi")):
        name = local_name(found)
        if event in {"comment", "pi"}:
            _add(lines, found.tail)
        elif name in _BLOCKS:
            lines.append([])
        if event == "start" and not _hidden(found):
            _add(lines, found.text)
        elif event == "end" and found is not element and not _hidden(found.getparent()):
            _add(lines, found.tail)
    joined = (_SPACE.sub(" ", "".join(line)).strip() for line in lines)
    return "\n".join(line for line in joined if line)


def plain_of(fragment: str) -> str:
    """The text of a piece of HTML, a line for each of its blocks; text without markup stays."""
    if "<" not in fragment and "&" not in fragment:
        return "\n".join(line.strip() for line in fragment.splitlines() if line.strip())
    try:
        return plain(html.fromstring(f"<div>{fragment}</div>"))
    except (etree.ParserError, ValueError) as error:
        raise InputError(f"the markup cannot be read ({error})") from None


def _add(lines: list[list[str]], text: str | None) -> None:
    if text:
        lines[-1].append(text)


def _hidden(element: Any) -> bool:
    while element is not None:
        if local_name(element).lower() in _UNSEEN:
            return True
        element = element.getparent()
    return False
