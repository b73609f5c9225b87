"""Who may do what: each route says which scopes it needs, each request whose key it carries."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, NoReturn, cast

import flask

from api.body import View
from api.errors import Problem, ProblemError, shown
from api.keys import ApiKey, Keyring, Scope
from api.loopback import is_loopback
from api.problem_types import FORBIDDEN, UNAUTHORIZED
from api.spec import problems, secured_by
from scoring.corpus.filters import Filters

REALM = 'Bearer realm="Second Source"'
_NEEDED = "__needed_scopes__"
_KEY_IN_QUERY = "__key_in_query__"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sends a request.

    Attributes:
        key: Its key; None where it came without one.
        collections: The collections that it may see; None for all.
    """

    key: ApiKey | None
    collections: frozenset[str] | None

    @property
    def id(self) -> str:
        """Names the caller; "" where it came without a key."""
        return self.key.id if self.key else ""

    @property
    def is_admin(self) -> bool:
        """Whether it may do everything, in the collections that it may see."""
        return self.key is None or Scope.ADMIN in self.key.scopes

    def may(self, scopes: frozenset[Scope]) -> bool:
        """Whether it has one of these scopes; any will do where none is named."""
        held = self.key.scopes if self.key else frozenset()
        return not scopes or Scope.ADMIN in held or bool(held & scopes)

    def require_collections(self, names: Iterable[str]) -> None:
        """Refuse collections that are not granted, whether or not they exist.

        Raises:
            ProblemError: One is not.
        """
        granted = self.collections
        missing = [] if granted is None else sorted(set(names) - granted)
        if granted is not None and missing:
            _forbid(
                f"this key is not granted the collection {missing[0]!r}; it is granted "
                + (", ".join(sorted(granted)) or "none")
            )

    def narrow(self, filters: Filters) -> Filters:
        """The filters with the granted collections where they name none.

        Raises:
            ProblemError: They name one that is not granted, or none is.
        """
        self.require_collections(filters.collections)
        if self.collections is None or filters.collections:
            return filters
        if not self.collections:  # no filter says "nowhere"
            _forbid("this key is granted no collection")
        return replace(filters, collections=tuple(sorted(self.collections)))


OWNER = Caller(None, None)  # where no key is needed: whoever reaches the loopback address
NOBODY = Caller(None, frozenset())  # at what is public


def needs(*scopes: Scope) -> Callable[[View], View]:
    """Let in those whose key has one of these scopes; with none named, those with any key."""

    def decorate(view: View) -> View:
        documented = secured_by([scope.value for scope in scopes])(problems(401, 403, 429)(view))
        setattr(documented, _NEEDED, frozenset(scopes))
        return documented

    return decorate


def public(view: View) -> View:
    """Let in everybody."""
    documented = secured_by(None)(view)
    setattr(documented, _NEEDED, None)
    return documented


def takes_key_in_query(view: View) -> View:
    """Take the key as Google's clients send it, too: as `key` or in the header X-Goog-Api-Key.

    Only where a client cannot do otherwise: what stands in an address gets into others' logs.
    """
    setattr(view, _KEY_IN_QUERY, True)
    return view


def needed_scopes(view: Callable[..., Any]) -> frozenset[Scope] | None:
    """The scopes of which a view needs one; None for a public one.

    One that does not say is for administrators, so that nothing is open by oversight.
    """
    return cast("frozenset[Scope] | None", getattr(view, _NEEDED, frozenset({Scope.ADMIN})))


def says_what_it_needs(view: Callable[..., Any]) -> bool:
    """Whether a view was declared `public` or by `needs`."""
    return hasattr(view, _NEEDED)


@dataclass(frozen=True, slots=True)
class Gate:
    """Lets requests in.

    Attributes:
        keyring: The keys; None where everybody may do everything.
        always: Whether a key is needed even where none was ever made.
    """

    keyring: Keyring | None = None
    always: bool = True

    def identify(self) -> Caller:
        """Find out who sends the current request, and whether they may.

        Raises:
            ProblemError: No valid key, or one without the scope of the route.
            CorpusError: The keys cannot be read.
        """
        request = flask.request
        view = flask.current_app.view_functions.get(request.endpoint or "")
        needed = None if view is None else needed_scopes(view)
        if self.keyring is None:
            return OWNER
        if needed is None or request.method == "OPTIONS":
            return NOBODY
        if self._stands_open(self.keyring):
            _require_local_name(request.host)
            return OWNER
        key = _valid_key(self.keyring, _credentials(view))
        caller = Caller(key, key.collections)
        if not caller.may(needed):
            wanted = sorted(scope.value for scope in needed)
            _forbid(f"this key has not the scope {' or '.join(wanted)}", scope=" ".join(wanted))
        return caller

    def knows_caller(self) -> bool:
        """Whether the caller of a public route could call one that takes any key.

        Raises:
            CorpusError: The keys cannot be read.
        """
        if self.keyring is None or self._stands_open(self.keyring):
            return True
        token = _token(flask.request.headers.get("Authorization"))
        return token is not None and self.keyring.find(token, datetime.now(UTC)) is not None

    def _stands_open(self, keyring: Keyring) -> bool:
        return not self.always and keyring.is_empty()


def _credentials(view: Callable[..., Any] | None) -> str | None:
    """What the request says of its key, as the header Authorization has it."""
    request = flask.request
    header = request.headers.get("Authorization")
    if header is None and getattr(view, _KEY_IN_QUERY, False):
        key = request.headers.get("X-Goog-Api-Key") or request.args.get("key")
        return f"Bearer {key}" if key else None
    return header


def _valid_key(keyring: Keyring, header: str | None) -> ApiKey:
    if header is None:
        _challenge("there is no Authorization header; send Authorization: Bearer <key>")
    token = _token(header)
    if token is None:
        # Not quoted: it may be a key whose "Bearer" was forgotten.
        _challenge(
            "the Authorization header is not of the form Bearer <key>", error="invalid_request"
        )
    key = keyring.find(token, datetime.now(UTC))
    if key is None:
        # Not which of these: whoever guesses should not learn what was once a key.
        _challenge("the key is unknown, expired or revoked", error="invalid_token")
    return key


def _token(header: str | None) -> str | None:
    scheme, _, token = (header or "").partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None


def _require_local_name(host: str) -> None:
    """Refuse a request by another name than this machine's own.

    A page that a browser has loaded can make its own host name point here (DNS rebinding), and a
    proxy can pass on requests of others; neither comes by the name of the loopback.
    """
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    if not is_loopback(name):
        _forbid(
            f"a service without keys answers by the name localhost, not by {shown(name)}; make a "
            "key with `secondsource keys create` to answer others"
        )


def _challenge(detail: str, *, error: str | None = None) -> NoReturn:
    """Refuse with 401. RFC 6750 wants no error code where no credentials were sent."""
    challenge = REALM if error is None else f'{REALM}, error="{error}"'
    raise ProblemError(Problem(UNAUTHORIZED, detail, headers={"WWW-Authenticate": challenge}))


def _forbid(detail: str, *, scope: str | None = None) -> NoReturn:
    challenge = f'{REALM}, error="insufficient_scope"'
    if scope:
        challenge += f', scope="{scope}"'
    raise ProblemError(Problem(FORBIDDEN, detail, headers={"WWW-Authenticate": challenge}))
