"""The executor over a Dask cluster: the same functions on other machines, results in order.

Other machines hold the program and nothing else: what is mapped travels whole, in batches. A worker that
dies costs time; when the whole cluster is gone, the rest is done on this machine.
"""

from __future__ import annotations

import asyncio
import importlib.util
import logging
import socket
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import cache, lru_cache
from itertools import chain, islice
from threading import Lock
from typing import TYPE_CHECKING, Final, TypeVar

from feedgen_site import mapper
from feedgen_site.mapper import WORTH_PROCESSES, Mapper
from feedgen_site.problem import ContentError, Problem, Severity, in_order
from feedgen_site.text import digest, one_line

if TYPE_CHECKING:
    from distributed import Client, Future

_A = TypeVar("_A")
_B = TypeVar("_B")
_S = TypeVar("_S")

Program = Callable[[], Mapping[str, str]]
"""Names all that decides about bytes where it is called, each with its version; can be pickled."""

INSTALL: Final = "pip install 'feedgen-site[dask]'"
_SCHEMES: Final = {"dask": "tcp", "tls": "tls"}
# Seconds until a scheduler has to answer, and then until it has to have a worker.
_ANSWERS_WITHIN: Final = 5
# Seconds between two looks at whether there are workers, while a batch is awaited.
_LOOKS_EVERY: Final = 5
# After so many looks without any the cluster counts as gone: a worker that is started again is back by then.
_LOOKS: Final = 6
# One to work at, and more at hand; all of them are in memory.
_BATCHES_OF_EACH: Final = 3
# So much in one piece keeps nobody waiting; of larger batches the half is sent at a time.
_MOST_BYTES: Final = 8_000_000
# Each of these has a level of its own, set as Dask is imported.
_LOGGERS: Final = ("distributed", "distributed.client", "distributed.gc", "tornado.application", "asyncio")
# Threads of one process would share libraries that were written for one, and win nothing from it.
_one_at_a_time = Lock()


class _LostError(Exception):
    """The cluster does no more of our work; says why."""


class _DiffersError(Exception):
    """A worker that came later has another version of the program."""


