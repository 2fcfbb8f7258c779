"""What a machine that watches is told: figures in the text format of Prometheus, and whether people can read."""

from pipeline.flow.monitor.disk import DiskUse
from pipeline.flow.monitor.figures import Figures, figures_of
from pipeline.flow.monitor.prometheus import CONTENT_TYPE, metrics_text
from pipeline.flow.monitor.ready import why_not_ready

__all__ = ["CONTENT_TYPE", "DiskUse", "Figures", "figures_of", "metrics_text", "why_not_ready"]
