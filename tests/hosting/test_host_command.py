"""`feedgen-site host` and `init --host`: what they write, and what they leave alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from feedgen_site import __version__, hosting
from feedgen_site.cli import parser
from tests.support import SITE, article, called, edit, put, times

SERVICES, SERVERS = hosting.SERVICES, hosting.SERVERS


@pytest.fixture
def site(tmp_path: Path) -> Path:
    put(tmp_path / "content/site.yaml", SITE)
    put(tmp_path / "content/asia/lee.md", article("Lee", aliases="[/old/lee/]"))
    return tmp_path


def written(folder: Path) -> set[str]:
    return {path for path in times(folder) if (folder / path).is_file() and ".cache" not in path}


@pytest.mark.parametrize("host", [*SERVICES, *SERVERS])
def test_a_new_site_begins_with_its_host(tmp_path: Path, host: str) -> None:
    """The starter site, what the host needs, and nothing else; all of it is printed."""
    done = called("init", "plain", cwd=tmp_path)
    assert done.code == 0
    done = called("init", "hosted", "--host", host, cwd=tmp_path)
    assert done.code == 0, done.err
    more = written(tmp_path / "hosted") - written(tmp_path / "plain")
    assert more
    assert all(path in done.out for path in more)
    if host in SERVERS:
        assert all(path.startswith("host/") for path in more)


@pytest.mark.parametrize("host", SERVICES)
def test_what_a_newsroom_made_of_its_pipeline_stays(site: Path, host: str) -> None:
    """Written once; the same again is no mistake, another one is, and then no file is touched."""
    assert called("host", host, cwd=site).code == 0
    assert called("host", host, cwd=site).code == 0
    files = sorted(written(site) - {"content/site.yaml", "content/asia/lee.md", "requirements.txt"})
    edit(site / files[0], (site / files[0]).read_text().splitlines()[0], "# ours now")
    before = times(site)
    done = called("host", host, cwd=site)
    assert done.code == 2
    assert "[exists]" in done.err
    assert times(site) == before


def test_the_requirements_are_those_of_the_site(site: Path) -> None:
    """What site.yaml asks for is installed by the pipeline, too."""
    put(site / "content/site.yaml", f"{SITE}search: true\n")
    done = called("host", "gitlab", cwd=site)
    if done.code == 2:
        assert "no-pagefind" in done.err
        return
    assert (site / "requirements.txt").read_text() == f"feedgen-site[search]=={__version__}\n"


def test_a_list_of_requirements_that_is_there_stays(site: Path) -> None:
    """Whoever has one may install feedgen-site from elsewhere."""
    put(site / "requirements.txt", "feedgen-site @ file:///opt/feedgen-site\n")
    assert called("host", "github", cwd=site).code == 0
    assert (site / "requirements.txt").read_text() == "feedgen-site @ file:///opt/feedgen-site\n"


@pytest.mark.parametrize("server", SERVERS)
def test_the_rules_of_a_server_follow_the_site(site: Path, server: str) -> None:
    """Beside the site, not in it; written over when an address moved; nothing in public/ or content/."""
    first = called("host", server, "--output", "/srv/www/news", cwd=site)
    assert first.code == 0, first.err
    assert all(path.startswith(("host/", "content/")) for path in written(site))
    texts = "".join(path.read_text() for path in sorted((site / "host").iterdir()))
    assert "/srv/www/news" in texts
    assert "/old/lee/" in texts
    edit(site / "content/asia/lee.md", "[/old/lee/]", "[/older/lee/]")
    assert called("host", server, cwd=site).code == 0
    texts = "".join(path.read_text() for path in sorted((site / "host").iterdir()))
    assert "/older/lee/" in texts
    assert "/old/lee/" not in texts
    assert not list((site / "host").glob("*.tmp"))


@pytest.mark.parametrize("server", SERVERS)
def test_another_file_in_the_folder_is_never_touched(site: Path, server: str) -> None:
    """A file of that name without our first line is somebody's own."""
    own = put(site / f"host/{server}.conf", "# mine\n")
    done = called("host", server, cwd=site)
    assert done.code == 2
    assert "[exists]" in done.err
    assert own.read_text() == "# mine\n"


def test_nothing_is_written_for_a_site_that_cannot_be_built(site: Path) -> None:
    """Exit code 1, as for a build; and what is held back is told to no server."""
    put(site / "content/asia/soon.md", article("Soon", "2126-01-01", aliases="[/secret/]"))
    assert called("host", "nginx", cwd=site).code == 0
    assert "/secret/" not in (site / "host/nginx.conf").read_text()
    put(site / "content/asia/broken.md", "---\ntitle: Broken\ndate: sometime\n---\nText.\n")
    before = times(site / "host")
    done = called("host", "nginx", cwd=site)
    assert done.code == 1
    assert "broken.md" in done.err
    assert times(site / "host") == before


def test_a_host_that_is_none_is_named(site: Path) -> None:
    """With those there are."""
    assert (*SERVICES, *SERVERS) == parser.HOSTS
    done = called("host", "geocities", cwd=site)
    assert done.code == 2
    assert all(host in done.err for host in (*SERVICES, *SERVERS))
