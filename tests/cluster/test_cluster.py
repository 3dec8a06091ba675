"""Builds on a cluster: the same bytes, whatever becomes of scheduler and workers."""

from __future__ import annotations

import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.engine import corpus
from feedgen_site.cli import parser
from tests.cluster import clusters
from tests.cluster.clusters import Cluster, cluster
from tests.support import ROOT, SITE, called, put, run, run_json, tree

NUMBER_OF_ARTICLES = 150
BUILD = ("build", "--as-of", corpus.AS_OF)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a newsroom's articles, and build them in one process."""
    folder = tmp_path_factory.mktemp("site")
    corpus.write(str(folder / "content"), corpus.Newsroom(7).articles(NUMBER_OF_ARTICLES))
    put(folder / "content/site.yaml", SITE)
    done = run(*BUILD, "--cache", "", "--jobs", "1", cwd=folder)
    assert done.code == 0, done.err
    return folder


@pytest.fixture(scope="module")
def two_workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with cluster(tmp_path_factory.mktemp("cluster"), workers=2) as found:
        yield found


def batches_done(found: Cluster) -> list[int]:
    """Ask each worker how many batches of ours it has done."""
    script = (
        "import sys; from distributed import Client; from feedgen_site import cluster\n"
        "with Client(sys.argv[1]) as client:\n"
        "    infos = client.run(lambda: sum(cluster._program_named.cache_info()[:2]))\n"
        "    print(*infos.values())"
    )
    words = [sys.executable, "-c", script, found.address]
    said = subprocess.run(words, capture_output=True, check=True, text=True).stdout
    return [int(word) for word in said.split()]


def test_a_cluster_gives_the_same_bytes(site: Path, two_workers: Cluster) -> None:
    """Both workers take part, and what comes out is what one process makes, byte for byte."""
    said = run_json(*BUILD, "--cache", "", "--output", "far", "--executor", two_workers.executor, cwd=site)
    assert (said.code, said.codes) == (0, set())
    assert tree(site / "far") == tree(site / "public")
    assert all(count > 2 for count in batches_done(two_workers))


@pytest.mark.slow
@pytest.mark.parametrize("batches", [2, 6], ids=["while stories are made", "while pages are rendered"])
def test_a_worker_that_is_killed_costs_nothing_but_time(site: Path, tmp_path: Path, batches: int) -> None:
    """Its batch is done by another; nobody is told, for nothing is amiss."""
    with cluster(tmp_path, workers=1) as found:
        dying = found.add_worker(clusters.DYING_WORKER.format(number=batches))
        words = ("--cache", "", "--output", str(tmp_path / "public"), "--executor", found.executor)
        said = run_json(*BUILD, *words, cwd=site)
        assert (said.code, said.codes) == (0, set())
        assert dying.wait(60) == -signal.SIGKILL
    assert tree(tmp_path / "public") == tree(site / "public")


@pytest.mark.slow
def test_a_cluster_that_vanishes_does_not_stop_a_build(site: Path, tmp_path: Path) -> None:
    """This machine does the rest and says so; what comes out is the same."""
    while_pages_are_rendered = clusters.DYING_SCHEDULER.format(number=8)
    with cluster(tmp_path, 2, while_pages_are_rendered) as found:
        folders = ("--cache", str(tmp_path / "cache"), "--output", str(tmp_path / "public"))
        words = (*folders, "--executor", found.executor)
        done = run(*BUILD, *words, cwd=site)
        assert found.processes[0].wait(60) == -signal.SIGKILL
    assert done.code == 0
    assert f"{found.executor}: warning: the cluster went away, and this machine did the rest" in done.err
    assert "Traceback" not in done.err
    assert "distributed" not in done.err, "Dask tells it to nobody"
    assert "[no-cluster]" in run(*BUILD, *words, cwd=site).err, "what happened once is no memo"
    assert tree(tmp_path / "public") == tree(site / "public")


