"""A small catalogue of our own, shared by the tests of matching."""

from __future__ import annotations

import pytest

from pipeline.match.index import CourseText, Index, build_index
from pipeline.match.wordlist import Lexicon

# course_id | title | description | language | topics
_LINES = """
a:1 | Excel for Everyday Work | Tables, formulas and charts. | en |
a:2 | Project Management Basics | Plan a project and keep it on track. |  |
a:3 | Managing People | A project a week, and no management jargon. |  |
a:4 | Introduction to Tableau | Dashboards from tables of data. | en |
a:5 | Meditation and Calm | Sit still for ten minutes. | en-GB |
a:6 | Medication Safety | For nurses. | en |
a:7 | Modern C++ | Templates and memory. | en |
a:8 | C Programming | Pointers and memory. | en |
a:9 | Graphic Design | Posters and flyers. | en |
b:1 | Fundraising for Nonprofits | Donors and campaigns. | en |
b:2 | Homelessness Today | Helping homeless people. | en |
b:3 | Ukulele from Scratch | First chords. | en |
b:4 | Working with Commissioners | Local government. | en |
b:5 | Pros and Cons | Arguing both sides. | en |
b:6 | Programs for Families | Running programs in the evening. | en |
b:7 | Gestión de equipos | Liderazgo para jefes de equipo. | es |
b:8 | Team Leadership | Lead a team. Para equipos. | en |
b:9 | ChatGPT at Work | Prompts that help. |  | Artificial intelligence
c:1 | Using ChatGPT | Ask ChatGPT well. | en |
c:2 | ChatGPT and You | What it is. | en |
c:4 | Pottery | Clay. | en |
c:3 | Pottery | Clay. | en |
d:1 | Public Programs | Programs that people come to. | en |
d:2 | Program Evaluation | Which programs work. | en |
d:3 | Leadership and Management | Lead well. Stress management. | en |
d:4 | Event Management | Leadership of teams at events. | en |
"""


def _course(line: str) -> CourseText:
    course_id, title, description, language, topics = (cell.strip() for cell in (line + " |" * 4).split("|")[:5])
    return CourseText(
        course_id=course_id,
        title=title,
        description=description,
        topics=(topics,) if topics else (),
        language=language or None,
    )


COURSES = tuple(_course(line) for line in _LINES.strip().splitlines())


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    return Lexicon()


@pytest.fixture(scope="session")
def index(lexicon: Lexicon) -> Index:
    return build_index(COURSES, lexicon)
