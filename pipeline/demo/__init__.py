"""The bundled demo: a newcomer's first night without a network.

`circlewise run --demo` harvests small catalogues over real HTTP, from a server on this machine's loopback that answers
in the providers' own wire formats, and reads a made-up survey.
"""

from pipeline.demo.material import DEMO_CREDENTIALS, DEMO_SOURCES, DEMO_SURVEY, demo_folder, demo_settings
from pipeline.demo.server import DemoServer

__all__ = ["DEMO_CREDENTIALS", "DEMO_SOURCES", "DEMO_SURVEY", "DemoServer", "demo_folder", "demo_settings"]
