"""Future Learn Lab: free courses of the Technische Hochschule Lübeck, on the MOOChub feed of its Moodle."""

from connectors.platforms.moochub import MOOChub


class FutureLearnLab(MOOChub):
    """Moodle with local_ildmeta, which takes the version from the Accept header."""

    source = "future_learn_lab"
    feed = "https://futurelearnlab.de/hub/local/ildmeta/get_moochub_courses.php?moochub-version=2"
    version = "2"
