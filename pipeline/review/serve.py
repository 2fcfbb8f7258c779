"""Runs the page: one process, on this machine only unless people sign in and a proxy speaks TLS."""

from __future__ import annotations

import errno
import ipaddress
import socket

import uvicorn
from starlette.types import ASGIApp

from pipeline.errors import UsageError

HEAD_BYTES = 16_384
AT_ONCE = 200
"""Connections at once; more are told to try again (503)."""


def open_socket(host: str, port: int, *, for_others: bool = False) -> socket.socket:
    """A socket that listens; port 0 takes any that is free. Without `for_others` on this machine only.

    Raises:
        UsageError: the host is reached by others and may not be, is no address, or the port cannot be had.
    """
    address = "127.0.0.1" if host == "localhost" else host
    try:
        is_ours = ipaddress.ip_address(address).is_loopback
    except ValueError as error:
        if for_others:
            raise UsageError(f"--host {host}: an address of this machine was expected, such as 0.0.0.0") from error
        is_ours = False
    if not (is_ours or for_others):
        raise UsageError(
            f"--host {host}: others could read and decide there without signing in; 127.0.0.1, localhost or ::1 was "
            "expected"
        )
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    # Said to be TCP: asyncio turns Nagle's wait off for such sockets only, and each answer came 40 ms late (2026-11).
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((address, port))
        listening.listen()
    except (OSError, OverflowError) as error:
        listening.close()
        why = (
            "is taken, perhaps by a page that already runs" if getattr(error, "errno", 0) == errno.EADDRINUSE else error
        )
        raise UsageError(f"port {port} of {host} {why}; name another one with --port") from error
    return listening


def address_of(listening: socket.socket) -> str:
    """What people type into the address bar."""
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def server_of(app: ASGIApp) -> uvicorn.Server:
    """A server without access log; errors go to standard error."""
    return uvicorn.Server(
        uvicorn.Config(
            app,
            access_log=False,
            log_level="warning",
            server_header=False,
            proxy_headers=False,
            limit_concurrency=AT_ONCE,
            h11_max_incomplete_event_size=HEAD_BYTES,
            http="h11",
            ws="none",
            lifespan="on",
        )
    )
