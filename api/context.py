"""What a request needs of its application."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import flask

from api.access import Caller, Gate
from api.answer_store import AnswerStore
from api.engine import Engine, Parts
from api.fetching.fetcher import Fetcher
from api.job_runner import JobRunner
from api.jobs import Jobs
from api.past_checks import PastChecks
from scoring.settings import Settings

EXTENSION = "secondsource"
FETCHER = "secondsource-fetcher"
GATE = "secondsource-gate"
JOBS = "secondsource-jobs"
PAST = "secondsource-past-checks"
_ANSWERS = "secondsource-answers"
SETTINGS = "secondsource-settings"


def engine() -> Engine:
    """The engine of the application that serves this request.

    For upkeep and health; what a caller may see of the corpus is in `parts`.
    """
    return cast("Engine", flask.current_app.extensions[EXTENSION])


def gate() -> Gate:
    """What lets requests into the application that serves this one."""
    return cast("Gate", flask.current_app.extensions[GATE])


def jobs() -> JobRunner:
    """What does the jobs of the application that serves this request.

    Raises:
        ProblemError: The models and the corpus are not open yet.
    """
    return cast("Jobs", flask.current_app.extensions[JOBS]).runner


def fetcher() -> Fetcher:
    """What reads addresses for the application that serves this request."""
    return cast("Fetcher", flask.current_app.extensions[FETCHER])


def kept_answers() -> AnswerStore:
    """The answers that are kept beside the corpus of the application that serves this request.

    Raises:
        ProblemError: The models and the corpus are not open yet.
        SecondSourceError: They could not be opened.
    """
    extensions = flask.current_app.extensions
    if (store := extensions.get(_ANSWERS)) is None:
        store = extensions.setdefault(_ANSWERS, AnswerStore(engine().parts.corpus.uri))
        engine().also_maintain(store.sweep)
    return cast("AnswerStore", store)


def past_checks() -> PastChecks:
    """The checks against past states that this process makes."""
    return cast("PastChecks", flask.current_app.extensions[PAST])


def settings() -> Settings:
    """The settings of the application that serves this request."""
    return cast("Settings", flask.current_app.extensions[SETTINGS])


def caller() -> Caller:
    """Who sends this request."""
    return cast("Caller", flask.g.caller)


def parts() -> Parts:
    """The models, and the corpus as the caller may see it.

    Raises:
        ProblemError: They are not open yet.
        SecondSourceError: They could not be opened.
    """
    opened = engine().parts
    granted = caller().collections
    if granted is None:
        return opened
    from scoring.corpus.granted import GrantedCorpus  # not before the fork: it brings LanceDB

    return replace(opened, corpus=GrantedCorpus(opened.corpus, granted))
