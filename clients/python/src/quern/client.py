"""A connection to one server."""

import hashlib
import http.client
import io
import json
import os
import threading
import time
from types import TracebackType
from typing import Any, BinaryIO, Callable, Dict, List, Mapping, Optional, Sequence, Type, Union
from urllib.parse import quote, urlsplit

from . import errors, training
from .places import Places
from .pushes import PushReport, batches, records
from .training import TrainingRun
from .vectors import Vectors, columns, of_detail

Entities = Union[Mapping[str, Sequence[Any]], Sequence[Mapping[str, Any]]]


class Client:
    """Talks to the server at a URL, such as ``http://127.0.0.1:6566``.

    A service of another shard is asked of the server that answers it: the first server tells where that is, once.
    Safe for several threads: each has a connection of its own, which is kept open. timeout is in seconds.
    Every method raises QuernError when the server refuses, and Unavailable when it cannot be reached, is busy or is not ready.
    """

    _BATCH = 500
    _LONGEST_REST = 5.0
    _LONGEST_PAUSE = 1.0
    _PART = 1 << 20
    _RUNS = "/v1/training-sets"

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
        self._places = Places(self, lambda other: Client(other, timeout), self._secure)

    def online(self, service: str, entities: Entities, full_names: bool = False) -> Vectors:
        """The vectors of a service, as of the server's now.

        entities are columns (``{"user": ["ann", "bob"]}``) or rows (``[{"user": "ann"}, {"user": "bob"}]``): join keys, and the request fields of on-demand features.
        """
        return self._vectors({"feature_service": service}, entities, full_names)

    def features(self, features: Sequence[str], entities: Entities, full_names: bool = False) -> Vectors:
        """As online, for features by reference: ``["airport_delays:mean_delay_7d"]``."""
        return self._vectors({"features": list(features)}, entities, full_names)

    def vectors(self, service: str, entities: Entities, deadline_ms: Optional[int] = None) -> Vectors:
        """As online, with every status that Quern knows, and by a deadline if one is given.

        The server answers at most deadline_ms milliseconds (1 to 600,000) after the request came, with what is read by then; the rest is told by the service's fallbacks or is None:
        see Vectors.cut_values and Vectors.statuses.
        """
        body = self._body({"feature_service": service}, entities)
        path = "/v1/vectors" if deadline_ms is None else f"/v1/vectors?deadline_ms={quote(str(deadline_ms), safe='')}"
        return of_detail(json.loads(self._places.ask(service, path, body)))

    def push(self, stream: str, events: Any) -> PushReport:
        """Pushes events: dicts with a member for each column, an iterable of any length of them, or a pandas.DataFrame.

        Datetimes without a zone are taken as UTC. When it returns, what was accepted is durable and in the next read. It is sent in batches of 500; where one cannot be sent,
        those before it were taken, and the error's ``report`` says what became of them, so that the rest can be sent again.
        """
        report, first = PushReport(), 0
        for batch in batches(records(events), self._BATCH):
            try:
                answers = self._places.ask("/v1/streams", f"/v1/streams/{quote(stream, safe='')}/events", b"\n".join(batch) + b"\n", "application/x-ndjson", again=False)
            except errors.QuernError as error:
                error.report = report  # type: ignore[attr-defined]
                raise
            for line in answers.splitlines():
                if line.strip():
                    answer = json.loads(line)
                    report.add(answer, first + answer["from"])
                    if answer.get("error"):
                        # These events were not taken, nor were any after them.
                        trouble = errors.of_trouble(answer["error"])
                        trouble.report = report  # type: ignore[attr-defined]
                        raise trouble
            first += len(batch)
        return report

    def training_set(
        self,
        service: Union[str, Sequence[str]],
        labels: Any = None,
        path: Union[str, "os.PathLike[str]", None] = None,
        *,
        spine: Optional[str] = None,
        time_column: Optional[str] = None,
        as_known: bool = False,
        statuses: bool = False,
        on_bad_row: str = "fail",
        progress: Optional[Callable[[TrainingRun], None]] = None,
    ) -> Any:
        """A training set: the features of each row as of its instant, beside the row's own columns and in the rows' order.

        service is the name of a service, or a list of features (``["airport_delays:mean_delay_7d"]``). labels are columns, rows, a pandas.DataFrame or a pyarrow.Table with the join keys,
        the request fields and the instant of each row, in ``event_timestamp`` or in time_column; instants without a zone are taken as UTC. In place of labels, spine is a file of the
        server's project, by its relative path. With as_known each row sees only what was known by then.

        Gives a pandas.DataFrame. With a path, which ends in .parquet or .csv, the file is written there with its manifest beside it, and its path is given; that needs neither pandas nor
        pyarrow. progress is called with the TrainingRun now and then. Whatever ends the call early calls the run off.
        """
        if path is None and not training.has_frames():
            raise ValueError("pandas and pyarrow are not both installed, so there can be no DataFrame; give a path, such as path='train.parquet'")
        request: Dict[str, Any] = {"service": service} if isinstance(service, str) else {"features": list(service)}
        request.update(time_column=time_column, as_known=as_known, statuses=statuses, on_bad_row=on_bad_row)
        request["format"] = "csv" if path is not None and os.fspath(path).endswith(".csv") else "parquet"
        if labels is not None:
            request["labels"] = training.label_columns(labels)
        if spine is not None:
            request["spine"] = spine
        run = training.run_of(json.loads(self._request("POST", self._RUNS, training.encode(request), "application/json")))
        run = self._wait(run, progress)
        if run.status != "succeeded":
            raise errors.of_findings(run.findings, f"training set {run.id} was {run.status}")
        return self._frame(run) if path is None else self._save(run, os.fspath(path))

    def training_sets(self) -> List[TrainingRun]:
        """The runs that make training sets, the latest first."""
        return [training.run_of(answer) for answer in json.loads(self._request("GET", self._RUNS))]

    def remove_training_set(self, run: str) -> None:
        """Calls a run off that is not over; removes one that is from the server, with its file."""
        self._request("DELETE", f"{self._RUNS}/{quote(run, safe='')}")

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
        self._places.close()

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]) -> None:
        self.close()

    def _vectors(self, what: Dict[str, Any], entities: Entities, full_names: bool) -> Vectors:
        body = self._body({**what, "full_feature_names": full_names}, entities)
        place = what.get("feature_service") or "\n".join(what["features"])
        return Vectors(json.loads(self._places.ask(place, "/get-online-features", body)))

    @staticmethod
    def _body(what: Dict[str, Any], entities: Entities) -> bytes:
        asked = {name: list(values) for name, values in entities.items()} if isinstance(entities, Mapping) else columns(entities)
        return json.dumps({**what, "entities": asked}, allow_nan=False).encode()

    def _wait(self, run: TrainingRun, progress: Optional[Callable[[TrainingRun], None]]) -> TrainingRun:
        pause, silent = 0.02, None
        try:
            while not run.is_over:
                if progress is not None:
                    progress(run)
                time.sleep(pause)
                pause = min(pause * 1.5, self._LONGEST_PAUSE)
                try:
                    run, silent = training.run_of(self._get(f"{self._RUNS}/{run.id}")), None
                except errors.Unavailable:
                    # The run goes on at the server; a connection may come back.
                    silent = silent or time.monotonic()
                    if time.monotonic() - silent > self._timeout:
                        raise
        except BaseException:
            self._call_off(run)
            raise
        if progress is not None:
            progress(run)
        return run

    def _call_off(self, run: TrainingRun) -> None:
        try:
            self.remove_training_set(run.id)
        except errors.QuernError:
            pass  # What ended the wait is what its caller must hear of.

    def _frame(self, run: TrainingRun) -> Any:
        import pandas

        content = io.BytesIO()
        self._download(run, content)
        content.seek(0)
        return pandas.read_parquet(content, engine="pyarrow")

    # Beside and then over, so that nobody sees half a file.
    def _save(self, run: TrainingRun, path: str) -> str:
        part = f"{path}.{run.id}.part"
        try:
            with open(part, "wb") as file:
                self._download(run, file)
            os.replace(part, path)
        finally:
            if os.path.exists(part):
                os.remove(part)
        with open(path + ".manifest.json", "w", encoding="utf-8") as manifest:
            json.dump(run.manifest, manifest, indent=2, ensure_ascii=False)
        return path

    def _download(self, run: TrainingRun, target: BinaryIO) -> None:
        sha = hashlib.sha256()

        def take(part: bytes) -> None:
            sha.update(part)
            target.write(part)

        self._request("GET", f"{self._RUNS}/{run.id}/result", take=take)
        if run.manifest is None or sha.hexdigest() != run.manifest["outputHash"]:
            raise errors.Unavailable(0, [f"training set {run.id} did not come whole"])

    def _get(self, path: str) -> Dict[str, Any]:
        return json.loads(self._request("GET", path))  # type: ignore[no-any-return]

    def _request(self, method: str, path: str, body: Optional[bytes] = None, kind: str = "", take: Optional[Callable[[bytes], None]] = None) -> bytes:
        connection = self._connection()
        try:
            connection.request(method, self._path + path, body, {"Content-Type": kind} if body is not None else {})
            answer = connection.getresponse()
            content = answer.read() if take is None or answer.status >= 300 else b""
        except (OSError, http.client.HTTPException) as error:
            raise self._lost(connection, error) from error
        if take is not None and answer.status < 300:
            self._pass_on(connection, answer, take)
        self._own.used = time.monotonic()
        if answer.status >= 300:
            refused = errors.of_answer(answer.status, content, answer.headers.get("Retry-After"))
            refused.location = answer.headers.get("Location")
            raise refused
        return content

    # What goes wrong where the parts go to is no fault of the connection, but the rest of the answer must not be taken for the next one.
    def _pass_on(self, connection: http.client.HTTPConnection, answer: http.client.HTTPResponse, take: Callable[[bytes], None]) -> None:
        try:
            while True:
                try:
                    part = answer.read(self._PART)
                except (OSError, http.client.HTTPException) as error:
                    raise self._lost(connection, error) from error
                if not part:
                    return
                take(part)
        except BaseException:
            connection.close()
            raise

    def _lost(self, connection: http.client.HTTPConnection, error: Exception) -> errors.Unavailable:
        connection.close()
        return errors.Unavailable(0, [f"the server at {self._host}:{connection.port} cannot be reached: {error or type(error).__name__}"])

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
