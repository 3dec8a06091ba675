"""An edition as a message."""

from __future__ import annotations

import email
import re
from dataclasses import replace
from datetime import timedelta
from email import policy
from email.message import EmailMessage

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from feedgen_site import letters
from feedgen_site.config import Mailbox, MailRules
from feedgen_site.letters import fitting, transfer
from feedgen_site.model import Span
from tests.letters.samples import CLOSE, HOSTILE, SCRIPTS, edition, large, shared, spoken, story

RULES = MailRules(
    Mailbox("digest@example.org", "The Lamp"),
    Mailbox("readers@lists.example.org"),
    "https://example.org/u?a=1&b=2",
)
HEADERS = ["X-Unsent", "X-Mailer", "Subject", "Date", "Message-ID", "Content-Language", "MIME-Version"]
HEADERS += ["Content-Type"]


def read(data: bytes) -> EmailMessage:
    """Read a message as mail programs do; a defect in it fails."""
    message = email.message_from_bytes(data, policy=policy.default)
    for part in message.walk():
        assert part.defects == []
        assert [defect for value in part.values() for defect in value.defects] == []
    assert isinstance(message, EmailMessage)
    return message


def message_of(*stories: object, **changes: object) -> EmailMessage:
    return read(letters.message(shared(**changes), edition(*stories), False))  # type: ignore[arg-type]


def parts(message: EmailMessage) -> tuple[str, str]:
    """Give the plain text and the HTML; there are these two and no more."""
    assert message.get_content_type() == "multipart/alternative"
    plain, rich = message.iter_parts()
    assert (plain.get_content_type(), rich.get_content_type()) == ("text/plain", "text/html")
    assert plain.get_content_charset() == rich.get_content_charset() == "utf-8"
    return tuple(part.get_content().replace("\r\n", "\n") for part in (plain, rich))


@pytest.mark.parametrize("language", SCRIPTS)
def test_it_holds_the_text_and_the_letter(language: str) -> None:
    """What a mail program decodes are the two other forms, letter by letter, in every script."""
    site = shared(language="en" if language == "emoji" else language)
    plain, rich = parts(read(letters.message(site, spoken(language), False)))
    assert plain == letters.text(site, spoken(language), False)
    assert rich == letters.mail(site, spoken(language), False)


def test_it_opens_as_a_draft_without_addresses() -> None:
    """`X-Unsent` says so; whom it comes from and goes to is left to the program unless site.yaml says it."""
    message = message_of(story())
    assert message.keys() == HEADERS
    assert message["X-Unsent"] == "1"


def test_its_headers() -> None:
    """Subject, sender, recipient, date of the close in the site's zone, id of the edition, language."""
    message = message_of(
        story(), mail=RULES, language="fr", timezone="Asia/Seoul", authority="lamp.example,2026-02"
    )
    assert message["Subject"] == "The Lamp – Édition du 4 janvier 2026"
    assert message["From"] == "The Lamp <digest@example.org>"
    assert message["To"] == "readers@lists.example.org"
    assert message["Date"].datetime == CLOSE
    assert str(message["Date"]) == "Mon, 05 Jan 2026 09:00:00 +0900"
    assert message["Message-ID"] == "<edition.2026-01-04.2026-02@lamp.example>"
    assert message["List-Unsubscribe"] == "<https://example.org/u?a=1&b=2>"
    assert message["Content-Language"] == "fr"
    assert parts(message)[0].endswith("\n\nSe désabonner\nhttps://example.org/u?a=1&b=2\n")


def test_a_sender_without_a_name_has_that_of_the_site() -> None:
    """In any script; a name of its own stands before it."""
    for title, name in (("灯", ""), ("Lamp, The", ""), ("x", "Zoë Ω")):
        rules = MailRules(Mailbox("digest@example.org", name))
        sender = message_of(story(), title=title, mail=rules)["From"].addresses[0]
        assert (sender.display_name, sender.addr_spec) == (name or title, "digest@example.org")


def test_ids_of_messages_are_told_apart() -> None:
    """By edition and by authority, also one that is an e-mail address."""
    week = edition(story(), span=Span.WEEK)
    found = {
        read(letters.message(shared(authority=authority), one, False))["Message-ID"]
        for one in (edition(story()), week)
        for authority in ("a.example,2026", "a.example,2025", "me@a.example,2026", "b.example,2026")
    }
    assert len(found) == 8
    assert "<edition.2026-W01.2026.me@a.example>" in found


def test_an_open_edition_is_dated_by_its_newest_story() -> None:
    """Never in the future; once closed, by its close, whatever is corrected later."""
    new = story(1, published=story().published + timedelta(hours=2))
    message = read(letters.message(shared(), edition(new, story()), True))
    assert message["Date"].datetime == new.published
    assert message_of(*spoken("en").stories)["Date"].datetime == CLOSE


