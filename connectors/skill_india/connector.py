"""Skill India Digital: India's national portal for skills, on Open edX."""

from connectors.platforms.open_edx import OpenEdX


class SkillIndia(OpenEdX):
    """Its learning platform lists the courses; the portal before it has no open list."""

    source = "skill_india"
    lms = "https://courses.skillindiadigital.gov.in"
