"""What becomes of events that are pushed."""

import json
from dataclasses import dataclass, field
from datetime import date, datetime, timezone
from typing import Any, Dict, Iterable, Iterator, List, Mapping


@dataclass(frozen=True)
class Refusal:
    """An event that was not taken; it is among the server's dead letters.

    index is its place among all that were pushed, from 0.
    """

    index: int
    code: str
    reason: str
    event: str


@dataclass
class PushReport:
    """accepted events are durable and in the next read; duplicate ones were there already; late ones are accepted, but some view is without them online."""

    accepted: int = 0
    duplicate: int = 0
    late: int = 0
    refused_count: int = 0
    refused: List[Refusal] = field(default_factory=list)

    def add(self, answer: Mapping[str, Any], first: int) -> None:
        """Adds what a server said of a batch, whose first event is the one of this number."""
        self.accepted += answer["accepted"]
        self.duplicate += answer["duplicate"]
        self.late += answer["late"]
        self.refused_count += answer["refused_count"]
        self.refused.extend(Refusal(first + item["index"], item["code"], item["reason"], item["event"]) for item in answer["refused"])


def batches(events: Iterable[Mapping[str, Any]], size: int) -> Iterator[List[bytes]]:
    """Events as lines of JSON, so many at a time."""
    batch: List[bytes] = []
    for event in events:
        batch.append(json.dumps(event, default=json_value, allow_nan=False, separators=(",", ":")).encode())
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def json_value(value: Any) -> Any:
    """What JSON has no word for, as the server reads it; datetimes without a zone are taken as UTC."""
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=timezone.utc)).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    # Scalars and arrays of NumPy say what they are in Python.
    if hasattr(value, "tolist"):
        return value.tolist()
    raise TypeError(f"a {type(value).__name__} cannot be sent: {value!r}")


def records(events: Any) -> Iterable[Dict[str, Any]]:
    """The events of a list of dicts, of an iterable of them, or of a pandas.DataFrame, whose missing values are None."""
    if hasattr(events, "to_dict") and hasattr(events, "columns"):
        return [{name: None if is_missing(value) else value for name, value in row.items()} for row in events.to_dict("records")]
    return [events] if isinstance(events, Mapping) else events


def is_missing(value: Any) -> bool:
    """Whether it stands for no value: None, and the NaN, NaT and NA of data frames."""
    if value is None or hasattr(value, "__len__"):
        return value is None
    try:
        return bool(value != value)
    except TypeError:
        # Nobody knows whether NA is NA.
        return True
