"""eGov-Campus: free courses on digital government, on the MOOChub feed."""

from connectors.platforms.moochub import MOOChub


class EGovCampus(MOOChub):
    """Xikolo, as openHPI: courses that were not active within three years are hidden."""

    source = "egov_campus"
    feed = "https://learn.egov-campus.org/bridges/moochub/courses"
    version = "3"
