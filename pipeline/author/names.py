"""How the catalogues seen so far call what a listing says; the first name found counts."""

LISTS = (
    "courses",
    "results",
    "items",
    "data",
    "elements",
    "modules",
    "records",
    "entries",
    "hits",
    "docs",
    "resources",
)
WRAPPERS = ("attributes", "fields", "_source", "course", "node")
"""Objects that hold the whole record, as in JSON:API."""
INNER = ("name", "title", "rendered", "label", "display_name", "text", "value", "code", "slug")
"""Which text of a small object stands for it."""
KEY = ("id", "uid", "uuid", "key", "slug", "readable_id", "code", "course_id", "identifier", "@id")
FIELDS: dict[str, tuple[str, ...]] = {
    "title": ("title", "name", "course_title", "course_name", "display_name", "headline"),
    "url": (
        "url",
        "link",
        "html_url",
        "course_url",
        "homepage",
        "marketing_url",
        "web_url",
        "page_url",
        "permalink",
        "href",
    ),
    "provider": (
        "provider",
        "providers",
        "organisation",
        "organization",
        "institution",
        "publisher",
        "offered_by",
        "owners",
        "partners",
        "school",
        "university",
        "org",
    ),
    "description": (
        "description",
        "full_description",
        "summary",
        "short_description",
        "abstract",
        "short_summary",
        "introduction",
        "caption",
        "excerpt",
        "content",
    ),
    "language": ("language", "languages", "lang", "inLanguage", "content_language", "locale"),
    "topics": ("topics", "categories", "subjects", "tags", "keywords", "category", "subject", "topic"),
    "level": ("level", "levels", "difficulty", "difficulty_level", "level_type", "levelType"),
    "duration": (
        "duration",
        "length",
        "weeks",
        "duration_weeks",
        "duration_in_weeks",
        "weeks_to_complete",
        "days",
        "duration_days",
    ),
    "effort": (
        "effort",
        "workload",
        "time_commitment",
        "hours_per_week",
        "hours",
        "duration_hours",
        "total_hours",
        "duration_in_hours",
        "minutes",
        "duration_minutes",
        "duration_in_minutes",
    ),
    "licence": ("license", "licence"),
    "pacing": ("pacing", "pacing_type"),
    "starts": ("start_date", "startDate", "starts"),
    "ends": ("end_date", "endDate", "ends"),
}
UNITS = {
    "weeks": "weeks",
    "duration_weeks": "weeks",
    "duration_in_weeks": "weeks",
    "weeks_to_complete": "weeks",
    "days": "days",
    "duration_days": "days",
    "hours_per_week": "hours/week",
    "duration_hours": "hours",
    "total_hours": "hours",
    "duration_in_hours": "hours",
    "minutes": "minutes",
    "duration_minutes": "minutes",
    "duration_in_minutes": "minutes",
}
"""Numbers are taken only where the key itself names their unit."""
NEXT = (("next",), ("links", "next"), ("pagination", "next"), ("paging", "next"), ("meta", "next"), ("next_page_url",))
TOTAL_NAMES = ("count", "total", "total_count", "totalCount", "total_results", "totalResults", "numFound")
TOTAL_HOLDERS = ((), ("pagination",), ("paging",), ("meta",), ("data",))
COST = frozenset(
    {"free", "price", "prices", "pricing", "cost", "costs", "fee", "fees", "paid", "amount", "currency", "audit"}
    | {"certificate", "certificates"}
)
"""Whole words of keys that may say what a course costs: for a person, never guessed."""
