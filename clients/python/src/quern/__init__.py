"""Client of a Quern server: online vectors, pushes to streams, and what is registered. Standard library only."""

from .client import Client
from .errors import QuernError, Unavailable
from .pushes import PushReport, Refusal
from .vectors import Vectors

__all__ = ["Client", "PushReport", "QuernError", "Refusal", "Unavailable", "Vectors"]
