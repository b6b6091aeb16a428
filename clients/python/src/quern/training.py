"""Training sets that a server makes."""

import importlib.util
import json
from dataclasses import dataclass, field
from typing import Any, Dict, List, Mapping, Optional

from .errors import Finding
from .pushes import is_missing, json_value
from .vectors import columns


@dataclass(frozen=True)
class TrainingRun:
    """How a run stands that makes a training set.

    status is queued, running, succeeded, failed or cancelled. phase says what it does, such as ``reading flights``; done and total count the rows of that, total is 0 when nobody knows.
    rows is the length of the training set; manifest says how it was made, findings why it failed.
    """

    id: str
    status: str
    rows: int
    phase: str = ""
    done: int = 0
    total: int = 0
    findings: List[Finding] = field(default_factory=list)
    manifest: Optional[Dict[str, Any]] = None

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.status not in ("queued", "running")


def run_of(answer: Mapping[str, Any]) -> TrainingRun:
    """A run as a server tells it."""
    progress = answer.get("progress") or {}
    return TrainingRun(
        id=answer["run_id"],
        status=answer["status"],
        rows=answer["rows"],
        phase=progress.get("phase", ""),
        done=progress.get("done", 0),
        total=progress.get("total", 0),
        findings=[Finding(item["code"], item["message"], item.get("detail"), item.get("hint")) for item in answer.get("findings") or []],
        manifest=answer.get("manifest"),
    )


def label_columns(labels: Any) -> Dict[str, List[Any]]:
    """Labels as columns: from columns, rows, a pandas.DataFrame or a pyarrow.Table. What is missing is None; an index is no column."""
    if hasattr(labels, "to_pydict") and hasattr(labels, "column_names"):
        found: Mapping[str, Any] = labels.to_pydict()
    elif hasattr(labels, "columns") and hasattr(labels, "to_dict"):
        found = {str(name): labels[name] for name in labels.columns}
    elif isinstance(labels, Mapping):
        found = labels
    else:
        found = columns(list(labels))
    return {name: [None if is_missing(value) else value for value in _listed(values)] for name, values in found.items()}


def encode(request: Mapping[str, Any]) -> bytes:
    """A request as JSON."""
    return json.dumps(request, default=json_value, allow_nan=False, separators=(",", ":")).encode()


def has_frames() -> bool:
    """Whether a Parquet file can become a pandas.DataFrame here."""
    return importlib.util.find_spec("pandas") is not None and importlib.util.find_spec("pyarrow") is not None


# Series and arrays say what their values are in Python; that is faster than asking each.
def _listed(values: Any) -> List[Any]:
    return values.tolist() if hasattr(values, "tolist") else list(values)  # type: ignore[no-any-return]
