"""What the preview refuses: whatever is asked, only files of the plan are given, and it goes on answering."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedgen_site import serve
from feedgen_site.serve import requests, server
from tests.serve.browsing import PAGES, STRANGERS, Browser, body_of, previewing, received, site, status_of

SECRET = b"secret"
TRAVERSALS = [
    "/../secret.txt",
    "/%2e%2e/secret.txt",
    "/%2E%2e%2Fsecret.txt",
    "/%252e%252e/secret.txt",
    "/%252e%252e%252fsecret.txt",
    "/%25252e%25252e/secret.txt",
    "/assets/..%2f..%2fsecret.txt",
    "/assets/../../secret.txt",
    "/2026/01/../../../secret.txt",
    "/..%5csecret.txt",
    "/..%255csecret.txt",
    "/..\\secret.txt",
    "//../secret.txt",
    "/.//..//secret.txt",
    "/..;/secret.txt",
    "/..%00/secret.txt",
    "/../secret.txt%00.html",
    "/%c0%ae%c0%ae/secret.txt",
    "/%c0%ae%c0%ae%c0%afsecret.txt",
    "/%e0%80%ae%e0%80%ae/secret.txt",
    "/%u002e%u002e/secret.txt",
    "/%ef%bc%8e%ef%bc%8e/secret.txt",
    "/.%2e/secret.txt",
    "/?/../secret.txt",
    "/#/../secret.txt",
    "/{folder}/secret.txt",
    "//{folder}/secret.txt",
    "/%2f{folder}/secret.txt",
    "/C:/secret.txt",
    "/link.txt",
    "/folder/secret.txt",
    "/folder/",
    "/.feedgen-site.json",
    "/%2efeedgen-site.json",
    "/.git/config",
    "/notes.txt",
    "/drafts/",
    "/drafts",
]
HOST = b"Host: localhost\r\n"


def asked(target: str, host: bytes = HOST) -> bytes:
    """Write a request as a client does that tidies nothing."""
    return b"GET %s HTTP/1.1\r\n%s\r\n" % (target.encode("latin-1"), host)


@pytest.mark.parametrize("target", TRAVERSALS)
def test_nothing_but_the_plan_is_served(browser: Browser, root: Path, tmp_path: Path, target: str) -> None:
    """By `..` in any spelling, an absolute path, a symlink, or the name of a stranger's file: nothing."""
    (tmp_path / "secret.txt").write_bytes(SECRET)
    (root / "link.txt").symlink_to(tmp_path / "secret.txt")
    (root / "folder").symlink_to(tmp_path)
    answer = browser.raw(asked(target.format(folder=tmp_path)))
    assert SECRET not in answer
    # A query and a fragment are no part of the path.
    assert status_of(answer) in ((200,) if target[1] in "?#" else (400, 404))
    assert browser.get("/").body == PAGES["index.html"]


def test_a_symlink_in_the_place_of_a_published_file_is_not_followed(root: Path, tmp_path: Path) -> None:
    """Neither of a file nor of a folder on the way to it, even though the plan has the path."""
    (tmp_path / "secret.txt").write_bytes(SECRET)
    (root / "feed.xml").unlink()
    (root / "feed.xml").symlink_to(tmp_path / "secret.txt")
    (root / "folder").symlink_to(tmp_path)
    with previewing(root, serve.HOST, "folder/secret.txt") as browser:
        assert browser.get("/feed.xml").status == 404
        assert browser.get("/folder/secret.txt").status == 404


