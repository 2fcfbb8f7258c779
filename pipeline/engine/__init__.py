"""Where work is spread, and where it is kept apart: processes of this machine."""

from pipeline.engine.bounded import Bounded, Limits, RaisedError
from pipeline.engine.pool import share_out

__all__ = ["Bounded", "Limits", "RaisedError", "share_out"]
