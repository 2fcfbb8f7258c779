"""What is guessed from the wording of a question: its role, and whether it asks for contact data."""

from __future__ import annotations

import pytest

from pipeline.survey.contact import has_contact, head_is_withheld, is_time_stamp
from pipeline.survey.roles import role

ROLES = {
    "goal": (
        "Please indicate your level of interest in the following topics",
        "Please rate your level of interest in training on each topic",
        "Indicate your level of need for training",
        "What professional development would be most valuable to you?",
        "What professional development would you like?",
        "What PD would you like?",
        "Is there anything you'd like to learn that we didn't list?",
        "How needed is training in the following?",
        "How useful would each of the following be to you?",
        "In which areas would you appreciate more support?",
        "Which software do you need help with?",
        "If we offered a class on anything, what should it be?",
        "¿Qué destrezas le ayudarían en su trabajo?",
        "¿En qué necesita más apoyo?",
        "What new skills do you want to bring to your branch?",
        "What would you like to learn?",
        "Which topics are you interested in?",
        "List up to three things you want to learn",
        "Which skills would you like to develop?",
        "Rate your interest in the following topics",
        "Training needs",
        "What three skills would you like to acquire or improve to help your work?",
        "¿Qué le gustaría aprender?",
        "What training would help you in your current role?",
        "What topics would you like to see in a learning circle?",
        "Omics analysis: specify your training needs. You can skip topics that are not relevant.",
        "What language would you like to learn?",
        "Which of these would you attend? (select all)",
        "Priority for training: bookbinding",
        "How important is training on accessibility?",
        "What training would be most useful to you?",
        "Which of the following are you interested in?",
        "Areas for growth",
        "Growth areas",
        "Areas where you'd like to grow",
        "¿En qué quisiera mejorar?",
        "What would you like to get better at?",
        "Topics you'd attend a workshop on",
        "Professional development needs",
        "If you could learn one thing this year…",
        "Si pudiera aprender una cosa este año…",
        "Which of these would help you most in your job?",
        "Which of these would be most useful in your current role?",
        "Which of the following topics would you find helpful?",
        "What would help you do your job better?",
        "What do you wish you knew more about?",
        "What are you curious about?",
        "What skills are you missing?",
        "Skills gaps",
        "Topics for future workshops",
        "Suggested topics",
        "Training requests",
        "What workshops should we offer?",
        "I would like to become more confident with…",
        "What skill would make your work easier?",
        "¿Cuál de estos le ayudaría más en su trabajo?",
        "¿Qué capacitación le sería más útil?",
        "¿Sobre qué le gustaría saber más?",
        "¿Qué taller le gustaría?",
        "Áreas de mejora",
        "¿Qué idiomas le gustaría aprender?",
    ),
    "branch": (
        "¿En qué sucursal trabaja?",
        "¿En qué biblioteca trabaja?",
        "Su biblioteca",
        "Which branch do you work at?",
        "Branch",
        "What is your home library?",
        "Where do you work?",
        "Location",
    ),
    "role": (
        "¿Cuál es su puesto?",
        "What is your job title?",
        "What is your job?",
        "Role",
        "Your current position",
        "What is your primary role here?",
        "Which best describes your role?",
        "Which career stage are you in?",
    ),
    "availability": (
        "¿Cuándo puede reunirse?",
        "¿Qué horario prefiere?",
        "When are you available?",
        "What days work best for you?",
        "How many hours per week could you spend?",
        "Which of these days would you attend?",
    ),
    "facilitate": (
        "¿Estaría dispuesto a facilitar un círculo?",
        "¿Le gustaría dirigir un grupo?",
        "Would you be willing to facilitate a learning circle?",
        "Would you like to lead a circle?",
        "Would you be interested in leading a group on a topic you want to learn?",
    ),
    "language": (
        "Which languages do you speak?",
        "Preferred language",
        "In which language would you like to learn?",
        "¿En qué idioma le gustaría aprender?",
    ),
    "level": (
        "What is your current level?",
        "Rate your current level of skill in each area",
        "How would you describe your computer skills today?",
        "What is your skill level?",
        "How experienced are you with spreadsheets?",
    ),
    "none": (
        "What is holding you back from learning?",
        "What keeps you from attending?",
        "What gets in the way of your learning?",
        "What stops you from learning more?",
        "What makes it hard for you to learn new skills?",
        "What software do you use at work?",
        "What professional development have you attended?",
        "How useful would it be to meet on Mondays?",
        "How much would each of these be a barrier to training?",
        "Specify which learning formats you prefer",
        "What prevents you from learning?",
        "How do you prefer to learn?",
        "What did you learn last year?",
        "How would you describe the organisation in which you work?",
        "When did you last attend a course?",
        "Any other comments?",
        "Which programming language do you use?",
        "How satisfied were you with the workshop?",
        "How often do you think of giving up your job?",
        "Do you shelve books as part of your role?",
        "What was the main reason why you didn't finish the learning circle?",
        "¿Cuáles son los obstáculos para su formación?",
        "How useful was the training?",
        "What training have you attended?",
        "The skills I learned were useful",
        "Were the topics of interest to you?",
        "Which trainings have been most useful to you?",
        "What is the most important thing you learned?",
        "Do you feel the training met your needs?",
        "What training do you have?",
        "Which skills do you use most in your job?",
        "Which department do you work in",
        "In which area do you work?",
        "What could we improve?",
        "What would you improve about the library?",
        "What would make it easier for you to attend training?",
        "Which of these would help you to take part?",
        "What equipment do you need for training?",
        "What do your patrons need help with?",
        "Are you interested in receiving a certificate?",
        "¿Qué tan útil fue la capacitación?",
        "¿Qué formación ha recibido?",
        "¿Qué temas se trataron en el taller?",
        "¿Qué le gustaría mejorar de la biblioteca?",
        "¿En qué área trabaja?",
    ),
}
WITHHELD = (
    "Email",
    "E-mail address",
    "What is your email address?",
    "Name",
    "Your name (optional)",
    "First Name",
    "Last_name",
    "What is your name?",
    "Work phone",
    "Employee ID",
    "IP Address",
    "User Agent",
    "Country",
    "City",
    "Zip code",
    "In which canton do you work?",
    "Where do you live?",
    "Location (Census Region)",
    "Timestamp",
    "Start time",
    "_uuid",
    "Respondent ID",
    "Supervisor's name",
    "Contact information",
    "Correo electrónico",
    "Nombre",
    "If you would like to be contacted, please leave your name and email",
)
STORED = (
    "Branch name",
    "Library name",
    "Name three things you want to learn",
    "How comfortable are you with email?",
    "Location",
    "Job title",
    "Email management",
    "What time of day works best?",
    "Start date you prefer",
    "State your learning goals",
    "Which city library do you work in?",
    "Which country's history interests you?",
)


