"""The command line. Heavy libraries are imported by the command that needs them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, TextIO

import click

from api.corpus_commands import AS_JSON, corpus
from api.keys import Scope
from scoring.errors import SecondSourceError
from scoring.settings import Settings


class Failure(click.ClickException):
    """An error of ours: one line, exit code 2."""

    exit_code = 2


class Commands(click.Group):
    """Commands whose errors are one clear line."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except (SecondSourceError, OSError) as error:
            raise Failure(str(error)) from error


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="secondsource")
def main() -> None:
    """Who, independently, says so?

    Second Source checks a claim against a corpus of news articles: which statements support
    or refute it, from which origins, how independent they are.

    Settings come from the environment: CORPUS_URI, MODEL_CACHE, EMBEDDING_MODEL and others,
    see the README.
    """


@main.command()
@click.option("--host", help="Address to listen on; HOST, or else 127.0.0.1.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port; PORT, or else 8000.")
@click.option("--workers", type=click.IntRange(1), help="Worker processes; WORKERS, or else 2.")
@AS_JSON
def serve(host: str | None, port: int | None, workers: int | None, as_json: bool) -> None:
    """Serve the HTTP API on an empty or existing corpus, until Ctrl-C.

    On another address than the loopback one it wants API keys, see `secondsource keys`.

    With --json the line that says where it listens is JSON.
    """
    from api.logs import configure_logs
    from api.server import serve as run

    given = {"host": host, "port": port, "workers": workers}
    chosen: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    settings = replace(Settings.from_environment(), **chosen)
    configure_logs(settings)
    run(settings, as_json=as_json)


@main.command()
@click.argument("sources", nargs=-1, required=True)
@click.option("--collection", help="Put all documents there, whatever they say.")
@click.option(
    "--format", "form", help="The format of all sources, where name and content do not tell it."
)
@click.option(
    "--map",
    "columns",
    multiple=True,
    metavar="FIELD=COLUMN",
    help="The column, or path in a JSON object, that holds a field; repeatable.",
)
@click.option(
    "--report",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Write a line of JSON for each document that is not stored as it came, and why.",
)
@click.option("--fetch", is_flag=True, help="Read addresses, and the pages that feeds link to.")
@click.option(
    "--allow-host",
    "hosts",
    multiple=True,
    help="Fetch from this host and those below it too; repeatable. See FETCH_HOSTS.",
)
@click.option("--renew", is_flag=True, help="Analyse again what the corpus holds unchanged.")
@click.option("--watch", is_flag=True, help="Go on with what is new or changed until Ctrl-C.")
@click.option(
    "--ray",
    metavar="ADDRESS",
    help="Analyse and encode, all anew, on the Ray cluster there: auto, or host:6379.",
)
@AS_JSON
@click.pass_context
def ingest(
    context: click.Context, /, sources: tuple[str, ...], as_json: bool, **given: Any
) -> None:
    """Store the documents of files, folders, globs and, with --fetch, addresses; - is stdin.

    Reads JSON, NDJSON, CSV, TSV, Parquet, HTML, RSS and Atom, sitemaps, WARC, NewsML-G2, NITF,
    ninjs and mail (.eml), also in gzip, zstd, zip and tar. Fetched is only from hosts that are
    named here, or in FETCH_HOSTS, at addresses of the public internet, as robots.txt allows.

    What the corpus holds unchanged is passed by, so that a run that was stopped goes on when
    it is run again. Exit code 1 when some could not be stored; the others are.
    """
    from api.ingesting.run import Options, ingest_and_show
    from scoring.formats import FORMS

    if given["form"] is not None and given["form"] not in FORMS:
        raise click.UsageError(f"--format is {given['form']!r}; use one of {', '.join(FORMS)}")
    options = Options(as_json=as_json, **given)
    context.exit(ingest_and_show(sources, Settings.from_environment(), options))


