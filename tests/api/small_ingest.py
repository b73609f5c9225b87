"""`secondsource ingest` with the small models, as `small_server.py` serves: for a shared corpus.

`python -m tests.api.small_ingest ARGUMENTS` takes what `secondsource` takes.
"""

from __future__ import annotations

import api.console
from api.cli import main
from tests.support import small_parts

if __name__ == "__main__":
    api.console.open_parts = lambda settings, *_: small_parts(settings.corpus_uri)
    main()
