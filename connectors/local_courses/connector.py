"""Local courses: the lists that a library's own people keep, in the folder `courses` of the home."""

from connectors.platforms.table import Table


class LocalCourses(Table):
    """Every list in the folder; how to keep one is in docs/local-courses.md."""

    source = "local_courses"
