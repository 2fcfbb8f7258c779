"""TecNM: open courses of the Tecnológico Nacional de México, on Open edX."""

from connectors.platforms.open_edx import OpenEdX


class TecNM(OpenEdX):
    """The pages about its courses lie on the learning platform itself."""

    source = "tecnm"
    lms = "https://mooc.tecnm.mx"
