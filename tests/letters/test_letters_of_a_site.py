"""The other forms of editions as files of a built site."""

from __future__ import annotations

import email
import re
from datetime import UTC, datetime
from email import policy
from pathlib import Path

import pytest

from feedgen_site.publish.manifest import MANIFEST, is_marked
from feedgen_site.state import STATE_FILE
from tests.support import AS_OF, SITE, article, built, edit, published, put, run

FORMS = ("edition.txt", "email.html", "edition.eml")
SECRET = "Nobody may read this"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two days of stories: of an agency that permits headlines, withdrawn, embargoed, plain."""
    settings = f"{SITE}agencies: {{AA: {{policy: headline}}}}\nmail: {{from: a@b.example}}\n"
    put(tmp_path / "content/site.yaml", settings)
    body = f"{SECRET}: the body says it in a sentence. And it says more in another one, at length."
    gone = "{date: 2026-01-06, reason: It was wrong.}"
    stories = {
        "a": article("Of an agency", "2026-01-04 10:00", body, agency="AA", standfirst=SECRET),
        "b": article("Free one", "2026-01-04 11:00", "Lee flew to Beijing on Sunday morning."),
        "c": article("Gone one", "2026-01-05 10:00", body, withdrawn=gone, standfirst=SECRET),
        "d": article(SECRET, "2026-01-05 10:00", "Soon.", embargo="2026-02-01"),
    }
    for name, text in stories.items():
        put(tmp_path / f"content/{name}.md", text)
    return tmp_path


def test_every_edition_has_its_forms_beside_its_page(folder: Path) -> None:
    """Of each day and each week; the page links to them, the sitemap and the state do not name them."""
    site = published(folder)
    for key in ("2026-01-04", "2026-01-05", "2026-W01", "2026-W02"):
        page = site[f"edition/{key}/index.html"].decode()
        for form in FORMS:
            assert f"edition/{key}/{form}" in site
            assert f'href="{form}"' in page
    for name in ("sitemap.xml", STATE_FILE):
        assert not any(form.encode() in site[name] for form in FORMS)
    count = len([name for name in site if name.startswith("edition/")])
    assert count == 4 * 4


def test_what_may_not_be_published_is_in_none_of_them(folder: Path) -> None:
    """Not what an agency or a withdrawal forbids, nor what is not out yet; the headlines are there."""
    site = published(folder)
    for key, headline in (("2026-01-04", "Of an agency"), ("2026-W02", "Gone one")):
        message = email.message_from_bytes(site[f"edition/{key}/edition.eml"], policy=policy.default)
        plain, rich = (part.get_content() for part in message.iter_parts())
        texts = [site[f"edition/{key}/{form}"].decode() for form in FORMS[:2]]
        for text in (*texts, plain, rich):
            assert SECRET not in text
            assert headline in text


def test_only_the_editions_of_a_changed_story_are_written_again(folder: Path) -> None:
    """A corrected headline changes the forms of its day and week, a second build none."""
    built(folder)
    assert built(folder).files.written == ()
    edit(folder / "content/b.md", "Free one", "Free two")
    written = {path for path in built(folder).files.written if path.startswith("edition/")}
    assert {path for path in written if path.endswith(FORMS)} == {
        f"edition/{key}/{form}" for key in ("2026-01-04", "2026-W01") for form in FORMS
    }


def test_an_edition_that_closes_is_no_longer_so_far(folder: Path) -> None:
    """The close itself changes its forms, and nothing else of it."""
    open_at, closed_at = datetime(2026, 1, 4, 23, tzinfo=UTC), datetime(2026, 1, 5, tzinfo=UTC)
    before = published(folder, as_of=open_at)
    after = published(folder, as_of=closed_at)
    for form in FORMS[:2]:
        texts = [site[f"edition/2026-01-04/{form}"].decode() for site in (before, after)]
        assert texts[0].replace(" so far", "") == texts[1] != texts[0]
    dates = [
        email.message_from_bytes(site["edition/2026-01-04/edition.eml"], policy=policy.default)[
            "Date"
        ].datetime
        for site in (before, after)
    ]
    assert dates == [datetime(2026, 1, 4, 11, tzinfo=UTC), closed_at]


def test_settings_of_mail_change_what_they_stand_in(folder: Path) -> None:
    """A sender of site.yaml is in the draft, an address to unsubscribe at in the letter, too."""
    before = published(folder)
    edit(folder / "content/site.yaml", "{from: a@b.example}", "{from: c@b.example, unsubscribe: u@b.example}")
    after = published(folder)
    assert b"From: The Test <a@b.example>\r\n" in before["edition/2026-01-04/edition.eml"]
    assert b"From: The Test <c@b.example>\r\n" in after["edition/2026-01-04/edition.eml"]
    assert b"List-Unsubscribe: <mailto:u@b.example>\r\n" in after["edition/2026-01-04/edition.eml"]
    assert b'href="mailto:u@b.example"' in after["edition/2026-01-04/email.html"]
    assert before["edition/2026-01-04/edition.txt"] == after["edition/2026-01-04/edition.txt"]


def test_they_are_known_as_ours_without_the_manifest(folder: Path) -> None:
    """Where the list of our files is lost, they are replaced; a file of that name by another hand is not."""
    built(folder)
    public = folder / "public"
    assert all(is_marked(str(public / f"edition/2026-01-04/{form}")) for form in FORMS)
    (public / MANIFEST).unlink()
    edit(folder / "content/b.md", "Free one", "Free two")
    assert built(folder).problems == ()
    put(folder / "edition.txt", "My notes on https://test.example/edition/2026-01-04/\n")
    assert not is_marked(str(folder / "edition.txt"))


def test_a_story_may_link_to_them(folder: Path) -> None:
    """They are addresses of the site, and no dead links."""
    put(folder / "content/e.md", article("Links", body="[Text](/edition/2026-01-04/edition.txt)"))
    assert built(folder).problems == ()


def test_they_do_not_depend_on_the_machine(folder: Path) -> None:
    """Another zone, locale, terminal and table of widths give the same bytes."""
    expected = published(folder, as_of=AS_OF)
    env = {
        "TZ": "Asia/Tokyo",
        "LC_ALL": "C",
        "PYTHONHASHSEED": "7",
        "UNICODE_VERSION": "4.1.0",
        "TERM": "foot",
    }
    done = run("build", "--as-of", AS_OF.isoformat(), "--output", "other", cwd=folder, env=env)
    assert done.code == 0, done
    for name in (name for name in expected if name.endswith(FORMS)):
        assert (folder / "other" / name).read_bytes() == expected[name], name


@pytest.mark.parametrize(
    ("written", "unsubscribe"),
    [
        ("https://example.org/u", "https://example.org/u"),
        ("leave@example.org", "mailto:leave@example.org"),
        ("mailto:leave@example.org?subject=Stop", "mailto:leave@example.org?subject=Stop"),
        ("{{ unsubscribe_url }}", "{{ unsubscribe_url }}"),
        ("*|UNSUB|*", "*|UNSUB|*"),
        ("[unsubscribe]", "[unsubscribe]"),
        *((bad, "") for bad in ("http://example.org/", "/leave/", "javascript:x", "a@b", "{{ x }}<b>")),
        ("a@b.example>, <c", ""),
    ],
)
def test_where_to_unsubscribe(written: str, unsubscribe: str) -> None:
    """An https or e-mail address, or what a service fills in; anything else is a problem."""
    from feedgen_site.config import load

    loaded, problems = load(f"{SITE}mail: {{unsubscribe: '{written}'}}", "site.yaml")
    assert loaded.mail.unsubscribe == unsubscribe
    assert [problem.code for problem in problems] == ([] if unsubscribe else ["bad-mail"])


@pytest.mark.parametrize(
    ("written", "name", "address"),
    [
        ("a@b.example", "", "a@b.example"),
        ("The Lamp <a.b+c@d.example>", "The Lamp", "a.b+c@d.example"),
        ('"Lamp, The" <a@b.example>', "Lamp, The", "a@b.example"),
        ("<a@b.example>", "", "a@b.example"),
    ],
)
def test_a_sender_is_an_address_perhaps_with_a_name(written: str, name: str, address: str) -> None:
    """As mail programs write it; two, or none, are a problem."""
    from feedgen_site.config import Mailbox, load

    loaded, problems = load(f"{SITE}mail: {{from: '{written}', to: '{written}'}}", "site.yaml")
    assert loaded.mail.sender == loaded.mail.to == Mailbox(address, name)
    assert problems == ()
    for bad in ("a@b.example, c@d.example", "The Lamp", "a@b", "a b@c.example", "é@b.example"):
        loaded, problems = load(f"{SITE}mail: {{from: '{bad}'}}", "site.yaml")
        assert ([problem.code for problem in problems], loaded.mail.sender) == (["bad-mail"], None), bad


def test_no_address_of_the_machine_is_in_them(folder: Path) -> None:
    """Nothing but what the site says: no path, no host name, no version but the program's own."""
    site = published(folder)
    for name in (name for name in site if name.endswith(FORMS)):
        assert not re.search(rb"/(?:tmp|home|root)/|localhost", site[name])
