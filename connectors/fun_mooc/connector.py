"""FUN: France Université Numérique, courses of French universities, on Richie."""

from connectors.platforms.richie import Richie


class FunMooc(Richie):
    """The portal asks for texts in French; courses in other languages have their titles in theirs."""

    source = "fun_mooc"
    site = "https://www.fun-mooc.fr"
    language = "fr"
