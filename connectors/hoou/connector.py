"""Hamburg Open Online University: open learning materials of the universities of Hamburg."""

import re

from connectors.platforms.schema_org import SchemaPages


class HOOU(SchemaPages):
    """Materials call themselves CreativeWork, in the last of three blocks of JSON-LD."""

    source = "hoou"
    sitemaps = ("https://www.hoou.de/sitemap_index.xml",)
    course_path = re.compile(r"/materials/[^/?]+")
    types = {"CreativeWork": "material", "Course": "course"}  # noqa: RUF012
    left_aside = ("accessibilityApi", "alignementType", "alignmentType")
