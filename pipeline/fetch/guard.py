"""Which addresses may be asked and connected to: public web servers and the configured gateway, nothing else.

A page may redirect to any address; without a guard it could make us read the machines around us. The address is checked
when the connection is made, and the connection goes to the very address that was checked (see transport.py): a name
that resolves differently a moment later gains nothing.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
import socket
from collections.abc import Collection
from urllib.parse import unquote

import httpx

from pipeline.errors import NotPublicError, SettingsError, SourceError

WEB_PORTS = (80, 443)
WEB_PORT_OF = {"http": 80, "https": 443}
PRIVATE_NAMES = ("localhost", "local", "internal", "home.arpa")

# Not covered by `is_global` of Python 3.11, as of 2026-11.
SPECIAL_NETWORKS = tuple(
    ipaddress.ip_network(network)
    for network in (
        "168.63.129.16/32",  # host services of a large cloud, under a public address
        "192.0.0.0/24",  # protocol assignments; one cloud's metadata service is in it
        "192.88.99.0/24",  # 6to4 relays, retired
        "64:ff9b:1::/48",  # NAT64 of a local network
        "fec0::/10",  # site-local, retired
    )
)
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def parse_url(text: str) -> httpx.URL:
    """An address without its fragment.

    Raises:
        SourceError: it is no address.
    """
    try:
        url = httpx.URL(text)
        return url.copy_with(fragment=None) if "#" in text else url
    except (httpx.InvalidURL, ValueError, TypeError) as error:
        raise SourceError(f"{text.partition('?')[0][:200]!r} is no address that can be fetched: {error}") from error


class Guard:
    """Refuses addresses that no course catalogue has. The gateway itself is allowed, exactly as configured."""

    def __init__(self, gateway: str | None, inside: Collection[tuple[str, int]] = ()) -> None:
        """`inside` are hosts with their port that a setting names, and that may be none of the public internet."""
        self._inside = frozenset(inside)
        self._gateway = _gateway_address(gateway) if gateway else None
        self._judged: dict[str, str | None] = {}
        """By host: what is wrong with its name. A night meets few hosts, and each of them thousands of times."""

    def check_url(self, url: httpx.URL) -> None:
        """Whether a provider's address may be asked, as far as it can be told without looking up its name.

        Raises:
            SourceError: the scheme, port, name or path is none of a public web server.
        """
        if url.scheme not in ("http", "https"):
            raise _refusal(url, f"the scheme is `{url.scheme}`, http or https was expected")
        if url.userinfo:
            raise SourceError(f"{url.host}: an address with a user name or password in it is not fetched")
        if (url.host, url.port or WEB_PORT_OF[url.scheme]) in self._inside:
            return
        if url.port is not None and url.port not in WEB_PORTS:
            raise _refusal(url, f"the port is {url.port}, 80 or 443 was expected")
        host = url.host
        if host not in self._judged:
            self._judged[host] = _private_name(host)
        if reason := self._judged[host]:
            raise NotPublicError(str(_refusal(url, reason)))
        # httpx gives the path without its percent signs; a gateway may too, and climb out of the host's folder
        path = url.path
        if "." in path and any(segment in (".", "..") for segment in re.split(r"[/\\]", path)):
            raise _refusal(url, "its path climbs with hidden `..`")

    async def addresses(self, host: str, port: int) -> list[str]:
        """The addresses to connect to for a name, all of them checked.

        Raises:
            SourceError: a name or address that is not public.
            OSError: the name cannot be looked up.
        """
        if (host, port) == self._gateway or (host, port) in self._inside:
            return [host]
        if port not in WEB_PORTS:
            raise SourceError(f"{host}:{port} is not connected to: the port is {port}, 80 or 443 was expected")
        if reason := _private_name(host):
            raise NotPublicError(f"{host} is not connected to: {reason}")
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        for address in addresses:
            if not is_public(address):
                raise NotPublicError(f"{host} is not connected to: its address {address} is not a public one")
        return addresses


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet, looking into IPv4 addresses carried in IPv6 ones."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if any(ip in network for network in SPECIAL_NETWORKS):
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if ip in NAT64 else None)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def _private_name(host: str) -> str | None:
    """Why a host is not one of the public web, or None."""
    name = host.rstrip(".").lower()
    try:
        ipaddress.ip_address(name)
    except ValueError:
        last = name.rpartition(".")[2]
        if re.fullmatch(r"\d+|0x[0-9a-f]*", last):
            return f"`{host}` is an address written as a number"
        if "." not in name or any(name.endswith(f".{private}") for private in PRIVATE_NAMES):
            return f"`{host}` is a name of a private network"
        return None
    return None if is_public(name) else f"`{host}` is not a public address"


def _refusal(url: httpx.URL, reason: str) -> SourceError:
    return SourceError(f"{url.scheme}://{url.host}{url.path}".removesuffix("/") + f" is not fetched: {reason}")


def _gateway_address(gateway: str) -> tuple[str, int]:
    if "@" in unquote(gateway):  # before anything else: no message may show the password, however it is miswritten
        raise SettingsError(
            "gateway: an address with a user name or password in it was found (not shown here), http://HOST:PORT was"
            " expected; a gateway that wants a password cannot be used"
        )
    try:
        url = httpx.URL(gateway)
    except httpx.InvalidURL as error:
        raise SettingsError(f"gateway: {gateway!r} is no address ({error}); http://HOST:PORT was expected") from error
    if url.scheme not in ("http", "https") or not url.host or url.query or url.fragment:
        raise SettingsError(f"gateway: {gateway!r} was found, http://HOST:PORT was expected")
    return url.host, url.port or (443 if url.scheme == "https" else 80)
