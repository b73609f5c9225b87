"""An API key to make."""

from __future__ import annotations

from api.schemas.documents import collection_field
from api.schemas.fields import SOME_TEXT, Items, Request, Text


class KeyRequest(Request):
    """What a key is made of."""

    name = Text("Whom it is for.", "newsroom", longest=100, pattern=SOME_TEXT)
    collections = Items(
        collection_field("A collection."), "Granted collections.", ["demo"], most=1_000
    )
