"""Which server answers what: a service of another shard is asked of its own server."""

import threading
from typing import TYPE_CHECKING, Callable, Dict, Optional

from . import errors

if TYPE_CHECKING:
    from .client import Client


class Places:
    """Sends requests on to where a server says that they are answered, and remembers it.

    first is the client of the server that was named, other makes one for another server's URL. Safe for several threads.
    """

    _HOPS = 4  # Two servers with different settings may send to each other.

    def __init__(self, first: "Client", other: Callable[[str], "Client"], is_secure: bool) -> None:
        self._first = first
        self._other = other
        self._is_secure = is_secure
        self._lock = threading.Lock()
        self._known: Dict[str, "Client"] = {}
        self._others: Dict[str, "Client"] = {}

    def ask(self, what: str, path: str, body: bytes, kind: str = "application/json", again: bool = True) -> bytes:
        """The answer to a POST. what names that of which it is asked; with again it changes nothing, and is asked again of the first server when the one that is remembered is gone."""
        client = self._known.get(what, self._first)
        for hop in range(self._HOPS + 1):
            try:
                return client._request("POST", path, body, kind)
            except errors.QuernError as error:
                elsewhere = self._elsewhere(error, path) if hop < self._HOPS else None
                if elsewhere is not None:
                    client = self._known[what] = elsewhere
                    continue
                if client is self._first or error.status not in (0, 404):
                    raise
                # Gone, or moved: the first server knows where to.
                self._known.pop(what, None)
                client = self._first
                if not again or hop == self._HOPS:
                    raise
        raise AssertionError("every way out is above")

    def close(self) -> None:
        """Closes all connections to other servers."""
        with self._lock:
            for other in self._others.values():
                other.close()

    # What was asked over TLS is not sent on without.
    def _elsewhere(self, error: errors.QuernError, path: str) -> Optional["Client"]:
        location = error.location or ""
        if error.status != 307 or not location.endswith(path) or (self._is_secure and not location.startswith("https:")):
            return None
        url = location[: -len(path)]
        with self._lock:
            if url not in self._others:
                self._others[url] = self._other(url)
            return self._others[url]
