"""nginx, Caddy and Apache as they are installed, each with the rules that we write, on a free port."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest

from feedgen_site import hosting
from tests.support import put

PROGRAMS = {"nginx": "nginx", "caddy": "caddy", "apache": "apache2"}
PACKAGES = {"nginx": "nginx-light", "caddy": "caddy", "apache": "apache2-bin"}
BROTLI_MODULE = "/usr/lib/nginx/modules/ngx_http_brotli_static_module.so"
_APACHE_MODULES = "mpm_event authz_core alias deflate dir filter headers mime rewrite".split()


def program(server: str) -> str:
    """Find the program of a server; skip where it is not installed."""
    found = shutil.which(PROGRAMS[server], path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
    if found is None:
        pytest.skip(f"no {server}: apt-get install {PACKAGES[server]}")
    return found


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Server:
    """A running server; `prefix` is where the site is, and begins and ends in `/`."""

    port: int
    prefix: str

    @property
    def url(self) -> str:
        """Give the address of the front page."""
        return f"http://127.0.0.1:{self.port}{self.prefix}"

    def get(self, path: str, method: str = "GET", **headers: str) -> Answer:
        """Ask for a path below the site, in readable Unicode; `_` in the names of headers stands for `-`."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            sent = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, quote(self.prefix + path, safe="/%?"), headers=sent)
            answer = connection.getresponse()
            names = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, names, answer.read())
        finally:
            connection.close()


@contextmanager
def serving(server: str, rules: hosting.Rules, folder: Path) -> Iterator[Server]:
    """Run a server with our rules for it; its own files lie in `folder`, which is made."""
    started = program(server)
    written = {
        name: put(folder / name, text)
        for name, text in hosting.server_files(server, rules, str(folder)).items()
    }
    port = _free_port()
    command = _COMMANDS[server](started, folder, written[f"{server}.conf"], port)
    with (folder / "log.txt").open("wb") as log:
        process = subprocess.Popen(
            command,
            stdout=log,
            stderr=log,
            env={**os.environ, "HOME": str(folder), "XDG_DATA_HOME": str(folder)},
        )
    try:
        _await(port, process, folder / "log.txt")
        yield Server(port, rules.prefix)
    finally:
        process.terminate()
        process.wait(10)


def _nginx(program: str, folder: Path, rules: Path, port: int) -> list[str]:
    user = "user root;" if os.geteuid() == 0 else ""
    if "brotli_static" in rules.read_text("utf-8"):
        if not Path(BROTLI_MODULE).is_file():
            pytest.skip("no Brotli for nginx: apt-get install libnginx-mod-http-brotli-static")
        user = f"load_module {BROTLI_MODULE}; {user}"
    passing = "".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    config = (
        f"daemon off; pid {folder}/pid; error_log stderr; {user} worker_processes 1;\n"
        f"events {{}} http {{ access_log off; {passing}\n"
        f'server {{ listen 127.0.0.1:{port}; include "{rules}"; }} }}\n'
    )
    file = put(folder / "main.conf", config)
    subprocess.run([program, "-t", "-q", "-c", str(file), "-p", str(folder)], check=True)
    return [program, "-c", str(file), "-p", str(folder)]


def _caddy(program: str, folder: Path, rules: Path, port: int) -> list[str]:
    config = f'{{\n\tadmin off\n\tauto_https off\n}}\nhttp://127.0.0.1:{port} {{\n\timport "{rules}"\n}}\n'
    file = put(folder / "Caddyfile", config)
    said = subprocess.run(
        [program, "validate", "--adapter", "caddyfile", "--config", str(file)],
        check=False, capture_output=True, text=True, env={**os.environ, "HOME": str(folder)},
    )  # fmt: skip
    assert said.returncode == 0, said.stderr
    return [program, "run", "--adapter", "caddyfile", "--config", str(file)]


def _apache(program: str, folder: Path, rules: Path, port: int) -> list[str]:
    modules = "/usr/lib/apache2/modules"
    loaded = "".join(f"LoadModule {name}_module {modules}/mod_{name}.so\n" for name in _APACHE_MODULES)
    user = "User nobody\nGroup nogroup\n" if os.geteuid() == 0 else ""
    config = (
        f"{loaded}ServerRoot {folder}\nListen 127.0.0.1:{port}\nServerName 127.0.0.1\n"
        f"TypesConfig /dev/null\nPidFile {folder}/pid\n{user}ErrorLog /dev/stderr\n"
        f"DefaultRuntimeDir {folder}\nMutex pthread\n"
        f'<VirtualHost 127.0.0.1:{port}>\nInclude "{rules}"\n</VirtualHost>\n'
    )
    file = put(folder / "apache2.conf", config)
    said = subprocess.run([program, "-t", "-f", str(file)], check=False, capture_output=True, text=True)
    assert said.returncode == 0, said.stderr
    return [program, "-DFOREGROUND", "-f", str(file)]


_COMMANDS: Mapping[str, Callable[[str, Path, Path, int], list[str]]] = {
    "nginx": _nginx,
    "caddy": _caddy,
    "apache": _apache,
}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until the port is open."""
    for _ in range(200):
        if process.poll() is not None:
            break
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(f"the server did not start: {log.read_text('utf-8', 'replace')}")
