"""Addresses of pages in, what became of them out."""

from __future__ import annotations

from marshmallow import fields

from api.schemas.documents import BatchResultSchema, collection_field, url_field
from api.schemas.fields import Answer, Items, Request, about, nested

MOST_URLS = 20
_URL = "https://pharos-agency.example/2032/09/14/tolmere-silo"


class FetchRequest(Request):
    """Pages to read and store."""

    urls = Items(
        url_field("Address of a page.", _URL),
        "Addresses of pages, read one after the other; a page that has been stored is replaced.",
        [_URL],
        most=MOST_URLS,
        least=1,
        of="addresses",
        required=True,
    )
    collection = collection_field("Where the articles go.", load_default="default")


class FetchedSchema(Answer):
    """What became of an address."""

    url = fields.String(**about("The address, as it was sent.", _URL))
    id = fields.String(
        allow_none=True, **about("Id of the document; null where there is none.", "silo-01")
    )
    status = fields.Integer(
        **about("201 stored, 200 stored in place of one before, else the problem's.", 201)
    )
    problem = BatchResultSchema().fields["problem"]


class FetchResultSchema(Answer):
    """What became of the addresses."""

    results = nested(FetchedSchema, "One for each address, in their order.", many=True)