@pytest.mark.parametrize("service", ["{{ unsubscribe_url }}", "*|UNSUB|*", "[unsubscribe]", ""])
def test_what_a_service_fills_in_stands_in_the_letter_alone(service: str) -> None:
    """A header or plain text that says `*|UNSUB|*` helps nobody."""
    message = message_of(story(), mail=MailRules(unsubscribe=service))
    plain, rich = parts(message)
    assert "List-Unsubscribe" not in message
    assert "Unsubscribe" not in plain
    assert ("Unsubscribe</a>" in rich) is bool(service)
    assert f'href="{service}"' in rich or not service


@pytest.mark.parametrize("language", SCRIPTS)
def test_it_can_travel_anywhere(language: str) -> None:
    """ASCII, lines of at most 76 characters and CRLF, none of them what old servers or programs trip over."""
    site = shared(
        language="en" if language == "emoji" else language, title=SCRIPTS[language][0] * 2, mail=RULES
    )
    data = letters.message(site, spoken(language), False)
    data.decode("ascii")
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert b"\r" not in data.replace(b"\r\n", b"")
    lines = data.split(b"\r\n")
    assert max(map(len, lines)) <= 76
    assert not any(line.startswith(b"From ") or line == b"." for line in lines)
    assert str(read(data)["Subject"]).startswith(" ".join((SCRIPTS[language][0] * 2).split()))


@pytest.mark.parametrize(
    "text", ["From here\nFrom there " + "a" * 200, ".\n..\n.", "é" * 500, "", "日本\n" * 50, "a  \nb\t\n"]
)
def test_text_comes_out_as_it_went_in(text: str) -> None:
    """Dots, "From ", long lines, blanks at their ends: all arrive, and none as itself."""
    message = transfer.encoded(text)
    head = f"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: {message.encoding}\r\n\r\n"
    read_back = email.message_from_bytes(head.encode() + message.data, policy=policy.default)
    assert read_back.get_content().replace("\r\n", "\n").rstrip("\n") == text.rstrip("\n")
    assert not re.search(rb"^(From |\.\r?$)", message.data, re.MULTILINE)
    assert all(len(line) <= 76 for line in message.data.split(b"\r\n"))


def test_the_same_edition_gives_the_same_bytes() -> None:
    """Nothing in it comes from a clock or from chance; a changed story changes the boundary, too."""
    one, two = (letters.message(shared(), spoken("en"), False) for _ in range(2))
    assert one == two
    other = letters.message(shared(), edition(story(headline="Another")), False)
    assert read(one).get_boundary() != read(other).get_boundary()


@pytest.mark.parametrize("headline", HOSTILE)
def test_no_headline_reaches_a_header_or_another_part(headline: str) -> None:
    """A story's words stay in the two texts, whatever they look like."""
    message = message_of(story(headline=headline), story(1, standfirst=headline))
    assert message.keys() == HEADERS
    plain, _ = parts(message)
    assert "\nBcc:" not in plain


@given(st.text(min_size=1) | st.text('\r\n\u2028\x85\x0b :=?<>"\\,;@aéä日', min_size=1))
@example("A\r\nBcc: victim@example.org")
@example("=?utf-8?q?x?=")
@example("a" * 998)
@settings(max_examples=150)
def test_no_title_or_name_makes_a_header(text: str) -> None:
    """Whatever the site's title or the sender's name holds, the headers are those planned, and parse."""
    stranger = story(headline=text)
    rules = replace(RULES, sender=Mailbox("digest@example.org", " ".join(text.split())))
    message = read(letters.message(shared(title=text, mail=rules), edition(stranger), False))
    assert message.keys() == [*HEADERS[:2], "From", "To", *HEADERS[2:5], "List-Unsubscribe", *HEADERS[5:]]
    assert [address.addr_spec for address in message["From"].addresses] == ["digest@example.org"]
    parts(message)


@pytest.mark.parametrize("count", [1, 30, 70, 450, 2_000])
@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_message_is_under_100_kb(language: str, count: int) -> None:
    """However many stories there are, and in what script; and it is used: a large one is no short one."""
    many = large(count, SCRIPTS[language][0], language=language)
    data = letters.message(shared(language=language), many, False)
    assert len(data) <= fitting.MESSAGE_BYTES
    assert len(data) > 60_000 or count <= 30
    plain, rich = parts(read(data))
    assert rich == letters.mail(shared(language=language), many, False)
    # Both say how much they leave out.
    for shown in (plain, rich):
        left = re.search(r"([\d,]+) more stories are on the web|ほかに([\d,]+)本", shown)
        listed = set(re.findall(r"/2026/01/lee-(\d+)/", shown))
        assert len(listed) + (int((left[1] or left[2]).replace(",", "")) if left else 0) == count