class _Cluster:
    """Maps over a cluster while there is one, and over processes of this machine from then on."""

    def __init__(
        self, client: Client, program: bytes, wanted: str, here: Mapper, lost: Callable[[str], None]
    ) -> None:
        self._client, self._program, self._wanted = client, program, wanted
        self._here, self._lost = here, lost
        self._is_there = True

    @property
    def here(self) -> Mapper:
        return self._here

    def __call__(
        self, function: Callable[[_A], _B], items: Iterable[_A], /, *, worth: int = WORTH_PROCESSES
    ) -> Iterator[_B]:
        iterator = iter(items)
        head = list(islice(iterator, worth))
        if len(head) < worth:
            yield from map(function, head)
            return
        batches = mapper.batches(chain(head, iterator), max(1, worth // 2))
        # What was sent stays here until its results are: whoever is lost, nothing of it is.
        sent: deque[tuple[list[_A], Future | None]] = deque()
        window, packed = 0, _packed(function)
        while self._is_there:
            try:
                window = window or _BATCHES_OF_EACH * max(1, self._workers())
                for batch in islice(batches, max(0, window - len(sent))):
                    sent += self._sent(packed, batch)
                if not sent:
                    return
                results: list[_B] = self._results(sent[0][1])
            except _LostError as error:
                self._is_there = False
                self._lost(str(error))
                break
            sent.popleft()
            yield from results
        left = chain.from_iterable(batch for batch, _ in sent)
        yield from self._here(function, chain(left, chain.from_iterable(batches)), worth=worth)

    def aside(self, find: Callable[[], bytes]) -> Callable[[], bytes]:
        return self._here.aside(find)

    def meanwhile(
        self, function: Callable[[_A], _B], items: Sequence[_A]
    ) -> AbstractContextManager[Iterator[_B]]:
        return self._here.meanwhile(function, items)

    @property
    def processes(self) -> int:
        """Say how many items are under way at once on this machine."""
        return self._here.processes

    def equipped(
        self, function: Callable[[_S, _A], _B], state: _S
    ) -> AbstractContextManager[Callable[[Iterable[_A]], Iterator[_B]]]:
        return self._here.equipped(function, state)

    def _workers(self) -> int:
        """Count the threads of all workers."""
        try:
            return sum(self._client.nthreads(callback_timeout=_LOOKS * _LOOKS_EVERY).values())
        except (OSError, RuntimeError, CancelledError) as error:
            raise _LostError(_said(error)) from error

    def _sent(self, function: bytes, batch: list[_A]) -> Iterator[tuple[list[_A], Future | None]]:
        """Submit a batch, in parts if it is large; the scheduler passes it on as bytes.

        A future of None stands for a scheduler that takes no more.
        """
        packed = _packed(batch)
        if len(packed) > _MOST_BYTES and len(batch) > 1:
            middle = len(batch) // 2
            yield from self._sent(function, batch[:middle])
            yield from self._sent(function, batch[middle:])
            return
        future = None
        with suppress(OSError, RuntimeError, CancelledError):
            future = self._client.submit(_applied, self._program, self._wanted, function, packed, pure=False)
        yield batch, future

    def _results(self, future: Future | None) -> list[_B]:
        """Wait for a batch; ContentError where the function raised it, _LostError for any other failure.

        Another exception of the function is raised again where its batch is done on this machine.
        """
        from distributed.comm import CommClosedError

        if future is None:
            raise _LostError("it takes no more work")
        empty = 0
        while empty < _LOOKS:
            try:
                results: list[_B] = future.result(timeout=_LOOKS_EVERY)
            except ContentError:
                raise
            except TimeoutError:
                empty = 0 if self._workers() else empty + 1
            except (CancelledError, CommClosedError) as error:
                raise _LostError("the scheduler has gone") from error
            except Exception as error:
                raise _LostError(_said(error)) from error
            else:
                future.release()
                return results
        raise _LostError("it has no workers any more")


@contextmanager
def connected(
    address: str, program: Program, jobs: int, noted: Callable[[Problem], None]
) -> Iterator[Mapper]:
    """Give a mapper over the workers of the scheduler at `address`, `dask://HOST:PORT` or `tls://HOST:PORT`.

    What has to stay on this machine goes to `jobs` processes. Raises ContentError where nobody can work for
    us; `noted` is told when the cluster goes away meanwhile.
    """
    if not is_installed():
        message = "Dask, which spreads a build over several machines, is not installed"
        raise _refused(address, "no-dask", message, INSTALL)
    import dask

    def lost(why: str) -> None:
        message = f"the cluster went away, and this machine did the rest: {why}"
        hint = "what was built is whole; the logs of scheduler and workers say more"
        noted(Problem(address, 0, 0, "cluster-lost", message, hint, Severity.WARNING))

    client = _client(address)
    try:
        ours = program()
        _check(client, address, program, ours)
        # The feed of a busy month is no mistake.
        allowed = {"distributed.admin.large-graph-warning-threshold": "1 GB"}
        with dask.config.set(allowed), mapper.processes(jobs) as here:
            yield _Cluster(client, _packed(program), _named(ours), here, lost)
    finally:
        with suppress(OSError, RuntimeError):
            client.close(timeout=_ANSWERS_WITHIN)


def is_installed() -> bool:
    """Say whether Dask is there."""
    return importlib.util.find_spec("distributed") is not None


def _client(address: str) -> Client:
    """Connect to a scheduler; ContentError where none answers.

    Dask's own client is made last: before a server that never answers it would wait for ever.
    """
    from distributed import Client

    # What they have to say of a scheduler that goes away is said by us, in one line.
    for name in _LOGGERS:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    url = _url(address)
    host, _, port = url.partition("://")[2].rpartition(":")
    try:
        socket.create_connection((host.strip("[]"), int(port)), _ANSWERS_WITHIN).close()
        kind = asyncio.run(_kind(url))
        if kind != "Scheduler":
            raise OSError(f"it is a {kind.lower()}, and no scheduler")
        return Client(url, timeout=_ANSWERS_WITHIN, set_as_default=False)
    except Exception as error:
        # Who speaks something else than Dask there, or TLS without a certificate, can make it raise anything.
        why = f"nothing within {_ANSWERS_WITHIN} seconds" if isinstance(error, TimeoutError) else _said(error)
        message, hint = f"no Dask scheduler answers there: {why}", "dask scheduler  on that machine"
        raise _refused(address, "no-cluster", message, hint) from error


def _url(address: str) -> str:
    """Give the address as Dask has it."""
    scheme, _, place = address.partition("://")
    return f"{_SCHEMES[scheme]}://{place}"


async def _kind(url: str) -> str:
    """Ask who answers at an address."""
    from distributed import rpc
    from distributed.security import Security

    # Certificates come from Dask's own configuration.
    who = rpc(url, connection_args=Security().get_connection_args("client"))
    try:
        return str((await asyncio.wait_for(who.identity(), _ANSWERS_WITHIN))["type"])
    finally:
        await who.close_rpc()


def _check(client: Client, address: str, program: Program, ours: Mapping[str, str]) -> None:
    """Ask scheduler and workers whether they have our program; ContentError where one has not."""
    try:
        client.wait_for_workers(1, timeout=_ANSWERS_WITHIN)
        found = client.run(program, on_error="return")
    except (OSError, RuntimeError, CancelledError) as error:
        message = "the scheduler has no worker"
        raise _refused(address, "no-cluster", message, f"dask worker {_url(address)}") from error
    try:
        client.run_on_scheduler(_has_program)
    except ImportError as error:
        message = "the scheduler cannot read our work: feedgen-site is not installed there"
        raise _refused(address, "worker-differs", message, _to_install(ours)) from error
    others: dict[str, list[str]] = {}
    for worker, theirs in sorted(found.items()):
        # One that goes away just now is none of ours; one that comes later is asked with its first batch.
        if theirs != ours and not isinstance(theirs, OSError):
            others.setdefault(_difference(theirs, ours), []).append(worker)
    problems = [
        Problem(
            workers[0], 0, 0, "worker-differs",
            f"this worker{_and_others(len(workers) - 1)} cannot do our work: {difference}", _to_install(ours),
        )
        for difference, workers in others.items()
    ]  # fmt: skip
    if problems:
        raise ContentError(in_order(problems))


def _has_program() -> None:
    """Do nothing, where it can be imported."""


def _difference(theirs: Mapping[str, str] | Exception, ours: Mapping[str, str]) -> str:
    if isinstance(theirs, ImportError):
        return f"feedgen-site is not installed there ({_said(theirs)})"
    if isinstance(theirs, Exception):
        return _said(theirs)
    return ", ".join(
        f"{name} {theirs.get(name, 'none')} (here {version})"
        for name, version in ours.items()
        if theirs.get(name) != version
    )


def _to_install(ours: Mapping[str, str]) -> str:
    return f"install feedgen-site {ours['feedgen-site']} there, with the libraries that are installed here"


def _and_others(count: int) -> str:
    return f" and {count} more" if count else ""


def _refused(address: str, code: str, message: str, hint: str) -> ContentError:
    return ContentError((Problem(address, 0, 0, code, message, hint),))


def _said(error: BaseException) -> str:
    said = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return one_line(said)[:300] or type(error).__name__


def _named(program: Mapping[str, str]) -> str:
    return digest(*chain.from_iterable(program.items()))


def _packed(value: object) -> bytes:
    from distributed.protocol import serialize_bytes

    data: bytes = serialize_bytes(value)
    return data


# ---- on a worker -------------------------------------------------------------------------------------------


def _applied(program: bytes, wanted: str, function: bytes, batch: bytes) -> list[object]:
    """Apply a function to a batch, all unpacked only here: the scheduler in between need not know it."""
    from distributed import get_worker
    from distributed.protocol import deserialize_bytes

    with _one_at_a_time:
        if _program_named(program) != wanted:
            raise _DiffersError(f"{get_worker().address} has another version of the program")
        return list(map(_function(function), deserialize_bytes(batch)))


@cache
def _program_named(program: bytes) -> str:
    from distributed.protocol import deserialize_bytes

    return _named(deserialize_bytes(program)())


# Of a map all batches bring the same one, with templates and settings bound to it.
@lru_cache(maxsize=2)
def _function(packed: bytes) -> Callable[[object], object]:
    from distributed.protocol import deserialize_bytes

    function: Callable[[object], object] = deserialize_bytes(packed)
    return function
