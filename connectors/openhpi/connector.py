"""openHPI: free courses on computer science, on the MOOChub feed."""

from connectors.platforms.moochub import MOOChub


class OpenHPI(MOOChub):
    """The feed hides courses that were not active within three years: absence is not deletion."""

    source = "openhpi"
    feed = "https://open.hpi.de/bridges/moochub/courses"
    version = "3"
