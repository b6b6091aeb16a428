"""What a server answers when it cannot do what it was asked."""

import json
import re
from typing import Any, List, Optional, Tuple

_CODED = re.compile(r"^(QRN\d{4}): (.*?)(?: Hint: (.*))?$", re.DOTALL)


class QuernError(Exception):
    """A request was refused.

    status is the HTTP status; code the finding's code (``QRN5011``), which has a page in the documentation, or None;
    hint says what would work, or is None; problems are all findings as texts, at least one.
    """

    def __init__(self, status: int, problems: List[str], code: Optional[str] = None, hint: Optional[str] = None) -> None:
        self.status = status
        self.problems = problems
        self.code = code
        self.hint = hint
        text = "; ".join(problems)
        if code is not None:
            text = f"{code}: {text}"
        super().__init__(f"{text} ({hint})" if hint else text)


class Unavailable(QuernError):
    """The server cannot be reached, is busy (429) or is not ready (503): the same request may go well later.

    retry_after is the number of seconds that the server asks to wait, or None.
    """

    def __init__(self, status: int, problems: List[str], code: Optional[str] = None, hint: Optional[str] = None, retry_after: Optional[float] = None) -> None:
        super().__init__(status, problems, code, hint)
        self.retry_after = retry_after


def of_answer(status: int, body: bytes, retry_after: Optional[str]) -> QuernError:
    """The error that an answer which is no success stands for."""
    problems, code, hint = _read(body)
    if status in (429, 503):
        return Unavailable(status, problems, code, hint, _seconds(retry_after))
    return QuernError(status, problems, code, hint)


def _read(body: bytes) -> Tuple[List[str], Optional[str], Optional[str]]:
    try:
        answer = json.loads(body)
    except ValueError:
        return [body.decode("utf-8", "replace") or "the answer is empty"], None, None
    if isinstance(answer, str):
        return _read_text(answer)
    if not isinstance(answer, dict):
        return [json.dumps(answer)], None, None
    detail = answer.get("detail", answer.get("message", answer))
    if isinstance(detail, list):
        items = [item if isinstance(item, dict) else {"msg": str(item)} for item in detail]
        code = items[0].get("code") if items else None
        return [str(item.get("msg", item)) for item in items] or ["it is not said why"], code, None
    return [detail if isinstance(detail, str) else json.dumps(detail)], answer.get("code"), answer.get("hint")


# Feast's forms: a message as a JSON string, or a JSON string that holds an object.
def _read_text(text: str) -> Tuple[List[str], Optional[str], Optional[str]]:
    try:
        inner: Any = json.loads(text)
    except ValueError:
        inner = None
    if isinstance(inner, dict) and "message" in inner:
        if "code" in inner:
            return [str(inner["message"])], inner["code"], inner.get("hint")
        text = str(inner["message"])
    found = _CODED.match(text)
    return ([found.group(2)], found.group(1), found.group(3)) if found else ([text], None, None)


def _seconds(text: Optional[str]) -> Optional[float]:
    try:
        return float(text) if text is not None else None
    except ValueError:
        return None
