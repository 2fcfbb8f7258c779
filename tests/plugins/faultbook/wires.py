"""The machine's own network gone wrong: nights in a network namespace, with the kernel's routes, drops and delays.

Nothing of the program is replaced: its resolver, its sockets and its times are the real ones. Where the system makes no
namespaces for this account, or lacks what a row needs, the row says so and is left out.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from faultbook.apart import Apart, process_apart
from faultbook.fault import Fault, Stage, plain, sentence
from faultbook.small import SOURCES, SmallHome, offered, unlike

NAMESPACE = ("unshare", "--map-root-user", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc")
PORT = 8765
"""Of the gateway inside a namespace, where nobody else listens."""
GATEWAY = f"http://127.0.0.1:{PORT}"
SILENT, NOWHERE, NAME_SERVER = "93.184.216.34", "93.184.216.35", "203.0.113.53"
UP = "ip link set lo up"
VOID = (
    f"{UP}; ip link add v0 type veth peer name v1 && ip addr add 198.18.0.2/24 dev v0 && ip link set v0 up && "
    "ip link set v1 up && ip neigh add 198.18.0.1 lladdr 02:00:00:00:00:01 dev v0 nud permanent && "
    "ip route add default via 198.18.0.1"
)
"""A default route to a neighbour that takes every packet and never answers."""
SETTINGS = """timezone: America/New_York
contact: tests@example.org
night: {at: '02:30'}
politeness: {delay_seconds: 0, retries: 0}
links: {max_checks: 0}
"""
SERVED = """
import functools, http.server, os, sys, threading
folder, port, *words = sys.argv[1:]
handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=folder)
handler.func.log_message = lambda *_: None
server = http.server.ThreadingHTTPServer(("127.0.0.1", int(port)), handler)
if os.fork() == 0:
    os.closerange(0, 3)
    os.open(os.devnull, os.O_RDWR), os.dup(0), os.dup(0)
    server.serve_forever()
os.execv(words[0], words)
"""
"""Serves a folder, and becomes another program; it listens before that one begins."""


@dataclass(frozen=True, kw_only=True)
class Wire:
    """What is wrong with the network, as a shell makes it. Where sources succeed, a gateway behind it is asked."""

    name: str
    makes: str
    told: str = ""
    """Found in the reason of both sources; empty where they succeed all the same."""
    names: str = ""
    """What /etc/resolv.conf says; empty for none."""
    address: str = ""
    """What /etc/hosts says of both hosts; empty where they are not there."""
    needs: tuple[str, ...] = ("ip",)
    least_seconds: float = 0.0
    """What the slower source takes at least, if the wire is what it says."""

    @property
    def expected(self) -> str:
        """In words."""
        if not self.told:
            return "both sources succeed, only later; people see what they saw"
        return f"failed: “{self.told}”; people see what they saw; the next night with a network succeeds"


WIRES = (
    Wire(name="a machine without any network", makes="true", told="cannot be looked up"),
    Wire(
        name="a name server that does not answer",
        makes=VOID,
        names=f"nameserver {NAME_SERVER}\noptions timeout:1 attempts:2\n",
        told="cannot be looked up",
    ),
    Wire(name="an address that swallows every packet", makes=VOID, address=SILENT, told="could not be fetched"),
    Wire(
        name="an address that no route leads to",
        makes=f"{VOID} && ip route add unreachable {NOWHERE}",
        address=NOWHERE,
        told="could not be fetched",
    ),
    Wire(
        name="a network that loses a fifth of all packets",
        makes=f"{UP}; iptables -A INPUT -i lo -p tcp -m statistic --mode random --probability 0.2 -j DROP",
        needs=("ip", "iptables"),
    ),
    Wire(
        name="a network of 64 kilobits a second",
        makes=f"{UP}; ip link set lo mtu 1500; tc qdisc add dev lo root tbf rate 64kbit burst 3000 latency 4s",
        needs=("ip", "tc"),
        least_seconds=0.3,  # its list alone is 5 kB, of which what is let through at once is a part
    ),
)


def check(wire: Wire, folder: Path) -> None:
    """Leave the row out where this system does not let it be played."""
    if missing := [tool for tool in ("unshare", *wire.needs) if shutil.which(tool) is None]:
        pytest.skip(f"{' and '.join(missing)} is not installed here")
    made = subprocess.run(
        [*NAMESPACE, "sh", "-ec", wire.makes], capture_output=True, text=True, cwd=folder, check=False
    )
    if made.returncode:
        said = (made.stderr.strip().splitlines() or ["no reason given"])[-1]
        pytest.skip(f"this account or kernel does not make it: {said}")


def around(wire: Wire, folder: Path) -> list[str]:
    """The words before a program that is to live behind this wire."""
    gateway = folder / "gateway"
    for source in SOURCES:
        place = gateway / f"{source}.example.org"
        place.mkdir(parents=True)
        (place / "list").write_text(json.dumps({"courses": offered(source)}))
        (place / "robots.txt").write_text("User-agent: *\nAllow: /\n")
    hosts = "".join(f"{wire.address} {source}.example.org\n" for source in SOURCES) if wire.address else ""
    (folder / "hosts").write_text(f"127.0.0.1 localhost\n{hosts}")
    (folder / "resolv.conf").write_text(wire.names)
    mounts = " && ".join(f"mount --bind {folder / name} /etc/{name}" for name in ("hosts", "resolv.conf"))
    script = f'{mounts} && {wire.makes} && exec "$@"'
    serves = [] if wire.told else [sys.executable, "-c", SERVED, str(gateway), str(PORT)]
    return [*NAMESPACE, "sh", "-ec", script, "sh", *serves]


def night_behind(small: SmallHome, apart: Apart, *gateway: str) -> dict[str, dict[str, object]]:
    """Run a night there; what it says of each source."""
    moment = small.nights[-1] + (small.nights[-1] - small.nights[-2])
    words = ["run", "--json", "--config", small.config, "--as-of", f"{moment:%Y-%m-%dT%H:%M:%S}", *gateway]
    said = apart.verb(small, *words)
    assert said.status == 0, said
    assert said.json["published"], said
    small.nights.append(moment)
    return {each["source"]: each for each in said.json["sources"]}


def play(wire: Wire, stage: Stage) -> str:
    """A night behind the wire, and then a good one."""
    check(wire, stage.folder)
    small: SmallHome = stage["small_home"]
    shown, decisions = small.shown(), small.decisions()
    good = small.config.read_text()
    small.config.write_text(SETTINGS)
    with process_apart(stage.folder, around(wire, stage.folder)) as apart:
        found = night_behind(small, apart, *(() if wire.told else ("--gateway", GATEWAY)))
    outcomes = {str(each["outcome"]) for each in found.values()}
    assert outcomes == ({"failed"} if wire.told else {"succeeded"}), found
    assert max(float(str(each["seconds"])) for each in found.values()) >= wire.least_seconds, found
    assert list(unlike(small.shown(), shown)) == []
    assert small.decisions() == decisions
    if not wire.told:
        return "both succeeded; people see what they saw"
    for each in found.values():
        assert wire.told in sentence(str(each["reason"]))
    small.config.write_text(good)
    night = small.night()
    assert {each["outcome"] for each in night.json["sources"]} == {"succeeded"}, night
    assert list(unlike(small.shown(), shown)) == []
    return f"failed: {plain(str(found['north']['reason']))}; people see what they saw; the next night succeeded"


TABLE = tuple(
    Fault(group="wires", name=wire.name, expected=wire.expected, play=partial(play, wire), is_slow=True)
    for wire in WIRES
)