@main.command()
@click.argument("claim", required=False)
@click.option(
    "--file",
    "claims",
    type=click.File(encoding="utf-8"),
    help="Check the claims of a file, one a line; - is the standard input.",
)
@click.option("--collection", "collections", multiple=True, help="Look only there; repeatable.")
@click.option("--language", help="ISO 639-1 code of the claim; detected when absent.")
@AS_JSON
def check(
    claim: str | None,
    claims: TextIO | None,
    collections: tuple[str, ...],
    language: str | None,
    as_json: bool,
) -> None:
    """Check a claim against the corpus and explain the answer.

    With --file one line for each claim: verdict, score, claim; with --json the whole answers. Exit
    code 1 when some could not be checked; the others are.
    """
    if (claim is None) == (claims is None):
        raise click.UsageError("name a CLAIM, or a file of them with --file")
    from api.console import check_and_show, check_file_and_show

    settings = Settings.from_environment()
    if claim is not None:
        check_and_show(claim, settings, collections, language, as_json=as_json)
    elif claims is not None and not check_file_and_show(
        claims, settings, collections, language, as_json=as_json
    ):
        raise click.exceptions.Exit(1)


@main.command()
@click.argument("query")
@click.option("--collection", "collections", multiple=True, help="Look only there; repeatable.")
@click.option("--language", "languages", multiple=True, help="Only in these; repeatable.")
@click.option("--limit", type=click.IntRange(1, 100), default=20, show_default=True)
@AS_JSON
def search(
    query: str,
    collections: tuple[str, ...],
    languages: tuple[str, ...],
    limit: int,
    as_json: bool,
) -> None:
    """Find statements that mean what QUERY means, in any language, or have its words."""
    from api.search_console import search_and_show

    filters = {"collections": list(collections), "languages": list(languages)}
    given = {"query": query, "filters": filters, "limit": limit}
    search_and_show(given, Settings.from_environment(), as_json=as_json)


@main.command()
@click.argument(
    "file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path)
)
@click.option("--language", help="ISO 639-1 code of the draft; detected when absent.")
@click.option(
    "--least-score",
    type=click.FloatRange(0, 1),
    default=0.5,
    show_default=True,
    help="Leave out sentences with a lower score.",
)
@AS_JSON
def extract(file: Path, language: str | None, least_score: float, as_json: bool) -> None:
    """Find what is worth checking in a draft: FILE of text or .html, - for the standard input.

    Prints the sentences with their scores, and their assertions where they can be split.
    """
    from api.draft_console import extract_and_show

    extract_and_show(file, Settings.from_environment(), language, least_score, as_json=as_json)


@main.command()
@click.argument(
    "files", nargs=-1, type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path)
)
@click.option(
    "--id", "ids", multiple=True, metavar="COLLECTION/ID", help="A stored document; repeatable."
)
@AS_JSON
def origins(files: tuple[Path, ...], ids: tuple[str, ...], as_json: bool) -> None:
    """Say how many sources a pile of articles comes down to.

    FILES hold documents as POST /v1/documents takes them: one a line, or in a .json file one or
    a list; - is the standard input. Nothing is stored.
    """
    if not files and not ids:
        raise click.UsageError("name FILES, - for the standard input, or --id")
    from api.origins import group_and_show

    group_and_show(files, ids, Settings.from_environment(), as_json=as_json)


@main.command()
@AS_JSON
def openapi(as_json: bool) -> None:
    """Print the OpenAPI document, as committed in openapi.yaml."""
    from api.app import describe_api

    click.echo(describe_api(as_json=as_json), nl=False)


@main.command()
@click.option(
    "--every-processor",
    is_flag=True,
    help="For every processor of this architecture: for a cache carried to other machines.",
)
@AS_JSON
def prepare(every_processor: bool, as_json: bool) -> None:
    """Prepare the models in the cache, so that the first start is a quick one."""
    from api.console import prepare_models

    prepare_models(Settings.from_environment(), every_processor=every_processor, as_json=as_json)


@main.group()
def keys() -> None:
    """API keys: who may use the HTTP API, for what.

    They are kept with the corpus, at CORPUS_URI. As long as there is none, the service answers
    without keys, and only on the loopback address.
    """


