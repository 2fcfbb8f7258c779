"""Galaxy Training Network: tutorials and slides on data analysis in the life sciences, each with schema.org in it."""

import re

from connectors.platforms.schema_org import SchemaPages


class GTN(SchemaPages):
    """The sitemap lists topics, people and questions as well; tutorials, their slides and introductions are read."""

    source = "gtn"
    sitemaps = ("https://training.galaxyproject.org/training-material/sitemap.xml",)
    course_path = re.compile(
        r"/training-material/topics/[\w.-]+/(?:tutorials/[\w.-]+/(?:tutorial|slides)|slides/[\w.-]+)\.html"
    )
