"""A small server for demonstrations and tests: threads, keep-alive, and only the standard library.

It binds to this machine alone unless told otherwise. For the internet, mount the application in a
real server.
"""

import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from io import BytesIO
from socketserver import ThreadingTCPServer
from typing import Any
from urllib.parse import unquote_to_bytes

from b2bnps.web.apps import WsgiApp

__all__ = ["serving"]

IDLE_SECONDS = 60
"""How long a silent connection is kept."""

MOST = 1024 * 1024
"""Largest body that is read off a connection, in bytes; after a larger one it is closed."""


@contextmanager
def serving(app: WsgiApp, host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
    """Serve an application for the length of a ``with`` block.

    Args:
        app: e.g. what :func:`b2bnps.web.wsgi` returns.
        host: name or IPv4 address to bind to.
        port: to listen on; 0 takes a free one.

    Yields:
        The address, without a slash at the end: ``http://127.0.0.1:8000``.

    Raises:
        OSError: the port is taken.
    """
    with _Server((host, port), app) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), name="b2bnps-pages")
        thread.start()
        try:
            yield f"http://{host}:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()
            server.hang_up()


def _ask(app: WsgiApp, environ: dict[str, Any]) -> tuple[str, list[tuple[str, str]], bytes]:
    """Call an application as PEP 3333 says: whole reply, ``write`` offered, ``close`` called."""
    started: list[tuple[str, list[tuple[str, str]]]] = []
    written: list[bytes] = []

    def start(status: str, headers: list[tuple[str, str]], _: object = None) -> Any:
        started.append((status, headers))
        return written.append

    result = app(environ, start)
    try:
        written.extend(result)
    finally:
        getattr(result, "close", lambda: None)()
    return (*started[-1], b"".join(written))


class _Server(ThreadingTCPServer):
    """One thread for each connection; closing waits for replies under way and for nothing else."""

    allow_reuse_address = True
    daemon_threads = False
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], app: WsgiApp) -> None:
        self.app = app
        self._connections: set[Any] = set()
        self._lock = threading.Lock()
        super().__init__(address, _Visit)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remember the connection, so that it can be closed."""
        with self._lock:
            self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Forget the connection."""
        with self._lock:
            self._connections.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """End the wait for further requests on all connections."""
        with self._lock:
            for connection in self._connections:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RD)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Print what went wrong, unless it is only that a visitor hung up."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class _Visit(BaseHTTPRequestHandler):
    """One connection and its requests."""

    server: _Server
    protocol_version = "HTTP/1.1"
    timeout = IDLE_SECONDS
    disable_nagle_algorithm = True
    wbufsize = 64 * 1024

    def _run(self) -> None:
        """Hand one request to the application and write what it says."""
        told = self.headers.get("Content-Length", "0")
        length = int(told[:10]) if told.isascii() and told.isdecimal() else MOST + 1
        body = self.rfile.read(length) if length <= MOST else b""
        if length > MOST or "Transfer-Encoding" in self.headers:
            # Where the next request would begin is not known.
            self.close_connection = True
        status, headers, content = _ask(self.server.app, self._environ(told, body))
        self._write(int(status[:3]), headers, content)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _run  # noqa: N815 - the names that http.server calls

    def _environ(self, length: str, body: bytes) -> dict[str, Any]:
        path, _, query = self.path.partition("?")
        host, port = self.server.server_address[:2]
        headers = {
            f"HTTP_{name.upper().replace('-', '_')}": value for name, value in self.headers.items()
        }
        return {
            **headers,
            "REQUEST_METHOD": self.command,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
            "QUERY_STRING": query,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": length,
            "SERVER_NAME": host,
            "SERVER_PORT": str(port),
            "SERVER_PROTOCOL": self.request_version,
            "REMOTE_ADDR": self.client_address[0],
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(body),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }

    def _write(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        bare = self.command == "HEAD" or status == HTTPStatus.NO_CONTENT
        if not bare and "content-length" not in {name.lower() for name, _ in headers}:
            self.send_header("Content-Length", str(len(body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(b"" if bare else body)

    def handle_expect_100(self) -> bool:
        """Tell a client that waits for leave to send its body at once, past the write buffer."""
        leave = super().handle_expect_100()
        self.wfile.flush()
        return leave

    def version_string(self) -> str:
        """Say nothing about versions."""
        return "b2bnps"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name it has there
        """Stay quiet: a log of addresses would be a log of personal links."""