@pytest.mark.slow
def test_a_cluster_without_workers_left_does_not_stop_a_build(site: Path, tmp_path: Path) -> None:
    """Where none comes back the build waits for a while only, here for two seconds."""
    impatient = (
        "import sys; from feedgen_site import cli, cluster\n"
        "cluster._LOOKS_EVERY, cluster._LOOKS = 1, 2; sys.exit(cli.main())"
    )
    with cluster(tmp_path) as found:
        found.add_worker(clusters.DYING_WORKER.format(number=3))
        words = [sys.executable, "-c", impatient, *BUILD, "--cache", "", "--executor", found.executor]
        words += ["--output", str(tmp_path / "public")]
        done = subprocess.run(words, cwd=site, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert "it has no workers any more" in done.stderr
    assert tree(tmp_path / "public") == tree(site / "public")


@pytest.mark.slow
def test_a_worker_with_another_program_is_named(site: Path, tmp_path: Path, two_workers: Cluster) -> None:
    """A line changed in its copy of the program is enough: nothing is built, and nothing written."""
    for folder in ("feedgen_site", "templates"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    with (tmp_path / "feedgen_site/terms.py").open("a") as file:
        file.write("# a line more\n")
    other = two_workers.add_worker(cwd=tmp_path)
    try:
        done = run(*BUILD, "--output", str(tmp_path / "public"), "--executor", two_workers.executor, cwd=site)
    finally:
        other.kill()
        other.wait()
    assert done.code == 2
    assert re.search(
        r"^tcp://\S+: this worker cannot do our work: its source \w+ \(here \w+\) \[worker-differs\]$",
        done.err,
        re.MULTILINE,
    )
    assert not (tmp_path / "public").exists()


def test_an_error_of_an_article_is_told_as_ever(site: Path, tmp_path: Path, two_workers: Cluster) -> None:
    """Problems travel: the same words, places and exit code."""
    shutil.copytree(site / "content", tmp_path / "content")
    put(tmp_path / "content/asia/bad.md", "---\ntitle: No date\n---\nA text.\n")
    near = run(*BUILD, "--cache", "", cwd=tmp_path)
    far = run(*BUILD, "--cache", "", "--executor", two_workers.executor, cwd=tmp_path)
    assert (near.code, near.err) == (far.code, far.err)
    assert near.code == 1


def test_a_scheduler_without_workers_is_a_problem(site: Path, tmp_path: Path) -> None:
    with cluster(tmp_path) as found:
        done = run(*BUILD, "--output", str(tmp_path / "public"), "--executor", found.executor, cwd=site)
    assert (done.code, "the scheduler has no worker [no-cluster]" in done.err) == (2, True)
    assert f"hint: dask worker {found.address}" in done.err
    assert not (tmp_path / "public").exists()


def test_an_address_where_nobody_answers_is_a_problem(site: Path, tmp_path: Path) -> None:
    """Neither a closed port nor a server of another kind holds the build up."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        silent = run(
            *BUILD, "--output", str(tmp_path / "public"), "--executor", f"dask://127.0.0.1:{port}", cwd=site
        )
    closed = run(
        *BUILD, "--output", str(tmp_path / "public"), "--executor", f"dask://127.0.0.1:{port}", cwd=site
    )
    assert (silent.code, "nothing within 5 seconds [no-cluster]" in silent.err) == (2, True)
    assert (closed.code, "Connection refused [no-cluster]" in closed.err) == (2, True)
    assert not (tmp_path / "public").exists()


def test_without_the_extra_the_build_says_what_to_install(site: Path, tmp_path: Path) -> None:
    """Nothing is imported in vain, and nothing written."""
    script = (
        "import sys; sys.modules['distributed'] = None; from feedgen_site import cli; sys.exit(cli.main())"
    )
    words = [sys.executable, "-c", script, *BUILD, "--output", str(tmp_path / "public")]
    done = subprocess.run(
        [*words, "--executor", "dask://127.0.0.1:8786"], cwd=site, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "hint: pip install 'feedgen-site[dask]'" in done.stderr
    assert not (tmp_path / "public").exists()


@pytest.mark.parametrize(
    "address",
    ["dask://", "dask://host", "dask://:8786", "dask://host:0", "dask://host:65536", "dask://::1:8786",
     "dask://[::g]:8786", "dask://user@host:8786", "dask://host:8786/x", "tcp://host:8786", "threads", ""],
)  # fmt: skip
def test_only_a_host_and_a_port_are_an_address(address: str, tmp_path: Path) -> None:
    """Anything else is wrong usage, before anything is read."""
    done = called("build", "--executor", address, cwd=tmp_path)
    assert (done.code, "dask://10.0.0.5:8786" in done.err) == (2, True)


@pytest.mark.parametrize(
    "address", ["dask://host.example:8786", "dask://10.0.0.5:8786", "dask://[::1]:8786", "tls://h:1"]
)
def test_an_address_is_taken_as_it_is(address: str) -> None:
    """Names, both kinds of numbers, and encryption."""
    words = ["build", "--executor", address]
    assert parser.make().parse_args(words).executor == address
    assert parser.make().parse_args(["build", "--executor", "processes"]).executor == ""
