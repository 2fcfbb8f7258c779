"""Makes survey.csv: a made-up staff survey of a made-up county library, as Google Forms exports it.

Nobody answered these questions: people, branches and addresses are invented, and the random numbers have a fixed seed,
so that running this again gives the same bytes. Change the lists below and run `python data/demo/make_survey.py`.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

SEED = 2026
RESPONDENTS = 62
OPENED = datetime(2026, 9, 14, 8, 2, 11)  # noqa: DTZ001 - the export names the zone beside the time

BRANCHES = ("Main Library", "Riverside", "Oak Hollow", "Northgate", "Bookmobile and Outreach")
ROLES = ("Librarian", "Library assistant", "Youth services", "Branch manager", "Digital services", "Page or shelver")

# How many people tick each option: nine are wanted by five or more, four stay below.
SKILLS = {
    "Artificial intelligence basics (chatbots, ethics, everyday uses)": 22,
    "Spanish for library work": 20,
    "Helping patrons find reliable health information": 19,
    "Conflict resolution and de-escalation": 18,
    "Public speaking and presentations": 16,
    "Excel and other spreadsheets (formulas, charts, pivot tables)": 14,
    "Grant writing": 12,
    "Early literacy and storytime": 9,
    "Digital accessibility (websites, documents, captions)": 7,
    "Copyright, fair use and licensing": 4,
    "Genealogy and family history": 3,
    "Python programming": 3,
    "Digital preservation": 2,
}

SCALE = ("Not needed", "Slightly needed", "Moderately needed", "Very needed", "Absolutely essential")
# How many people call each row very needed or absolutely essential.
NEEDS = {
    "Customer service": 13,
    "Leadership and supervision": 10,
    "Cybersecurity and privacy": 8,
    "Project management": 4,
    "Design thinking": 3,
}

OWN_WORDS = (
    "n/a",
    "N/A",
    "none",
    "Nothing right now, thanks",
    "idk",
    "-",
    "no",
    "Excell!! esp. pivot tables",
    "grant writting and how to find funders",
    "how to deal with angry patrons without loosing my cool",
    "deescalation, trauma informed service",
    "Me gustaría aprender a hablar en público con más confianza",
    "español para atender mejor a las familias",
    "inteligencia artificial y cómo usar ChatGPT",
    "chat gpt & other AI tools, what can we tell patrons about it",
    "AI",
    "I want to help people with medicare forms and health questions",
    "mental health first aid",
    "mental health first aid / suicide prevention",
    "Honestly we need more staff, not more training!",
    "Please stop scheduling trainings on Saturdays.",
    "canva, instagram, flyers that don't look terrible",
    "social media for the branch",
    "time management and email overload",
    "American Sign Language so I can sign at storytime",
    "storytelling for grown ups; podcasting",
    "MarcEdit, Python, SQL",
    "digital preservation of our local newspapers",
    "dementia friendly programs",
    "supporting autistic kids and their parents",
    "how to read a budget",
    "Speaking at county commision meetings. I get very nervous.",
    "makerspace stuff (3d printers, laser cutter)",
    "fundraising w/ the Friends group",
    "working with volunteers - sign language too, write me at respondent34@example.org",
    "I would love a circle about mindfulness. The desk is stressful.",
    "How to supervise people who used to be my peers",
    "phishing",
)

FACILITATE = ("Yes", "Maybe, with some help", "No")
TIMES = ("Weekday mornings", "Weekday afternoons", "Weekday evenings", "Saturday mornings")

HEADER = (
    "Timestamp",
    "Email Address",
    "Which branch do you work in?",
    "What is your role?",
    "Which skills would you like to learn in a learning circle this year? (choose all that apply)",
    *(f"How much do you need training in the following? [{row}]" for row in NEEDS),
    "In your own words: what else would you like to learn?",
    "Would you be willing to facilitate a circle?",
    "When could you meet? ",
)


def survey_bytes() -> bytes:
    """The whole export, the same on every run."""
    draw = random.Random(SEED)  # noqa: S311 - made-up answers, no secrets
    ticked = {skill: _some(draw, n) for skill, n in SKILLS.items()}
    needed = {row: _some(draw, n) for row, n in NEEDS.items()}
    said = dict(zip(_some(draw, len(OWN_WORDS)), OWN_WORDS, strict=True))
    moments = sorted(_moment(draw) for _ in range(RESPONDENTS))
    text = io.StringIO()
    out = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    out.writerow(HEADER)
    for person, moment in enumerate(moments):
        out.writerow(
            (
                f"{moment:%Y/%m/%d} {moment.hour % 12 or 12}:{moment:%M:%S} {'AM' if moment.hour < 12 else 'PM'} EST",
                f"respondent{person + 1:02}@example.org",
                _one(draw, BRANCHES),
                _one(draw, ROLES),
                ";".join(skill for skill, people in ticked.items() if person in people),
                *(_one(draw, SCALE[3:] if person in people else SCALE[:3]) for people in needed.values()),
                said.get(person, ""),
                _one(draw, FACILITATE),
                ";".join(slot for slot in TIMES if draw.random() < 0.4),
            )
        )
    return text.getvalue().encode()


def _moment(draw: random.Random) -> datetime:
    return OPENED + timedelta(days=int(draw.random() * 18), seconds=int(draw.random() * 36_000))


def _some(draw: random.Random, n: int) -> list[int]:
    """So many different people; drawn with random() alone, which gives the same numbers in every Python."""
    return sorted(range(RESPONDENTS), key=lambda _: draw.random())[:n]


def _one(draw: random.Random, values: Sequence[T]) -> T:
    return values[int(draw.random() * len(values))]


if __name__ == "__main__":
    Path(__file__).with_name("survey.csv").write_bytes(survey_bytes())
