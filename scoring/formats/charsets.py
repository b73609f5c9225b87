"""Bytes to text: UTF-8 where they are UTF-8, whatever else is claimed of them."""

from __future__ import annotations

import codecs
import re

import charset_normalizer

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LABEL = re.compile(rb"""(?i)(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""")
_HEAD = 4_096  # bytes that a page's charset is looked for in; HTML asks for 1,024
_GUESSED_FROM = 1 << 16  # bytes
# Browsers read these as their Windows supersets, and pages are written for browsers.
_SUPERSETS = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254"}
_WESTERN = "cp1252"
_WESTERN_LETTERS = frozenset("åäöæøéèêëàâáãçíîïñóôõúûüßœÅÄÖÆØÉÈÀÁÇÍÑÓÚÜ–—’‘“”«»…§°£€·´¡¿ ")


def decode(content: bytes, content_type: str | None = None) -> tuple[str, list[str]]:
    """Decode a text.

    Args:
        content: The bytes.
        content_type: A header that may name their charset.

    Returns:
        The text, and what is worth a note: a charset that is not the one named, a guess,
        bytes that stand for nothing.
    """
    named = _named(content, content_type)
    for mark, codec in _MARKS:
        if content.startswith(mark):
            return content.decode(codec, "replace"), []
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        disagrees = named not in {None, "utf-8"} and not content.isascii()
        return text, [f"it is UTF-8, not {named} as it says"] if disagrees else []
    if named is None or named == "utf-8":
        codec, notes = _mostly_utf8(content)
    else:
        codec, notes = named, []
    text = content.decode(codec, "replace")
    if "\ufffd" in text and not notes:
        notes.append(f"bytes that are not {codec} were replaced by \ufffd")
    return text, notes


def text_codec(head: bytes) -> tuple[str, list[str]]:
    """The codec of a stream that begins so, and a note where it is a guess."""
    for mark, codec in _MARKS:
        if head.startswith(mark):
            return codec, []
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)  # may end within a character
    except UnicodeDecodeError:
        return _guess(head)
    return "utf-8", []


def _named(content: bytes, content_type: str | None) -> str | None:
    """The charset that the header or else the content names, None for none that is known."""
    header = (content_type or "").encode("ascii", "ignore")
    for where in (header, content[:_HEAD]):
        found = _LABEL.search(where)
        if found is not None:
            try:
                name = codecs.lookup(found[1].decode("ascii")).name
                "".encode(name)  # not one of bytes to bytes, as "hex" is
            except (LookupError, ValueError, TypeError):
                continue
            # A page whose head could be read as ASCII is in none of these.
            if not name.startswith(("utf-16", "utf-32", "utf-7")):
                return _SUPERSETS.get(name, name)
    return None


def _mostly_utf8(content: bytes) -> tuple[str, list[str]]:
    """UTF-8 where only a few characters are broken, else a guess."""
    text = content.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    beyond = sum(1 for character in text if character > "\x7f")
    if broken * 4 <= beyond:
        return "utf-8", [f"{broken} bytes that are not UTF-8 were replaced by \ufffd"]
    return _guess(content[:_GUESSED_FROM])


def _guess(content: bytes) -> tuple[str, list[str]]:
    if _is_western(content):
        return _WESTERN, [f"it says no charset that fits and was read as {_WESTERN}"]
    found = charset_normalizer.from_bytes(content, steps=5, chunk_size=512).best()
    codec = found.encoding if found is not None else _WESTERN
    codec = _SUPERSETS.get(codecs.lookup(codec).name, codec)
    return codec, [f"it says no charset that fits and was read as {codec}"]


def _is_western(content: bytes) -> bool:
    """Whether it reads as a western European text, which a few words are too short to guess by."""
    text = content.decode(_WESTERN, "replace")
    letters = sum(1 for character in text if character.isalpha())
    beyond = [character for character in text if character > "\x7f"]
    western = sum(1 for character in beyond if character in _WESTERN_LETTERS)
    return len(beyond) < 0.3 * letters and western >= 0.9 * len(beyond)
