"""Mails: press releases and newsletters as they come in."""

from __future__ import annotations

import email.policy
import email.utils
import re
from collections.abc import Iterator, Mapping
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any, cast

from scoring.errors import InputError
from scoring.formats.charsets import decode
from scoring.formats.dates import put_date
from scoring.formats.items import LONGEST_ITEM, Draft, Item, Source, to_id
from scoring.formats.markup import plain_of

_PARAGRAPHS = re.compile(r"\n[ \t]*\n")
_SIGNATURE = re.compile(r"(?:^|\n)-- ?\n.*\Z", re.DOTALL)
_WRAPPED = 55  # characters of a line that was broken for its length; mails break at 60 to 78
_PARSER = BytesParser(policy=email.policy.default)


def read_mail(source: Source, _: Mapping[str, str]) -> Iterator[Item]:
    """The mail of an .eml file.

    Raises:
        InputError: It has no text.
    """
    content = source.stream.read(LONGEST_ITEM + 1)
    if len(content) > LONGEST_ITEM:
        raise InputError(f"the mail has over {LONGEST_ITEM:,} bytes; take its attachments off")
    message = _PARSER.parsebytes(content)
    draft = Draft()
    draft.put("title", _header(message, "subject"))
    name, address = email.utils.parseaddr(_header(message, "from") or "")
    draft.put("publisher", name or address.rpartition("@")[2])
    put_date(draft, _header(message, "date"))
    draft.put("id", to_id(_header(message, "message-id")))
    draft.put("text", _text(message, draft))
    if "text" not in draft.fields:
        raise InputError("the mail has no text; its attachments are not read")
    yield draft.item(source, 1)


def _text(message: EmailMessage, draft: Draft) -> str:
    body = message.get_body(("plain", "html"))
    if body is None:
        return ""
    payload = cast("Any", body).get_payload(decode=True) or b""
    text, notes = decode(bytes(payload), str(body.get("content-type", "")))
    draft.notes += notes
    if body.get_content_subtype() == "html":
        return plain_of(text)
    text = text.replace("\r\n", "\n")
    shorter = _SIGNATURE.sub("", text)
    if shorter != text:
        draft.notes.append("the signature is left out")
    return "\n".join(filter(None, map(_unwrapped, _PARAGRAPHS.split(shorter))))


def _unwrapped(paragraph: str) -> str:
    """A paragraph with the line breaks undone that stand there for the width of a screen."""
    lines = [line.strip() for line in paragraph.split("\n")]
    text = ""
    for line, before in zip(lines, ["", *lines], strict=False):
        joins = len(before) >= _WRAPPED and not line.startswith((">", "- ", "* ", "•"))
        text += f"{' ' if joins else chr(10)}{line}"
    return text.strip()


def _header(message: EmailMessage, name: str) -> str | None:
    """A header as text in one line; None where it is missing or cannot be read."""
    try:
        value = message.get(name)
    except (ValueError, TypeError, LookupError, AttributeError, IndexError):
        return None  # the standard library has raised all of these for broken headers
    return " ".join(str(value).split()) or None if value is not None else None
