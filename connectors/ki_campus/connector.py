"""KI-Campus: free courses on artificial intelligence, on the MOOChub feed."""

from connectors.platforms.moochub import MOOChub


class KICampus(MOOChub):
    """A Moodle since June 2025; until then the feed was that of Xikolo."""

    source = "ki_campus"
    feed = "https://moodle.ki-campus.org/local/open_api/courses.php"
    version = "2.1"
