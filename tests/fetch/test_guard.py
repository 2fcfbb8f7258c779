"""Only public web servers are asked, and only the address that was checked is connected to."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

import httpx
import pytest

from pipeline.contract import Request
from pipeline.errors import SettingsError, SourceError, TransientError
from pipeline.fetch import transport
from pipeline.fetch.guard import Guard, is_public, parse_url
from pipeline.fetch.wire import Connection
from pipeline.model import Politeness

PUBLIC = "93.184.216.34"
ONCE = Politeness(delay_seconds=0.0, deadline_seconds=20.0, retries=0)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.255.0.9",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "100.100.100.200",
        "168.63.129.16",
        "192.0.0.192",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "fc00::1",
        "fd00:ec2::254",
        "ff02::1",
        "2001:db8::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "2002:7f00:1::1",
        "::127.0.0.1",
        "no address",
    ],
)
def test_addresses_around_us_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", [PUBLIC, "1.1.1.1", "2606:2800:220:1::1", "::ffff:1.1.1.1", "64:ff9b::101:101"])
def test_web_servers_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://a.example/x",
        "javascript:alert(1)",
        "//a.example/x",
        "/x",
        "",
        "http:///x",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0x7f.0.0.1/",
        "http://0177.0.0.1/",
        "http://127.1/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::1]/",
        "http://[fe80::1%25eth0]/",
        "http://100.64.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://metadata/",
        "http://metadata.google.internal/",
        "http://localhost/",
        "http://LOCALHOST./",
        "http://a.localhost/",
        "http://printer.local/",
        "http://①②⑦.⓪.⓪.①/",
        "http://a.example:22/",
        "http://a.example:8080/",
        "http://a.example:99999/",
        "http://user:pass@a.example/",
        "http://a.example\\@b.example/",
        "https://a.example/%2e%2e/169.254.169.254/",
        "https://a.example/x/..%2f..%5c../y",
        "http://[::1",
        "http://a.example/" + "x" * 70_000,
    ],
)
@pytest.mark.parametrize("gateway", [None, "http://127.0.0.1:9999"])
def test_addresses_that_no_catalogue_has_are_refused(url: str, gateway: str | None) -> None:
    with pytest.raises(SourceError):
        Guard(gateway).check_url(parse_url(url))


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example/x?q=../y",
        "http://a.example:80/..x/y..",
        "https://a.example:443/a%2Fb",
        f"https://{PUBLIC}/",
        "https://bücher.example/",
        "https://oai.prod8.edurep.seecr.nl/edurep/oai?verb=Identify",
    ],
)
def test_ordinary_addresses_pass(url: str) -> None:
    Guard(None).check_url(parse_url(url))


def test_a_password_in_an_address_is_not_repeated() -> None:
    with pytest.raises(SourceError) as raised:
        Guard(None).check_url(parse_url("http://user:hunter2@a.example/"))
    assert "hunter2" not in str(raised.value)


@pytest.mark.parametrize("gateway", ["127.0.0.1:80", "ftp://a/", "http://", "http://a/?x=1", "http://[::1"])
def test_a_gateway_that_is_no_address_is_a_setting_to_mend(gateway: str) -> None:
    with pytest.raises(SettingsError, match="http://HOST:PORT"):
        Guard(gateway)


class Network:
    """Notes where it was to connect; only the last address answers."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, int]] = []

    async def dial(self, host: str, port: int) -> Connection:
        self.asked.append((host, port))
        if len(self.asked) < 2:
            raise ConnectionRefusedError("refused")
        return Connection()


def resolves_to(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> None:
    """Names resolve to these lists of addresses, one list a look-up, the last for ever."""
    left = list(answers)

    def getaddrinfo(host: str, port: int, *args: Any, **options: Any) -> list[Any]:
        found = left.pop(0) if len(left) > 1 else left[0]
        if not found:
            raise socket.gaierror(-2, "Name or service not known")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


def connect(guard: Guard, network: Network, host: str, port: int) -> None:
    async def main() -> None:
        await transport.connect(guard, host, port, network.dial)

    asyncio.run(main())


def test_the_connection_goes_to_the_checked_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    resolves_to(monkeypatch, [PUBLIC, "1.1.1.1"], ["127.0.0.1"])
    network = Network()
    connect(Guard(None), network, "a.example", 443)
    assert network.asked == [(PUBLIC, 443), ("1.1.1.1", 443)]


@pytest.mark.parametrize("addresses", [["10.0.0.1"], [PUBLIC, "127.0.0.1"], ["169.254.169.254"]])
def test_a_name_that_leads_inside_is_not_connected_to(monkeypatch: pytest.MonkeyPatch, addresses: list[str]) -> None:
    resolves_to(monkeypatch, addresses)
    network = Network()
    with pytest.raises(SourceError, match="not a public one"):
        connect(Guard(None), network, "rebound.example", 80)
    assert network.asked == []


@pytest.mark.parametrize("port", [22, 8080, 0])
def test_other_ports_are_not_connected_to(monkeypatch: pytest.MonkeyPatch, port: int) -> None:
    resolves_to(monkeypatch, [PUBLIC])
    network = Network()
    with pytest.raises(SourceError, match=f"the port is {port}"):
        connect(Guard(None), network, "a.example", port)
    assert network.asked == []


def test_a_name_nobody_knows_may_be_known_later(monkeypatch: pytest.MonkeyPatch) -> None:
    resolves_to(monkeypatch, [])
    with pytest.raises(httpx.ConnectError, match=r"unknown\.example"):
        connect(Guard(None), Network(), "unknown.example", 80)


@pytest.mark.parametrize(("host", "port"), [("127.0.0.1", 9998), ("127.0.0.2", 9999), ("localhost", 9999)])
def test_only_the_very_gateway_is_exempt(host: str, port: int) -> None:
    network = Network()
    with pytest.raises(SourceError):
        connect(Guard("http://127.0.0.1:9999"), network, host, port)
    assert network.asked == []


def test_the_gateway_is_connected_to_as_configured() -> None:
    network = Network()
    with pytest.raises(httpx.ConnectError):
        connect(Guard("http://127.0.0.1:9999"), network, "127.0.0.1", 9999)
    assert network.asked == [("127.0.0.1", 9999)]


def test_without_a_gateway_a_page_comes_from_the_checked_address(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole way, but for the wire: what goes to the public address is led to the provider on loopback."""
    resolves_to(monkeypatch, [PUBLIC])
    real = socket.socket.connect

    def led(self: socket.socket, address: Any) -> None:
        real(self, ("127.0.0.1", world.port) if address[:2] == (PUBLIC, 80) else address)

    monkeypatch.setattr(socket.socket, "connect", led)
    world.says("courses?page=1", world.reply(b"[]"))
    fetched = world.fetch(Request("http://a.example/courses?page=1", "read"), gateway=False)
    assert fetched.page.body == b"[]"
    assert [(seen.target, seen.headers["host"]) for seen in world.seen] == [
        ("/robots.txt", "a.example"),
        ("/courses?page=1", "a.example"),
    ]


def test_a_rebound_name_is_refused_on_the_whole_way(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    resolves_to(monkeypatch, ["127.0.0.1"])
    with pytest.raises(SourceError, match=r"127\.0\.0\.1 is not a public one"):
        world.fetch(Request("http://a.example/x", "read"), gateway=False)
    assert world.seen == []


def test_a_provider_that_does_not_answer_is_transient(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    resolves_to(monkeypatch, [])
    with pytest.raises(TransientError, match="cannot be looked up"):
        world.fetch(Request("https://a.example/x", "read"), gateway=False, politeness=ONCE)
