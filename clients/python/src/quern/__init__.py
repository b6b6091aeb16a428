"""Client of a Quern server: online vectors, training sets, pushes to streams, and what is registered. Standard library only."""

from .client import Client
from .errors import Finding, QuernError, Unavailable
from .pushes import PushReport, Refusal
from .training import TrainingRun
from .vectors import Vectors

__all__ = ["Client", "Finding", "PushReport", "QuernError", "Refusal", "TrainingRun", "Unavailable", "Vectors"]