def test_a_pipe_in_the_place_of_a_published_file_does_not_hang_the_server(root: Path) -> None:
    """Only regular files are opened."""
    os.mkfifo(root / "pipe.txt")
    with previewing(root, serve.HOST, "pipe.txt") as browser:
        assert browser.get("/pipe.txt").status == 404


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        pytest.param(b"GET http://evil.example/ HTTP/1.1\r\n" + HOST + b"\r\n", 400, id="a URL"),
        pytest.param(b"GET http://localhost/ HTTP/1.1\r\n" + HOST + b"\r\n", 400, id="a URL of ours"),
        pytest.param(b"GET //evil.example/ HTTP/1.1\r\n" + HOST + b"\r\n", 404, id="a URL without scheme"),
        pytest.param(b"GET secret.txt HTTP/1.1\r\n" + HOST + b"\r\n", 400, id="no slash"),
        pytest.param(b"GET * HTTP/1.1\r\n" + HOST + b"\r\n", 400, id="asterisk"),
        pytest.param(b"GET /\0 HTTP/1.1\r\n" + HOST + b"\r\n", 400, id="a null byte"),
        pytest.param(b"GET /\x0b HTTP/1.1\r\n" + HOST + b"\r\n", 400, id="a control character"),
        pytest.param(b"GET /caf\xc3\xa9 HTTP/1.1\r\n" + HOST + b"\r\n", 400, id="bytes that are not ASCII"),
        pytest.param(b"GET / /x HTTP/1.1\r\n" + HOST + b"\r\n", 400, id="two targets"),
        pytest.param(b"GET /\r\n", 400, id="HTTP/0.9"),
        pytest.param(b"GET / HTTP/0.9\r\n" + HOST + b"\r\n", 400, id="HTTP/0.9 by name"),
        pytest.param(b"GET /\r\n" + HOST + b"\r\n", 400, id="no version"),
        pytest.param(b"GET / HTTP/2.0\r\n" + HOST + b"\r\n", 505, id="HTTP/2"),
        pytest.param(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, id="HTTP/2 preface"),
        pytest.param(b"GET / HTTP/11\r\n" + HOST + b"\r\n", 400, id="a version that is none"),
        pytest.param(b"GET / HTTPS/1.1\r\n" + HOST + b"\r\n", 400, id="another protocol"),
        pytest.param(b"\r\n\r\n", 400, id="empty lines"),
        pytest.param(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 50, 400, id="TLS"),
        pytest.param(bytes(range(256)) * 40, 400, id="garbage"),
        pytest.param(b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 3\r\n\r\nx=1", 405, id="POST"),
        pytest.param(b"OPTIONS / HTTP/1.1\r\n" + HOST + b"\r\n", 405, id="OPTIONS"),
        pytest.param(b"get / HTTP/1.1\r\n" + HOST + b"\r\n", 405, id="a method in small letters"),
        pytest.param(b"TRACE / HTTP/1.1\r\n" + HOST + b"\r\n", 405, id="TRACE"),
        pytest.param(b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", 414, id="a long address"),
        pytest.param(b"GET /" + b"a" * 60_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", 404, id="one still read"),
        pytest.param(
            b"GET / HTTP/1.1\r\n" + HOST + b"X: " + b"a" * 70_000 + b"\r\n\r\n", 431, id="a long header"
        ),
        pytest.param(
            b"GET / HTTP/1.1\r\n" + HOST + b"X: a\r\n" * 5_000 + b"\r\n", 431, id="thousands of headers"
        ),
        pytest.param(b"GET / HTTP/1.1\r\n" + HOST + b"X: a\r\n" * 9 + b"\r\n", 200, id="nine headers"),
        pytest.param(
            b"GET / HTTP/1.1\r\n" + HOST + b"Content-Length: 3000000\r\n\r\n" + b"x" * 3_000_000,
            200, id="a body",
        ),
        pytest.param(b"GET / HTTP/1.1\r\n" + HOST + b"Content-Length: -1\r\n\r\n", 200, id="no length"),
    ],
)  # fmt: skip
def test_what_is_no_plain_request_is_refused(browser: Browser, request_: bytes, status: int) -> None:
    """The whole answer arrives with its status, and the next request is answered."""
    answer = browser.raw(request_)
    assert status_of(answer) == status
    assert (b"\r\nAllow: GET, HEAD\r\n" in answer) is (status == 405)
    assert browser.get("/").body == PAGES["index.html"]


@pytest.mark.parametrize("junk", [b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", b"\0\xff garbage\r\n" * 99])
def test_one_connection_is_one_request(browser: Browser, junk: bytes) -> None:
    """What follows a request on its connection is thrown away: nothing can be smuggled in behind it."""
    answer = browser.raw(asked("/feed.xml") + junk)
    assert answer.count(b"HTTP/1.0 ") == 1
    assert body_of(answer) == PAGES["feed.xml"]


def test_refusals_repeat_nothing_and_tell_no_version(browser: Browser) -> None:
    """No reflected text that a browser could take as a page; no version of program, Python or library."""
    for request in (b"<script>alert(1)</script>\r\n\r\n", b"POST /<script> HTTP/1.1\r\n" + HOST + b"\r\n"):
        answer = browser.raw(request)
        assert b"script" not in answer
        assert b"Content-Type: text/plain; charset=utf-8\r\n" in answer
        assert b"X-Content-Type-Options: nosniff\r\n" in answer
    assert browser.get("/").headers["Server"] == "feedgen-site"


# --- whose requests ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "LOCALHOST:{port}", "127.0.0.1:{port}"])
def test_this_machine_is_answered(browser: Browser, host: str) -> None:
    """Both names of this machine, with and without the port."""
    assert browser.get("/", Host=host.format(port=browser.port)).status == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:{port}",
        "localhost.evil.example",
        "localhost.",
        "127.0.0.1.evil.example:{port}",
        "127.1",
        "0177.0.0.1",
        "2130706433",
        "0.0.0.0",
        "192.0.2.1",
        "[2001:db8::1]",
        "localhost:1",
    ],
)
def test_another_host_name_is_refused(browser: Browser, host: str) -> None:
    """A page whose name was bound to 127.0.0.1 reads nothing, not even a 404 page."""
    answer = browser.get("/", Host=host.format(port=browser.port))
    assert (answer.status, answer.body) == (403, b"This preview does not answer under that name.\n")


@pytest.mark.parametrize(
    "hosts",
    [
        b"",
        b"Host:\r\n",
        b"Host: localhost\r\nHost: localhost\r\n",
        b"Host: localhost\r\nHOST: evil.example\r\n",
        b"Host: evil.example\r\nHost: localhost\r\n",
        b"Host : localhost\r\n",
        b"Host: localhost\r\n evil.example\r\n",
        b"Host: localhost evil.example\r\n",
        b"Host: localhost, evil.example\r\n",
        b"Host: evil@localhost\r\n",
        b"Host: localhost:\r\n",
        b"Host: localhost:x\r\n",
        b"Host: localhost:99999999999999999999\r\n",
        b"Host: localhost\0\r\n",
        b"Host: [::1\r\n",
        b"Host: http://localhost/\r\n",
        b"X-Forwarded-Host: localhost\r\n",
    ],
)
def test_a_request_names_one_host(browser: Browser, hosts: bytes) -> None:
    """None, two, or one that cannot be read: status 400, whichever version of HTTP."""
    for version in (b"1.0", b"1.1"):
        request = b"GET / HTTP/%s\r\n%s\r\n" % (version, hosts)
        assert browser.status(request) == 400


def test_the_port_is_open_on_loopback_only(root: Path) -> None:
    """Bound to 127.0.0.1 unless asked otherwise, so that nobody else on the network reads drafts."""
    with serve.preview(str(root), PAGES, 0) as server:
        assert server.socket.getsockname()[0] == "127.0.0.1"
        assert server.url == f"http://127.0.0.1:{server.server_port}/"


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("192.0.2.1:{port}", 200),
        ("[2001:db8::1]:{port}", 200),
        ("localhost:{port}", 200),
        ("{machine}:{port}", 200),
        ("{machine}.local:{port}", 200),
        ("evil.example:{port}", 403),
        ("localhost.evil.example", 403),
        ("{machine}.evil.example", 403),
    ],
)
def test_open_to_the_network_it_answers_to_addresses_and_no_other_name(
    root: Path, host: str, status: int
) -> None:
    """No page can rebind a numeric address; any other name may be one that leads here by a trick."""
    with previewing(root, "0.0.0.0") as browser:
        name = host.format(port=browser.port, machine=socket.gethostname())
        assert browser.get("/", Host=name).status == status


