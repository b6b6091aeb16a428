"""A connection to one server."""

import http.client
import json
import threading
import time
from types import TracebackType
from typing import Any, Dict, List, Mapping, Optional, Sequence, Type, Union
from urllib.parse import quote, urlsplit

from . import errors
from .pushes import PushReport, batches, records
from .vectors import Vectors, columns

Entities = Union[Mapping[str, Sequence[Any]], Sequence[Mapping[str, Any]]]


class Client:
    """Talks to the server at a URL, such as ``http://127.0.0.1:6566``.

    Safe for several threads: each has a connection of its own, which is kept open. timeout is in seconds.
    Every method raises QuernError when the server refuses, and Unavailable when it cannot be reached, is busy or is not ready.
    """

    _BATCH = 500
    _LONGEST_REST = 5.0

    def __init__(self, url: str = "http://127.0.0.1:6566", timeout: float = 30.0) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"'{url}' is no address of a server; write http://HOST:PORT")
        self._secure = parts.scheme == "https"
        self._host = parts.hostname
        self._port = parts.port
        self._path = parts.path.rstrip("/")
        self._timeout = timeout
        self._own = threading.local()
        self._open: List[http.client.HTTPConnection] = []

    def online(self, service: str, entities: Entities, full_names: bool = False) -> Vectors:
        """The vectors of a service, as of the server's now.

        entities are columns (``{"user": ["ann", "bob"]}``) or rows (``[{"user": "ann"}, {"user": "bob"}]``): join keys, and the request fields of on-demand features.
        """
        return self._vectors({"feature_service": service}, entities, full_names)

    def features(self, features: Sequence[str], entities: Entities, full_names: bool = False) -> Vectors:
        """As online, for features by reference: ``["airport_delays:mean_delay_7d"]``."""
        return self._vectors({"features": list(features)}, entities, full_names)

    def push(self, stream: str, events: Any) -> PushReport:
        """Pushes events: dicts with a member for each column, an iterable of any length of them, or a pandas.DataFrame.

        Datetimes without a zone are taken as UTC. When it returns, what was accepted is durable and in the next read. It is sent in batches of 500; where one cannot be sent,
        those before it were taken, and the error's ``report`` says what became of them, so that the rest can be sent again.
        """
        report, first = PushReport(), 0
        for batch in batches(records(events), self._BATCH):
            try:
                answers = self._request("POST", f"/v1/streams/{quote(stream, safe='')}/events", b"\n".join(batch) + b"\n", "application/x-ndjson")
            except errors.QuernError as error:
                error.report = report  # type: ignore[attr-defined]
                raise
            for line in answers.splitlines():
                if line.strip():
                    answer = json.loads(line)
                    report.add(answer, first + answer["from"])
            first += len(batch)
        return report

    def registry(self) -> Dict[str, Any]:
        """What is registered: entities, sources, views, on_demand and services, each a list of dicts; project and version."""
        return self._get("/v1/registry")

    def services(self) -> List[str]:
        """The names of the services."""
        return [service["name"] for service in self.registry()["services"]]

    def service(self, name: str) -> Dict[str, Any]:
        """What a service needs and gives: join_keys, request_fields, views, features, each with name and type."""
        return self._get(f"/v1/services/{quote(name, safe='')}")

    def view(self, reference: str) -> Dict[str, Any]:
        """A view by name, or by name and version: ``airport_delays``, ``airport_delays@2``."""
        views = self.registry()["views"]
        for view in views:
            if reference in (f"{view['name']}@{view['version']}", view["name"] if view["version"] == 1 else None):
                return dict(view)
        raise KeyError(f"there is no view '{reference}'; there are {', '.join(sorted({view['name'] for view in views}))}")

    def streams(self) -> List[Dict[str, Any]]:
        """How each stream is: events, rates, counts and lag."""
        return json.loads(self._request("GET", "/v1/streams"))  # type: ignore[no-any-return]

    def now(self) -> str:
        """The instant that counts as now at the server, RFC 3339 in UTC."""
        return str(self._get("/v1/clock")["now"])

    def close(self) -> None:
        """Closes all connections."""
        while self._open:
            self._open.pop().close()

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]) -> None:
        self.close()

    def _vectors(self, what: Dict[str, Any], entities: Entities, full_names: bool) -> Vectors:
        asked = {name: list(values) for name, values in entities.items()} if isinstance(entities, Mapping) else columns(entities)
        body = json.dumps({**what, "entities": asked, "full_feature_names": full_names}, allow_nan=False).encode()
        return Vectors(json.loads(self._request("POST", "/get-online-features", body, "application/json")))

    def _get(self, path: str) -> Dict[str, Any]:
        return json.loads(self._request("GET", path))  # type: ignore[no-any-return]

    def _request(self, method: str, path: str, body: Optional[bytes] = None, kind: str = "") -> bytes:
        connection = self._connection()
        try:
            connection.request(method, self._path + path, body, {"Content-Type": kind} if body is not None else {})
            answer = connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            raise errors.Unavailable(0, [f"the server at {self._host}:{connection.port} cannot be reached: {error or type(error).__name__}"]) from error
        self._own.used = time.monotonic()
        if answer.status >= 400:
            raise errors.of_answer(answer.status, content, answer.headers.get("Retry-After"))
        return content

    def _connection(self) -> http.client.HTTPConnection:
        connection: Optional[http.client.HTTPConnection] = getattr(self._own, "connection", None)
        if connection is None:
            kind = http.client.HTTPSConnection if self._secure else http.client.HTTPConnection
            connection = self._own.connection = kind(self._host, self._port, timeout=self._timeout)
            self._open.append(connection)
        elif time.monotonic() - getattr(self._own, "used", 0.0) > self._LONGEST_REST:
            # The server may have closed it by now, and of a push that fails nobody knows whether it was taken.
            connection.close()
        return connection
