"""Headers in the OpenAPI document: written once, referred to by each operation that has them."""

from __future__ import annotations

from typing import Any

# Marks of operations, see `api.spec.marked`.
STABLE = "x-stable"
IDEMPOTENT = "x-idempotent"
PAGED = "x-paged"
PREFERS = "x-prefers"
PRECONDITIONED = "x-preconditioned"  # its value: whether If-Match must be there

_RETRY_AFTER = "RetryAfter"
HEADERS = {
    "XRequestId": {
        "description": "The id of the request, in problems and in the service's log.",
        "schema": {"type": "string"},
        "example": "0192f0c1a2b34c5d8e9f0a1b2c3d4e5f",
    },
    "RateLimit": {
        "description": "Requests that are left (`r`) and seconds until one more is (`t`), of each "
        "limit of the key; absent without a key.",
        "schema": {"type": "string"},
        "example": '"per-60s";r=598;t=57',
    },
    "RateLimitPolicy": {
        "description": "The limits of the key: requests (`q`) in seconds (`w`).",
        "schema": {"type": "string"},
        "example": '"per-60s";q=600;w=60',
    },
    _RETRY_AFTER: {
        "description": "Seconds to wait before the request is sent again.",
        "schema": {"type": "integer"},
        "example": 2,
    },
    "WWWAuthenticate": {
        "description": "What is wrong with the key, as RFC 6750 has it.",
        "schema": {"type": "string"},
        "example": 'Bearer realm="Second Source", error="invalid_token"',
    },
    "ETag": {
        "description": "Version of this answer, for `If-None-Match`.",
        "schema": {"type": "string"},
        "example": 'W/"9a0364b9e99bb480dd25e1f0284c8555"',
    },
    "Link": {
        "description": 'Where the next page is, `rel="next"`; absent on the last one.',
        "schema": {"type": "string"},
        "example": '</v1/checks?limit=20&cursor=eyJhc2tlZCI6IjlmOGQifQ>; rel="next"',
    },
    "PreferenceApplied": {
        "description": "What of `Prefer` was honoured; absent where nothing was.",
        "schema": {"type": "string"},
        "example": "wait=5",
    },
    "IdempotencyReplayed": {
        "description": "`true` where this is the answer to an earlier request with the same "
        "`Idempotency-Key`.",
        "schema": {"type": "string", "enum": ["true"]},
        "example": "true",
    },
}
_FIELD_NAMES = {
    "XRequestId": "X-Request-Id",
    "RateLimitPolicy": "RateLimit-Policy",
    _RETRY_AFTER: "Retry-After",
    "WWWAuthenticate": "WWW-Authenticate",
    "PreferenceApplied": "Preference-Applied",
    "IdempotencyReplayed": "Idempotency-Replayed",
}
_PROBLEM_HEADERS = {
    401: ["WWWAuthenticate"],
    403: ["WWWAuthenticate"],
    409: [_RETRY_AFTER],
    429: ["RateLimit", "RateLimitPolicy", _RETRY_AFTER],
    503: [_RETRY_AFTER],
}
PARAMETERS = {
    "IfNoneMatch": {
        "in": "header",
        "name": "If-None-Match",
        "required": False,
        "description": "The `ETag` of the answer that the client has; 304 where it is still right.",
        "schema": {"type": "string"},
        "example": 'W/"9a0364b9e99bb480dd25e1f0284c8555"',
    },
    "IfMatch": {
        "in": "header",
        "name": "If-Match",
        "required": False,
        "description": "The `ETag` of what is to be changed; 412 where it has changed since.",
        "schema": {"type": "string"},
        "example": '"9a0364b9e99bb480"',
    },
    "IfMatchNeeded": {
        "in": "header",
        "name": "If-Match",
        "required": True,
        "description": "The `ETag` of what is to be changed; 412 where it has changed since, 428 "
        "where this is missing.",
        "schema": {"type": "string"},
        "example": '"9a0364b9e99bb480"',
    },
    "Prefer": {
        "in": "header",
        "name": "Prefer",
        "required": False,
        "description": "How long to wait for the answer (RFC 7240): `wait=5` for five seconds, "
        "`respond-async` for none. Where it is not there by then, 202 says where it will be. "
        "Without either, and with a longer `wait`, it is the time that the service is set to.",
        "schema": {"type": "string"},
        "example": "wait=5",
    },
    "IdempotencyKey": {
        "in": "header",
        "name": "Idempotency-Key",
        "required": False,
        "description": "Names this request, so that it can be sent again without being done twice: "
        "for 24 hours the same key gets the first one's answer. A request that was refused leaves "
        "its key free. 1 to 255 visible ASCII characters, such as a UUID, with or without quotes.",
        "schema": {"type": "string", "pattern": r"^[\x21-\x7e]{1,255}$"},
        "example": "8e03978e-40d5-43dd-bc93-6894a57f9324",
    },
}


def problem_headers(status: int) -> dict[str, Any]:
    """The headers of a problem, by reference."""
    return _referred("XRequestId", *_PROBLEM_HEADERS.get(status, ()))


def add_headers(operation: dict[str, Any]) -> None:
    """Add the headers that an operation takes and gives, and the 304 of a stable one."""
    stable, once = operation.get(STABLE), operation.get(IDEMPOTENT)
    names = ["XRequestId"]
    if operation["security"]:
        names += ["RateLimit", "RateLimitPolicy"]
    if stable:
        names.append("ETag")
        operation["responses"]["304"] = {"description": "The client's answer is still right."}
    if once:
        names.append("IdempotencyReplayed")
    if prefers := operation.get(PREFERS):
        names.append("PreferenceApplied")
    if PAGED in operation:
        operation["responses"]["200"]["headers"] = _referred("Link")
    for status, response in operation["responses"].items():
        if status < "400":
            response["headers"] = {**response.get("headers", {}), **_referred(*names)}
    marks = (("IfNoneMatch", stable), ("IdempotencyKey", once), ("Prefer", prefers))
    taken = [name for name, mark in marks if mark]
    if PRECONDITIONED in operation:
        taken.append("IfMatchNeeded" if operation[PRECONDITIONED] else "IfMatch")
    if taken:
        references = [{"$ref": f"#/components/parameters/{name}"} for name in taken]
        operation["parameters"] = [*operation.get("parameters", ()), *references]


def _referred(*names: str) -> dict[str, Any]:
    return {
        _FIELD_NAMES.get(name, name): {"$ref": f"#/components/headers/{name}"} for name in names
    }