def test_ipv6_is_served_too(root: Path) -> None:
    """A numeric address in brackets, as a browser sends it; the URL shown has them, too."""
    if not socket.has_ipv6:
        pytest.skip("Python was built without IPv6")
    with previewing(root, "::1") as browser:
        assert browser.get("/", Host=f"[::1]:{browser.port}").status == 200
        assert browser.get("/", Host=f"[2001:db8::1]:{browser.port}").status == 403
    with serve.preview(str(root), PAGES, 0, "::") as server:
        assert server.url == f"http://[::1]:{server.server_port}/"


# --- slow, many, rude -------------------------------------------------------------------------------------


@pytest.mark.parametrize("sent", [b"GET / HT", b"GET / HTTP/1.1\r\nHost: localhost\r\nX: "])
def test_a_request_that_never_ends_is_given_up(
    root: Path, monkeypatch: pytest.MonkeyPatch, sent: bytes
) -> None:
    """However steadily it trickles, it is told so when its time is over; others are answered meanwhile."""
    monkeypatch.setattr(requests, "REQUEST_SECONDS", 1.5)
    with previewing(root) as browser, socket.create_connection((serve.HOST, browser.port), 10) as slow:
        slow.sendall(sent)
        slow.settimeout(0.02)
        for _ in range(500):
            try:
                first = slow.recv(65536)
                break
            except TimeoutError:
                slow.sendall(b"a")
                assert browser.get("/").status == 200
        else:
            pytest.fail("the server waits for ever")
        slow.settimeout(10)
        assert status_of(first + received(slow)) == 408


