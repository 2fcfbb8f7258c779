"""On the way to a source, without a gateway in between: names, addresses, connections and certificates.

Names are answered by a resolver of the tests, and what goes to a public address is led to a port on loopback.
"""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from faultbook.answers import LIST, N, good
from faultbook.broken import Rows, seen
from faultbook.fault import Fault, Stage, plain, sentence
from faultbook.nights import DAY, YESTERDAY, Nights
from faultbook.provider import Providers, serving
from faultbook.site import add_source, project

DEAD, STRANGER, WELL = "93.184.216.34", "93.184.216.35", "93.184.216.36"
"""Public addresses: where nobody listens, where a certificate is its own, and where all is well."""


@dataclass(frozen=True, kw_only=True)
class Way:
    """A host and what its name leads to."""

    name: str
    host: str
    leads_to: tuple[str, ...]
    """Addresses as the resolver gives them; none where nobody knows the name."""
    told: str
    scheme: str = "https"
    outcome: str = "failed"

    @property
    def source(self) -> str:
        """The id of the source."""
        return self.host.partition(".")[0]


WAYS = (
    Way(name="a host where nobody listens", host="dead.example.org", leads_to=(DEAD,), told="could not be fetched"),
    Way(name="a name that nobody knows", host="unknown.example.org", leads_to=(), told="could not be fetched"),
    Way(
        name="a certificate that nobody vouches for",
        host="selfmade.example.org",
        leads_to=(STRANGER,),
        told="certificate",
    ),
    Way(name="a host that speaks no TLS", host="untold.example.org", leads_to=(WELL,), told="could not be fetched"),
    Way(name="a name of a private address", host="private.example.org", leads_to=("10.0.0.7",), told="10.0.0.7"),
    Way(
        name="a name of the address of a cloud's metadata",
        host="metadata.example.org",
        leads_to=("169.254.169.254",),
        told="169.254.169.254",
    ),
    Way(
        name="a name of a public and of a loopback address",
        host="rebound.example.org",
        leads_to=(WELL, "127.0.0.1"),
        told="127.0.0.1",
    ),
    Way(
        name="a name of loopback, written as IPv6",
        host="mapped.example.org",
        leads_to=("::ffff:127.0.0.1",),
        told="127.0.0.1",
    ),
    Way(name="a name of a multicast address", host="multicast.example.org", leads_to=("224.0.0.1",), told="224.0.0.1"),
)
PLAIN = Way(name="", host="plain.example.org", leads_to=(WELL,), told="", scheme="http", outcome="succeeded")
"""A host that is what it says: it proves that the others failed by what they are."""


@dataclass(frozen=True, kw_only=True)
class WayNight:
    """What the night without a gateway, and the good one after it, left."""

    alone: dict[str, Any]
    mended: dict[str, Any]
    before: Rows
    after: Rows
    later: Rows


@contextmanager
def stranger(folder: Path) -> Iterator[int]:
    """The port of a server whose certificate it made itself."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not there to make a certificate of its own")
    command = f"{openssl} req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 1 -subj /CN=selfmade"
    subprocess.run(command.split(), cwd=folder, check=True, capture_output=True)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                try:
                    tls.wrap_socket(connection, server_side=True).close()
                except OSError:
                    connection.close()

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            listening.close()
            thread.join()


@contextmanager
def led(ports: Mapping[str, int]) -> Iterator[None]:
    """The names of WAYS are known, and connections to these public addresses go to these ports on loopback."""
    names = {way.host: way.leads_to for way in (*WAYS, PLAIN)}
    ask, connect = socket.getaddrinfo, socket.socket.connect

    def resolve(host: Any, port: Any, *args: Any, **options: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name not in names:
            return ask(host, port, *args, **options)
        if not names[name]:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return [
            (socket.AF_INET6, socket.SOCK_STREAM, 6, "", (address, port, 0, 0))
            if ":" in address
            else (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))
            for address in names[name]
        ]

    def to_loopback(self: socket.socket, address: Any) -> None:
        connect(self, ("127.0.0.1", ports[address[0]]) if address[0] in ports else address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", resolve)
        patch.setattr(socket.socket, "connect", to_loopback)
        yield


def play_way_night(folder: Path, root: Path) -> WayNight:
    """A good night through a gateway, one without a gateway, and a good one again."""
    connectors, providers = project(folder / "project", root), Providers()
    everyone = (*WAYS, PLAIN)
    names = [way.source for way in everyone]
    for way in everyone:
        add_source(connectors, way.source, f"{way.scheme}://{way.host}{LIST}")
        providers.says(way.host, LIST, good("json", way.source))
    nights = Nights(folder, folder / "project")
    with ExitStack() as stack:
        stack.enter_context(serving(providers))
        nights.run(providers.gateway, YESTERDAY, sources=names)
        before = seen(nights, names)
        plain_answers = Providers(answers={"list": {"/": good("json", PLAIN.source)}})
        stack.enter_context(serving(plain_answers))
        with socket.create_server(("127.0.0.1", 0)) as closed:
            dead = closed.getsockname()[1]
        ports = {DEAD: dead, STRANGER: stack.enter_context(stranger(folder))}
        ports[WELL] = int(plain_answers.gateway.rpartition(":")[2])
        with led(ports):
            alone = nights.run(None, YESTERDAY + DAY, sources=names)
        after = seen(nights, names)
        mended = nights.run(providers.gateway, YESTERDAY + 2 * DAY, sources=names)
    return WayNight(alone=alone, mended=mended, before=before, after=after, later=seen(nights, names))


def play(way: Way, stage: Stage) -> str:
    """Look at what the night without a gateway made of this host."""
    night = stage["way_night"]
    assert night.alone["sources"][PLAIN.source]["outcome"] == "succeeded", night.alone["sources"][PLAIN.source]
    found = night.alone["sources"][way.source]
    assert found["outcome"] == way.outcome, found
    assert way.told in sentence(found["reason"])
    assert len(night.before[way.source]) == N
    assert night.after[way.source] == night.before[way.source] == night.later[way.source]
    assert night.mended["sources"][way.source]["outcome"] == "succeeded"
    return f"{found['outcome']}: {plain(found['reason'])}; {N} of {N} courses stay; the next night succeeded"


TABLE = tuple(
    Fault(
        group="network",
        name=way.name,
        expected=f"{way.outcome}: “{way.told}”; all {N} courses stay; the next night succeeds",
        play=partial(play, way),
        is_slow=True,
    )
    for way in WAYS
)
