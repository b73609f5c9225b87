"""`secondsource corpus …`: look at the corpus and look after it."""

from __future__ import annotations

from pathlib import Path

import click

from scoring.settings import Settings

AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON, for machines.")


@click.group()
def corpus() -> None:
    """Look at the corpus and look after it."""


@corpus.command()
@AS_JSON
def info(as_json: bool) -> None:
    """Say what is in the corpus."""
    from api.console import show_corpus

    show_corpus(Settings.from_environment(), as_json=as_json)


@corpus.command()
@AS_JSON
def optimize(as_json: bool) -> None:
    """Do the upkeep of the corpus now: indexes, files, statements that nothing points to.

    The service does it by itself as documents come in; after a large ingestion it is done
    sooner this way. Searches and writes go on meanwhile.
    """
    from api.upkeep import optimize_and_show

    optimize_and_show(Settings.from_environment(), as_json=as_json)


@corpus.command()
@click.option("--ray", required=True, help="Address of the Ray cluster, such as host:6379.")
@AS_JSON
def index(ray: str, as_json: bool) -> None:
    """Do the upkeep on a Ray cluster rather than here.

    The nodes read and write the corpus themselves, which is therefore in object storage, or in a
    folder that all machines share. Searches and writes go on meanwhile; where a node dies,
    another one goes on.
    """
    from api.index_console import index_and_show

    index_and_show(Settings.from_environment(), ray, as_json=as_json)


@corpus.command()
@AS_JSON
@click.pass_context
def verify(context: click.Context, as_json: bool) -> None:
    """Read the whole corpus and say whether it holds together; status 1 where it does not."""
    from api.upkeep import verify_and_show

    if not verify_and_show(Settings.from_environment(), as_json=as_json):
        context.exit(1)


@corpus.command()
@click.argument("folder", type=click.Path(path_type=Path))
@AS_JSON
def backup(folder: Path, as_json: bool) -> None:
    """Copy the corpus, as it stands now, into a new FOLDER; writers may go on."""
    from api.safekeeping import back_up_and_show

    back_up_and_show(Settings.from_environment(), folder, as_json=as_json)


@corpus.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@AS_JSON
def restore(folder: Path, as_json: bool) -> None:
    """Make the corpus at CORPUS_URI, which must not be there, from the backup in FOLDER.

    Its files are checked first, and the whole corpus afterwards.
    """
    from api.safekeeping import restore_and_show

    restore_and_show(Settings.from_environment(), folder, as_json=as_json)


@corpus.command()
@click.option("--output", type=click.Path(path_type=Path), help="A new file; else printed.")
@click.option("--collection", help="Only the documents of this collection.")
def export(output: Path | None, collection: str | None) -> None:
    """Write the documents as NDJSON that `secondsource ingest` takes; what they said before not."""
    from api.safekeeping import export_documents

    export_documents(Settings.from_environment(), output, collection)


@corpus.command()
@click.option("--document", "keys", multiple=True, metavar="COLLECTION/ID", help="Repeatable.")
@click.option("--publisher", help="All documents of this publisher, by its exact name.")
@click.option(
    "--traces", is_flag=True, help="Also what was deleted before left in the files: takes longer."
)
@AS_JSON
def delete(keys: tuple[str, ...], publisher: str | None, traces: bool, as_json: bool) -> None:
    """Delete documents so that nothing of them is left in the corpus's files.

    With them go what they said before, and checks that quote them. Best while the service is
    stopped: requests under way may fail. Backups keep what they hold.
    """
    if not (keys or publisher or traces):
        raise click.UsageError("name --document COLLECTION/ID, --publisher, or --traces")
    from api.safekeeping import delete_and_show

    delete_and_show(Settings.from_environment(), keys, publisher, traces=traces, as_json=as_json)


@corpus.command()
@click.argument("document", metavar="COLLECTION/ID")
@click.option("--reason", default="", help="A sentence for readers of checks that rest on it.")
@click.option("--undo", is_flag=True, help="Take the mark back.")
@AS_JSON
def retract(document: str, reason: str, undo: bool, as_json: bool) -> None:
    """Mark a document as retracted: checks that rest on it then warn of it."""
    from api.safekeeping import retract_and_show

    retract_and_show(Settings.from_environment(), document, reason, undo=undo, as_json=as_json)


@corpus.command("learn-priors")
@AS_JSON
def learn_priors(as_json: bool) -> None:
    """Learn which publishers' stories are copies of each other's.

    Checks then count two such publishers as less than two. What was learned is stored in the
    corpus, for every process that reads it; learning again replaces it.
    """
    from api.learning import learn_and_show

    learn_and_show(Settings.from_environment(), as_json=as_json)