def test_silent_connections_are_closed_and_counted(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """More than the limit at once: 503 for the next one; when their time is over, everybody is answered."""
    monkeypatch.setattr(requests, "REQUEST_SECONDS", 3.0)
    monkeypatch.setattr(server, "MAX_CONNECTIONS", 8)
    with previewing(root) as browser:
        silent = [socket.create_connection((serve.HOST, browser.port), 10) for _ in range(8)]
        try:
            assert browser.status(asked("/")) == 503
            assert {received(connection) for connection in silent} == {b""}
        finally:
            for connection in silent:
                connection.close()
        answers = (browser.status(asked("/")) for _ in range(200))
        assert 200 in answers


def test_a_client_that_hangs_up_leaves_no_traceback(
    root: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """Before, within and after a request, with a reset instead of a farewell: nothing on the terminal."""
    (root / "feed.xml").write_bytes(b"x" * 20_000_000)
    with previewing(root) as browser:
        for request in (b"", b"GET /feed", asked("/feed.xml"), b"\0" * 100):
            with socket.create_connection((serve.HOST, browser.port), 10) as connection:
                linger_nothing = (1).to_bytes(4, "little") + (0).to_bytes(4, "little")
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger_nothing)
                connection.sendall(request)
        assert browser.get("/").status == 200
    assert caplog.text == ""
    assert capfd.readouterr() == ("", "")


# --- anything ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def lasting() -> Iterator[Browser]:
    """One preview for all examples, with a secret beside the folder."""
    with TemporaryDirectory() as name:
        root = site(Path(name) / "public")
        (Path(name) / "secret.txt").write_bytes(SECRET)
        (root / "link").symlink_to(name)
        with previewing(root) as browser:
            yield browser


PIECES = st.sampled_from(
    "/ // . .. ... %2e %2E %2f %5c %252e %252f %c0%ae %00 %0d%0a \\ ; ? # % %% link secret.txt notes.txt "
    "index.html feed.xml assets 2026 01 caf%C3%A9 .git config .feedgen-site.json drafts ~ : C: @ &".split()
)
TARGETS = st.lists(PIECES, max_size=9).map(lambda pieces: "/" + "".join(pieces)) | st.text(
    st.characters(codec="latin-1"), max_size=60
)
KNOWN = frozenset(PAGES.values()) | {b"Not found.\n", b""}


def judged(answer: bytes) -> None:
    """Fail unless an answer is a published file, or a refusal that shows nothing else."""
    assert SECRET not in answer
    assert not any(data in answer for data in STRANGERS.values())
    if status_of(answer) in (200, 404):
        assert body_of(answer) in KNOWN
    else:
        assert status_of(answer) in (0, 301, 400, 403, 405, 408, 414, 431, 505)


@given(target=TARGETS)
@settings(max_examples=400)
def test_any_target_is_a_published_file_or_refused(lasting: Browser, target: str) -> None:
    """Of all addresses that can be asked for, only those of the plan have an answer."""
    judged(lasting.raw(asked(target)))


@given(
    data=st.binary(max_size=300)
    | st.builds(
        lambda *parts: b"".join(parts),
        st.sampled_from([b"GET", b"HEAD", b"POST", b"", b"G\0T"]),
        st.sampled_from([b" ", b"  ", b"\t", b""]),
        st.sampled_from([b"/", b"/notes.txt", b"/link/secret.txt", b"*", b"http://localhost/"]),
        st.sampled_from([b" ", b"\x0b", b""]),
        st.sampled_from([b"HTTP/1.1", b"HTTP/1.0", b"HTTP/0.9", b"HTTP/1.", b"HTTP/9.9", b""]),
        st.sampled_from([b"\r\n", b"\n", b"\r", b""]),
        st.binary(max_size=40) | st.just(HOST),
        st.sampled_from([b"\r\n\r\n", b"\n\n", b""]),
    )
)
@settings(max_examples=400)
def test_any_bytes_are_answered_or_refused(lasting: Browser, data: bytes) -> None:
    """No bytes on the line bring anything but a published file or a refusal; a silence only for silence."""
    answer = lasting.raw(data)
    judged(answer)
    assert answer or not data
    assert lasting.get("/feed.xml").body == PAGES["feed.xml"]
