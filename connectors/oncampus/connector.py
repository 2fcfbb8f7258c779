"""oncampus: courses of the Technische Hochschule Lübeck and its partners, on the MOOChub feed of version 1."""

from connectors.platforms.moochub import MOOChub


class Oncampus(MOOChub):
    """Links are empty texts; a bare `workload` such as 1080 beside six weeks is no number of hours a week."""

    source = "oncampus"
    feed = "https://moodalis.oncampus.de/files/moochub.php"
    has_weekly_workload = False
