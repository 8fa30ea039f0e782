"""The servers of a client, and the current one.

The client makes connections on first use and keeps them; the transport reopens a lost one. The named leader need not be
a configured server, but has the same scheme: a response never leads from ``https`` to ``http``.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, Protocol, TypeVar
from urllib.parse import urlsplit

from cryptography import x509

from ._fields import utf8
from .errors import ClosedError, ForkedError, InvalidError, invalid

DEFAULT = "http://127.0.0.1:7411"
VARIABLE = "MINOOTS_ENDPOINT"
CA_VARIABLE = "MINOOTS_CA_FILE"
# The number of connections kept besides those to configured servers.
LEARNED_MAX = 16
PROXY_VARIABLES = ("grpc_proxy", "https_proxy", "http_proxy")

# A page of timers with large payloads exceeds the transport's default limit of 4 MiB.
_ANSWER_BYTES_MAX = 512 << 20
_CONNECT_MS = 2_000
_KEEP_ALIVE_MS = 10_000


class Route(Protocol):
    """A server, and the stubs of a connection to it."""

    @property
    def url(self) -> str:
        """The server's URL."""


R = TypeVar("R", bound=Route)


@dataclass(frozen=True)
class Settings:
    """The settings of connections."""

    urls: tuple[str, ...]
    follow_proxy: bool
    roots: bytes | None = field(default=None, repr=False)
    """The authorities of ``https`` servers, PEM; None for the transport's own."""

    @property
    def is_secure(self) -> bool:
        """Whether connections use TLS."""
        return _scheme(self.urls[0]) == "https"

    def channel_options(self) -> list[tuple[str, int]]:
        """Returns the options of the transport."""
        return [
            ("grpc.max_receive_message_length", _ANSWER_BYTES_MAX),
            ("grpc.max_send_message_length", -1),
            ("grpc.keepalive_time_ms", _KEEP_ALIVE_MS),
            ("grpc.keepalive_timeout_ms", _KEEP_ALIVE_MS),
            ("grpc.keepalive_permit_without_calls", 1),
            ("grpc.http2.max_pings_without_data", 0),
            # This package makes the retries itself.
            ("grpc.enable_retries", 0),
            ("grpc.initial_reconnect_backoff_ms", 50),
            ("grpc.min_reconnect_backoff_ms", _CONNECT_MS),
            ("grpc.max_reconnect_backoff_ms", 1_000),
            ("grpc.use_local_subchannel_pool", 1),
            ("grpc.enable_http_proxy", int(self.follow_proxy)),
        ]

    def hint(self, url: str) -> str:
        """Suggests a remedy when no connection to this server can be made."""
        words = f"no server answers at {url}. Is one running there? `minoots dev` starts one at {DEFAULT}; other "
        words += f"addresses are given to the client or in {VARIABLE}"
        proxies = [name for name in PROXY_VARIABLES if os.environ.get(name) or os.environ.get(name.upper())]
        if self.is_secure:
            words += (
                f". If one does and its certificate is not believed, name its authority in ca_file or {CA_VARIABLE}"
            )
        if proxies and self.follow_proxy:
            words += f". The proxy named in {proxies[0]} is asked first, unless no_proxy excludes the server"
        elif proxies:
            words += f". {proxies[0]} is set and not followed; follow_proxy=True follows it"
        return words


def configured(endpoint: str | Sequence[str] | None) -> tuple[str, ...]:
    """Returns the caller's servers, or else the environment's, or else the default."""
    if endpoint is None:
        endpoint = os.environ.get(VARIABLE) or DEFAULT
    given = endpoint.split(",") if isinstance(endpoint, str) else list(endpoint)
    urls = tuple(url.strip().rstrip("/") for url in given)
    if not urls:
        raise invalid("endpoint", "must be given at least once")
    for url in urls:
        target(url)
        if _scheme(url) != _scheme(urls[0]):
            raise invalid("endpoint", f"{url!r} must begin with {_scheme(urls[0])}://, as the first does")
    return urls


