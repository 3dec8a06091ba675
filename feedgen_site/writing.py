"""Brings the output folder to a plan: only what changed is rendered, and written where its bytes differ."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from pathlib import Path

from feedgen_site import checking, imaging, indexing, mapper, printing, publish, render
from feedgen_site.cache import Cache, Files, Outputs
from feedgen_site.config import ImageRules
from feedgen_site.feeds import pieces
from feedgen_site.mapper import Mapper
from feedgen_site.model import Body, Head
from feedgen_site.pages import Shared
from feedgen_site.plan import FeedArguments, FileArguments, Kind, Output, PictureArguments, Plan, marks
from feedgen_site.printing import Press
from feedgen_site.problem import ContentError
from feedgen_site.publish import OutputFolder, Published, Receipt, Writer
from feedgen_site.render import Job
from feedgen_site.stages import Stage, Stages


def write(
    planned: Plan, shared: Shared, output: str, store: Cache, job: Callable[[Output], Job], run: Mapper,
    stages: Stages, left: Mapping[str, str] | None = None,
) -> Published:  # fmt: skip
    """Write what is dirty, articles first, what names them next, removals last; `store` is not committed.

    `left` is as for `OutputFolder`, and has all files that the last build left. ContentError where a template
    breaks or a stranger's file is in the way, before the first byte is written.
    """
    records = store.outputs(output)
    known = records.files()
    stamps = {path: stamp for path, (_, stamp, _) in known.items()}
    recorded = _contents(known) if left and store.database.is_as_left else None

    def body_of(head: Head) -> Body:
        return job(Output("", Kind.STORY, "", None, (head.path,))).bodies[0]

    with (
        OutputFolder(output, stamps, shared.config.precompress, left, recorded) as folder,
        indexing.indexed(planned.index, shared.config, known, folder, body_of) as index,
    ):
        # What pages refer to comes before them.
        outputs = {one.path: one for one in (*index, *planned.outputs)}
        with stages("compare") as stage:
            expected = partial(_expected, outputs, shared, job)
            dirty = _dirty(outputs, known, folder, expected, run, stage)
        with stages("render") as stage:
            stage.note(kept=len(outputs) - len(dirty))
            _render(dirty, shared, folder, store, records, run, stage)
        with stages("prune") as stage:
            published = folder.finish()
            stage.note(removed=len(published.removed))
        with stages("remember"):
            _keep(outputs, dirty, known, folder, records)
    return published


def _contents(known: Files) -> dict[str, str]:
    """Give what is known of files by path: the hashes of their content."""
    return {path: content for path, (_, _, content) in known.items()}


def _expected(
    outputs: Mapping[str, Output], shared: Shared, job: Callable[[Output], Job], path: str
) -> publish.Expected:
    """Give what will stand at a path, for a file of unknown origin there to be compared with."""
    arguments = outputs[path].arguments
    if isinstance(arguments, FileArguments):
        return Path(arguments.source)
    if isinstance(arguments, PictureArguments):
        return imaging.made(arguments.source, arguments.width, shared.config.images)
    return render.render(shared, job(outputs[path]))


def _dirty(
    outputs: Mapping[str, Output], known: Files, folder: OutputFolder,
    expected: Callable[[str], publish.Expected], run: Mapper, stage: Stage,
) -> list[Output]:  # fmt: skip
    """Give the outputs that are to be written, in their order; ContentError where something is in the way."""
    hashes = {
        path: content
        for path, content in _contents(known).items()
        if path in outputs or publish.base_of(path) in outputs
    }
    look = folder.look(hashes)
    if look.unsure:
        stage.note(hashed=len(look.unsure))
    with run.here.meanwhile(publish.file_hash, look.files) as contents:
        held = folder.held(look, contents)
    problems = folder.check(outputs.keys(), expected)
    if problems:
        raise ContentError(problems)
    return [one for one in outputs.values() if not _is_kept(one, known, held, folder)]


def _keep(
    outputs: Mapping[str, Output], dirty: Sequence[Output], known: Files, folder: OutputFolder,
    records: Outputs,
) -> None:  # fmt: skip
    """Let the next build know what the folder holds now, in place of what was `known`."""
    now = {
        path: (_made_from(path, outputs, folder), folder.stamps[path], content)
        for path, content in folder.hashes.items()
    }
    records.keep_files(now, known)
    documents = {
        one.path: (folder.hashes[one.path], marks.of(one.arguments))
        for one in dirty
        if isinstance(one.arguments, FeedArguments)
    }
    records.keep_entries(documents, outputs.keys())


def _is_kept(one: Output, known: Files, held: Collection[str], folder: OutputFolder) -> bool:
    """Keep an output that is in place and made from the same, and so are its compressed forms."""
    if one.path not in held or known[one.path][0] != one.fingerprint:
        return False
    forms = folder.forms_of(one.path)
    content = known[one.path][2]
    if not all(path in held and known[path][0] == content for path in forms):
        return False
    for path in (one.path, *forms):
        folder.keep(path)
    return True


def _made_from(path: str, by_path: Mapping[str, Output], folder: OutputFolder) -> str:
    """Give the fingerprint of an output; of a compressed form, the content of its file."""
    one = by_path.get(path)
    return one.fingerprint if one else folder.hashes[publish.base_of(path)]


def _render(
    dirty: Sequence[Output], shared: Shared, folder: OutputFolder, store: Cache, records: Outputs,
    run: Mapper, stage: Stage,
) -> None:  # fmt: skip
    stage.expect(len(dirty))
    drawn = [one for one in dirty if one.kind is Kind.PICTURE]
    rendered = [one for one in dirty if one.kind not in (Kind.FILE, Kind.PICTURE)]
    # Before the first byte is written, and only where something is to be rendered.
    if rendered and not store.has_tried(shared.theme.fingerprint):
        checking.templates(shared)
        store.keep_tried(shared.theme.fingerprint)
    rules = shared.config.images
    worth = mapper.LONG_ITEMS if rules else mapper.WORTH_PROCESSES
    receipts = run.here(partial(_placed, folder.writer(), rules), drawn, worth=worth) if drawn else iter(())
    # Files first, for pages show them.
    for one in dirty:
        if isinstance(one.arguments, FileArguments):
            folder.copy(one.path, one.arguments.source)
            stage.advance()
        elif isinstance(one.arguments, PictureArguments):
            folder.record(next(receipts))
            stage.advance()
    if run.here is not run:
        # Elsewhere nobody can write here.
        for one, data in printing.rendered(shared, rendered, run, store.stories.written_body):
            folder.write(one.path, data)
            stage.advance()
    elif rendered:
        press = Press(shared, folder.writer(), tuple(rendered))
        in_order = not folder.is_unseen
        present = partial(_present, folder, records)
        for sheet in printing.printed(press, run, store.stories.written_body, present, in_order=in_order):
            for receipt in sheet:
                folder.record(receipt)
            stage.advance(len(sheet))


def _present(folder: OutputFolder, records: Outputs, output: Output) -> Mapping[int, bytes]:
    """Give the entries of a feed's document that would be written again as they are, by place."""
    if not isinstance(output.arguments, FeedArguments):
        return {}
    content, before = records.entries(output.path)
    data = folder.present(output.path, content) if before else None
    if data is None:
        return {}
    _, entries, _ = pieces.cut(output.arguments.format, data)
    written = dict(zip(before, entries, strict=True))
    places = enumerate(marks.of(output.arguments))
    return {place: written[mark] for place, mark in places if mark in written}


def _placed(writer: Writer, rules: ImageRules | None, output: Output) -> Receipt:
    """Make a picture and put it into its place, so that no bytes have to go from one process to another."""
    assert isinstance(output.arguments, PictureArguments)
    return writer.write(output.path, imaging.made(output.arguments.source, output.arguments.width, rules))
