"""A loopback server that answers as seven course providers do.

Every file under data/demo/catalogues lies at the host and path it answers for and holds all records of that address;
the server adds what the providers add: paging, sign-in, ETag and gzip.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from pipeline.demo.material import DEMO_CREDENTIALS, demo_folder
from pipeline.demo.paging import PAGERS

_TOKEN = "demo-token"  # noqa: S105 - opens nothing but the demo
_TOKEN_PATHS = ("courses.edx.org/oauth2/access_token", "api.edx.org/oauth2/v1/access_token")
_ROBOTS = b"User-agent: *\nDisallow:\n"
_GZIP_FROM_BYTES = 500


class DemoServer:
    """Serves the demo catalogues on a free port of 127.0.0.1 while the `with` block lasts."""

    def __init__(self) -> None:
        folder = demo_folder() / "catalogues"
        files = {path.relative_to(folder).with_suffix("").as_posix(): path for path in sorted(folder.rglob("*.json"))}
        self._server = _Server({address: json.loads(path.read_bytes()) for address, path in files.items()})
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def gateway(self) -> str:
        """The address to give as gateway: https://HOST/PATH is answered at GATEWAY/HOST/PATH."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> DemoServer:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128  # all sources connect at once; of more than the usual 5 the kernel drops some for a second

    def __init__(self, catalogues: dict[str, Any]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.catalogues = catalogues
        self.hosts = {address.partition("/")[0] for address in (*catalogues, *_TOKEN_PATHS)}

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no news; anything else is."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30  # seconds an idle connection is kept
    wbufsize = -1  # head and body leave together
    server: _Server

    def do_GET(self) -> None:
        target = urlsplit(self.path)
        address = unquote(target.path).strip("/")
        host = address.partition("/")[0]
        if host in self.server.hosts and address == f"{host}/robots.txt":
            self._send(200, _ROBOTS, "text/plain; charset=utf-8")
        elif address not in self.server.catalogues:
            self._send_json(404, {"detail": "Not found."})
        elif host == "discovery.edx.org" and self.headers.get("Authorization") != f"JWT {_TOKEN}":
            self._send_json(401, {"detail": "Authentication credentials were not provided."})
        else:
            body, url = self.server.catalogues[address], "https:/" + target.path
            pager = PAGERS.get(host)
            self._send_json(200, pager(body, url, dict(parse_qsl(target.query))) if pager else body)

    def do_POST(self) -> None:
        """The sign-in of the edX catalogue: OAuth2 with client credentials."""
        form = dict(parse_qsl(self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode("utf-8", "replace")))
        if urlsplit(self.path).path.strip("/") not in _TOKEN_PATHS:
            self._send_json(404, {"detail": "Not found."})
        elif form.get("grant_type") != "client_credentials":
            self._send_json(400, {"error": "unsupported_grant_type"})
        elif [form.get("client_id"), form.get("client_secret")] != list(DEMO_CREDENTIALS.values()):
            self._send_json(401, {"error": "invalid_client"})
        else:
            self._send_json(200, {"access_token": _TOKEN, "token_type": "JWT", "expires_in": 3600, "scope": "read"})

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name in the standard library
        """Quiet: the night reports for itself."""

    def _send_json(self, status: int, body: Any) -> None:
        self._send(status, json.dumps(body, ensure_ascii=False).encode(), "application/json; charset=utf-8")

    def _send(self, status: int, body: bytes, content_type: str) -> None:
        tag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
        if status == 200 and self.command == "GET" and tag in self.headers.get("If-None-Match", ""):
            self.send_response(304)
            self.send_header("ETag", tag)
            self.end_headers()
            return
        self.send_response(status)
        if len(body) >= _GZIP_FROM_BYTES and re.search(r"\bgzip\b(?!;q=0)", self.headers.get("Accept-Encoding", "")):
            body = gzip.compress(body, mtime=0)
            self.send_header("Content-Encoding", "gzip")
        if status == 200 and self.command == "GET":
            self.send_header("ETag", tag)
        self.send_header("Vary", "Accept-Encoding")
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