@pytest.mark.parametrize(("expected", "words"), [(name, words) for name, some in ROLES.items() for words in some])
def test_roles(expected: str, words: str) -> None:
    assert role(words, "choice") == expected


@pytest.mark.parametrize("head", WITHHELD)
def test_headings_that_ask_who_or_where_somebody_is(head: str) -> None:
    assert head_is_withheld(head)


@pytest.mark.parametrize("head", STORED)
def test_headings_that_ask_something_else(head: str) -> None:
    assert not head_is_withheld(head)


@pytest.mark.parametrize(
    "stamp", ["2020/06/05 11:34:01 AM EST", "3/2/2026 9:05:11", "2026-03-02T09:05:11Z", "2.3.2026 09:05"]
)
def test_time_stamps(stamp: str) -> None:
    assert is_time_stamp(stamp)


@pytest.mark.parametrize("text", ["2026-03-02", "9:05", "Tuesday 9:00", "3/2", ""])
def test_what_is_no_time_stamp(text: str) -> None:
    assert not is_time_stamp(text)


@pytest.mark.parametrize(
    "text", ["Excel 2016, 2019 and 365", "Section 508", "ISO 9001-2015", "version 3.11.2", "12 things"]
)
def test_numbers_in_answers_are_no_contact_data(text: str) -> None:
    assert not has_contact(text)
