"""What a corpus in object storage needs beyond LanceDB: that only one process makes a table.

LanceDB and this read the same environment: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION,
AWS_ENDPOINT and so on; GOOGLE_SERVICE_ACCOUNT; AZURE_STORAGE_ACCOUNT_NAME and
AZURE_STORAGE_ACCOUNT_KEY.
"""

from __future__ import annotations

import itertools
import os
import time
from collections.abc import Callable
from typing import Any

# Seconds after which whoever began to make a table is taken for dead: it takes about one.
_PATIENCE = 60.0
_PAUSE = 0.2
_ENDPOINTS = ("AWS_ENDPOINT", "AWS_ENDPOINT_URL", "AZURE_STORAGE_ENDPOINT")


def make_in_object_storage(
    uri: str, name: str, make: Callable[[], Any], find: Callable[[], Any]
) -> Any:
    """Make a table, unless another process does so; then wait for that one.

    Whoever puts the object `.made/NAME.1` makes it. Where it does not come in a minute, whoever
    puts `.made/NAME.2` does, and so on.

    Args:
        uri: Of the corpus, such as "s3://bucket/corpus".
        name: Of the table.
        make: Makes it.
        find: Opens it; raises ValueError where there is none.

    Raises:
        OSError, RuntimeError, ValueError: As LanceDB and the storage raise them.
    """
    for turn in itertools.count(1):
        if _put_first(uri, f".made/{name}.{turn}"):
            return make()
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            try:
                return find()
            except ValueError:  # LanceDB's way to say that there is none
                time.sleep(_PAUSE)
    raise AssertionError  # the count does not end


def _put_first(uri: str, path: str) -> bool:
    """Put an object where there is none; whether that was done, by this process alone."""
    import obstore
    from obstore.exceptions import AlreadyExistsError, BaseError
    from obstore.store import from_url

    plain = any(os.environ.get(name, "").startswith("http://") for name in _ENDPOINTS)
    try:
        store = from_url(uri, client_options={"allow_http": True} if plain else {})
        obstore.put(store, path, b"", mode="create")
    except AlreadyExistsError:
        return False
    except BaseError as error:
        raise OSError(str(error)) from error
    return True
