"""Vectors as a server answers them."""

from typing import Any, Dict, Iterator, List, Mapping, Sequence


_NEVER = "1970-01-01T00:00:00Z"


class Vectors:
    """Columns of values for the rows asked for, in their order: the keys first, then the features.

    A value is None, a bool, an int, a float, a str, a list or a dict; an instant is the int of whole seconds since 1970.
    """

    def __init__(self, answer: Mapping[str, Any]) -> None:
        self._names: List[str] = list(answer["metadata"]["feature_names"])
        self._results: List[Mapping[str, Any]] = list(answer["results"])
        self._cut = int(answer.get("cut_values", 0))
        self._places = {name: place for place, name in enumerate(self._names)}

    @property
    def names(self) -> List[str]:
        """The names of the columns."""
        return list(self._names)

    @property
    def cut_values(self) -> int:
        """How many values a deadline cut off: their statuses are TIMED_OUT, DEFAULT or LAST_GOOD."""
        return self._cut

    def __len__(self) -> int:
        return len(self._results[0]["values"]) if self._results else 0

    def __getitem__(self, name: str) -> List[Any]:
        """The values of a column by row."""
        return list(self._column(name)["values"])

    def statuses(self, name: str) -> List[str]:
        """For each row PRESENT, or why there is no value: NULL_VALUE, NOT_FOUND, OUTSIDE_MAX_AGE, INVALID.

        Client.vectors has FAILED, OVERFLOW and TOO_MANY_VALUES in the place of INVALID, and of values that a deadline cut off TIMED_OUT, or DEFAULT or LAST_GOOD with what stands for them.
        """
        return list(self._column(name)["statuses"])

    def event_times(self, name: str) -> List[str]:
        """For each row the instant that the value is of, RFC 3339 in UTC; 1970-01-01T00:00:00Z where there is none."""
        return list(self._column(name)["event_timestamps"])

    def rows(self) -> Iterator[Dict[str, Any]]:
        """A dict for each row."""
        for row in range(len(self)):
            yield {name: result["values"][row] for name, result in zip(self._names, self._results)}

    def to_dict(self) -> Dict[str, List[Any]]:
        """The columns by name."""
        return {name: list(result["values"]) for name, result in zip(self._names, self._results)}

    def to_pandas(self) -> Any:
        """The columns as a pandas.DataFrame; pandas must be installed."""
        import pandas

        return pandas.DataFrame(self.to_dict())

    def _column(self, name: str) -> Mapping[str, Any]:
        place = self._places.get(name)
        if place is None:
            raise KeyError(f"there is no column '{name}'; there are {', '.join(self._names)}")
        return self._results[place]


def of_detail(answer: Mapping[str, Any]) -> Vectors:
    """Vectors from the answer of /v1/vectors."""
    rows = max((len(feature["values"]) for feature in answer["features"]), default=0)
    keys = [
        {"values": values, "statuses": ["NULL_VALUE" if value is None else "PRESENT" for value in values], "event_timestamps": [_NEVER] * len(values)}
        for values in answer["keys"].values()
    ]
    features = [
        {"values": feature["values"], "statuses": feature["statuses"], "event_timestamps": [time or _NEVER for time in feature["event_times"] or [None] * rows]}
        for feature in answer["features"]
    ]
    names = [*answer["keys"], *(feature["name"] for feature in answer["features"])]
    return Vectors({"metadata": {"feature_names": names}, "results": keys + features, "cut_values": answer.get("cut_values", 0)})


def columns(rows: Sequence[Mapping[str, Any]]) -> Dict[str, List[Any]]:
    """Rows as columns; a member that a row has not is None."""
    names: Dict[str, None] = {}
    for row in rows:
        names.update(dict.fromkeys(row))
    return {name: [row.get(name) for row in rows] for name in names}