def authorities(ca_file: str | Path | None, urls: tuple[str, ...]) -> bytes | None:
    """Reads the certificates of the given file, or of the environment's; None without either."""
    path = "ca_file"
    if ca_file is None:
        path, ca_file = CA_VARIABLE, os.environ.get(CA_VARIABLE) or None
        if ca_file is None or _scheme(urls[0]) == "http":
            return None
    elif _scheme(urls[0]) == "http":
        raise invalid(path, f"is for servers that are reached by https://, and {urls[0]} is not: write https://")
    try:
        pem = Path(ca_file).read_bytes()
        x509.load_pem_x509_certificates(pem)
    except (OSError, ValueError) as error:
        raise invalid(path, f"{str(ca_file)!r} cannot be used: {error}: name a file of certificates, PEM") from None
    return pem


def _scheme(url: str) -> str:
    return urlsplit(url).scheme


def target(url: str) -> str:
    """Returns the transport's name for a URL such as ``http://127.0.0.1:7411``."""
    utf8(url, "endpoint")
    example = f"it must look like {DEFAULT}"
    if "://" not in url:
        raise invalid("endpoint", f"{url!r} has no scheme: write http://{url}" if url else f"is empty: {example}")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise invalid("endpoint", f"{url!r} is no URL ({error}): {example}") from None
    if parts.scheme not in ("http", "https"):
        raise invalid("endpoint", f"{url!r} has the scheme {parts.scheme!r}: {example}")
    if not parts.hostname or parts.username is not None or parts.path or parts.query or parts.fragment:
        raise invalid("endpoint", f"{url!r} is more or less than a scheme, a host and a port: {example}")
    if port is None:
        raise invalid("endpoint", f"{url!r} names no port: servers listen on 7411 unless told otherwise")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"dns:///{host}:{port}"


class Endpoints(Generic[R]):
    """The servers of a client: see the module. Safe for concurrent use by threads."""

    def __init__(self, settings: Settings, connect: Callable[[str], R]) -> None:
        self.settings = settings
        self.guard: Callable[[], None] = lambda: None
        """Refuses a use of the client in the wrong place."""
        self._connect = connect
        self._lock = threading.Lock()
        self._current = settings.urls[0]
        self._turn = 0
        self._routes: dict[str, R] = {}
        self._process = os.getpid()
        self._closed = False

    def route(self) -> R:
        """Returns the current server."""
        # The transport's threads and locks do not survive a fork, so this check precedes any lock.
        if os.getpid() != self._process:
            raise ForkedError(
                f"this client was made in process {self._process} and is used in process {os.getpid()}, where its "
                'connections are of no use. Make the client after the fork, or start processes by "spawn"'
            )
        self.guard()
        with self._lock:
            if self._closed:
                raise ClosedError("the client is closed")
            known = self._routes.get(self._current)
            if known is None:
                if len(self._routes) >= len(self.settings.urls) + LEARNED_MAX:
                    kept = {url: route for url, route in self._routes.items() if url in self.settings.urls}
                    self._routes = kept
                known = self._routes[self._current] = self._connect(self._current)
            return known

    def renew(self, route: Route) -> None:
        """Replaces a connection that could not be made by a new one.

        Otherwise the transport would repeat its last failure until its own pause ends, and a blocking transport
        connects only during calls; so the client would not notice that a server is back. Calls on the old connection
        keep it.
        """
        with self._lock:
            if self._routes.get(route.url) is route:
                del self._routes[route.url]

    def leave(self, route: Route, leader: str) -> bool:
        """Moves to the named leader, or else to the next configured server, after this one could not help.

        Returns whether it follows a leader. Among many calls that fail on one server only the first moves.
        """
        with self._lock:
            if leader and leader != route.url and _is_url(leader) and _scheme(leader) == _scheme(route.url):
                self._current = leader
                return True
            if self._current == route.url:
                urls = self.settings.urls
                self._turn = (self._turn + 1) % len(urls)
                if urls[self._turn] == route.url:
                    self._turn = (self._turn + 1) % len(urls)
                self._current = urls[self._turn]
            return False

    def close(self) -> list[R]:
        """Stops routing, and returns the connections for the caller to close."""
        with self._lock:
            self._closed = True
            routes, self._routes = list(self._routes.values()), {}
            return routes


def _is_url(url: str) -> bool:
    try:
        target(url)
    except InvalidError:
        return False
    return True
