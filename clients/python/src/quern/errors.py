"""What a server answers when it cannot do what it was asked."""

import json
import re
from dataclasses import dataclass
from typing import Any, List, Mapping, Optional, Tuple

_CODED = re.compile(r"^(QRN\d{4}): (.*?)(?: Hint: (.*))?$", re.DOTALL)


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: code has a page in the documentation, detail says more, hint what would work."""

    code: Optional[str]
    message: str
    detail: Optional[str] = None
    hint: Optional[str] = None


class QuernError(Exception):
    """A request was refused, or a training set could not be made.

    status is the HTTP status, 0 where no answer was a refusal; code the finding's code (``QRN5011``), which has a page in the documentation, or None;
    hint says what would work, or is None; problems are all findings as texts, at least one; findings are they with the code and hint of each; location where the same request would be answered, or None.
    """

    def __init__(
        self, status: int, problems: List[str], code: Optional[str] = None, hint: Optional[str] = None, findings: Optional[List[Finding]] = None
    ) -> None:
        self.status = status
        self.findings = findings or [Finding(code, problem, None, hint) for problem in problems]
        self.problems = problems
        self.code = code
        self.hint = hint
        self.location: Optional[str] = None
        text = "; ".join(problems)
        if code is not None:
            text = f"{code}: {text}"
        super().__init__(f"{text} ({hint})" if hint else text)


class Unavailable(QuernError):
    """The server cannot be reached, is busy (429) or is not ready (503): the same request may go well later.

    retry_after is the number of seconds that the server asks to wait, or None.
    """

    def __init__(
        self,
        status: int,
        problems: List[str],
        code: Optional[str] = None,
        hint: Optional[str] = None,
        retry_after: Optional[float] = None,
        findings: Optional[List[Finding]] = None,
    ) -> None:
        super().__init__(status, problems, code, hint, findings)
        self.retry_after = retry_after


def of_answer(status: int, body: bytes, retry_after: Optional[str]) -> QuernError:
    """The error that an answer which is no success stands for."""
    problems, code, hint, findings = _read(body)
    if status in (429, 503):
        return Unavailable(status, problems, code, hint, _seconds(retry_after), findings)
    return QuernError(status, problems, code, hint, findings)


def of_findings(findings: List[Finding], otherwise: str) -> QuernError:
    """The error that findings stand for; where there are none, what is said otherwise."""
    if not findings:
        return QuernError(0, [otherwise])
    problems = [f"{finding.message} {finding.detail}" if finding.detail else finding.message for finding in findings]
    return QuernError(0, problems, findings[0].code, findings[0].hint, findings)


def of_trouble(trouble: Mapping[str, Any]) -> Unavailable:
    """The error that a line stands for which says why a part of a push was not taken."""
    return Unavailable(503, [str(trouble.get("detail", trouble))], trouble.get("code"), trouble.get("hint"))


def _read(body: bytes) -> Tuple[List[str], Optional[str], Optional[str], Optional[List[Finding]]]:
    try:
        answer = json.loads(body)
    except ValueError:
        return [body.decode("utf-8", "replace") or "the answer is empty"], None, None, None
    if isinstance(answer, str):
        return (*_read_text(answer), None)
    if not isinstance(answer, dict):
        return [json.dumps(answer)], None, None, None
    if isinstance(answer.get("error"), dict):
        answer = answer["error"]
    detail = answer.get("detail", answer.get("message", answer))
    if isinstance(detail, list):
        items = [item if isinstance(item, dict) else {"msg": str(item)} for item in detail]
        findings = [Finding(item.get("code"), str(item.get("msg", item)), None, item.get("hint")) for item in items]
        if not findings:
            return ["it is not said why"], None, None, None
        return [finding.message for finding in findings], findings[0].code, None, findings
    return [detail if isinstance(detail, str) else json.dumps(detail)], answer.get("code"), answer.get("hint"), None


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