@keys.command()
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    type=click.Choice([scope.value for scope in Scope]),
    default=[Scope.CHECK.value],
    show_default=True,
    help="check: check claims and read. ingest: store and delete documents. admin: everything. "
    "Repeatable.",
)
@click.option(
    "--collection", "collections", multiple=True, help="Only there; repeatable. All when absent."
)
@click.option(
    "--days", type=click.IntRange(1, 36_500), help="Good for so long; for ever if absent."
)
@click.option("--rate-limit", help='Such as "5/second;100/minute"; RATE_LIMIT when absent.')
@AS_JSON
def create(name: str, as_json: bool, **given: Any) -> None:
    """Make a key for NAME and print it, this once: only its hash is stored."""
    from api.key_console import create_and_show

    create_and_show(name, Settings.from_environment(), as_json=as_json, **given)


@keys.command("list")
@AS_JSON
def list_keys(as_json: bool) -> None:
    """List the keys, without their secrets."""
    from api.key_console import list_and_show

    list_and_show(Settings.from_environment(), as_json=as_json)


@keys.command()
@click.argument("key_id", metavar="ID")
@AS_JSON
def revoke(key_id: str, as_json: bool) -> None:
    """Revoke the key with this ID, see `keys list`; running services need no restart."""
    from api.key_console import revoke_and_show

    revoke_and_show(key_id, Settings.from_environment(), as_json=as_json)


@main.group("fact-checks")
def fact_checks() -> None:
    """Fact-checks that others have published: named beside a check, never counted in it."""


@fact_checks.command("import")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--collection", default="default", show_default=True, help="Where they go.")
@AS_JSON
def import_fact_checks(files: tuple[Path, ...], collection: str, as_json: bool) -> None:
    """Import ClaimReviews from FILES of JSON: single ones, feeds, pages' @graph, dumps.

    A review whose address is there already is updated. Exit code 1 when some could not be stored;
    the others are.
    """
    from api.fact_check_console import import_files

    if not import_files(files, Settings.from_environment(), collection, as_json=as_json):
        raise click.exceptions.Exit(1)


@main.group()
def sources() -> None:
    """Outlets and agencies that are known by name: their other names, domains and owners."""


@sources.command("list")
@click.option("--query", help="Only those with this in a name, alias, domain or owner.")
@click.option("--kind", help="Only outlet, agency, office or post.")
@click.option("--own", is_flag=True, help="Only what is not packaged with the release.")
@AS_JSON
def list_sources(query: str | None, kind: str | None, own: bool, as_json: bool) -> None:
    """List sources."""
    from api.source_console import list_and_show

    list_and_show(Settings.from_environment(), query=query, kind=kind, own=own, as_json=as_json)


@sources.command()
@click.argument("name", metavar="ID")
@AS_JSON
def show(name: str, as_json: bool) -> None:
    """Show the source with this ID, see `sources list`."""
    from api.source_console import show_source

    show_source(name, Settings.from_environment(), as_json=as_json)


@sources.command("set")
@click.argument("name", metavar="ID_OR_NAME")
@click.option("--name", "new_name", help="Another display name.")
@click.option("--kind", help="outlet, agency, office or post; needed for a new source.")
@click.option("--alias", "aliases", multiple=True, help="Another name of it; repeatable.")
@click.option("--domain", "domains", multiple=True, help="A web domain of it; repeatable.")
@click.option("--country", help="ISO 3166-1 alpha-2 code.")
@click.option("--owner", help="Who owns it.")
@AS_JSON
def set_source(name: str, as_json: bool, **given: Any) -> None:
    """Change the source with this ID, or else add one of this name.

    Aliases and domains are added to those that there are. Running services know it within two
    seconds.
    """
    from api.source_console import set_and_show

    set_and_show(name, Settings.from_environment(), as_json=as_json, **given)


@sources.command()
@click.argument("name", metavar="ID")
@AS_JSON
def reset(name: str, as_json: bool) -> None:
    """Delete the own source with this ID; a packaged one that it stood in for is there again."""
    from api.source_console import reset_and_show

    reset_and_show(name, Settings.from_environment(), as_json=as_json)


main.add_command(corpus)

if __name__ == "__main__":
    main()
