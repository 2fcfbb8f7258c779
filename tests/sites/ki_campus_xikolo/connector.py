"""The feed that KI-Campus had until June 2025; its second page is announced and empty."""

from connectors.platforms.moochub import MOOChub


class KICampusXikolo(MOOChub):
    source = "ki_campus_xikolo"
    feed = "https://learn.ki-campus.org/bridges/moochub/courses"
    version = "2.1"
