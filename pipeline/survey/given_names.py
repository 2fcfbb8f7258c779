"""Given names common in the United States, English and Spanish: a column full of them is a column of people.

Names that are also words of a training wish (grant, mark, will, art, grace, page) are left out on purpose.
"""

from __future__ import annotations

WORDS = """
aaron abigail adam adrian alan albert alejandra alejandro alex alexander alexandra alexis alice alicia allison
alyssa amanda amber amy ana andrea andrew angela anita ann anna anne anthony antonio arthur ashley austin
barbara benjamin beth betty beverly bradley brandon brenda brian brittany bruce bryan caitlin camila carl carla
carlos carmen carol caroline carolyn catherine cesar charles cheryl christian christina christine christopher
cindy claire claudia courtney craig crystal cynthia daniel daniela danielle david deborah debra denise dennis
derek diana diane diego donald donna doris dorothy douglas edgar eduardo edward eleanor elena elizabeth ellen
emily emma enrique eric erica erin esther ethan eugene evelyn fatima felipe fernando francisco gabriel gabriela
gary george gerald gloria gregory guadalupe hannah harold heather hector heidi helen henry hugo ian irene isabel
isabella jacob jacqueline james jamie jane janet janice jasmine javier jean jeffrey jennifer jeremy jerry jesse
jessica jesus joan joanna joe joel john jonathan jorge jose joseph joshua joyce juan judith judy julia julian
julie justin karen karina karl katherine kathleen kathryn kathy katie kayla keith kelly kenneth kevin kimberly
kristen kristin kyle larry laura lauren lawrence leah leonardo leslie linda lisa lori louis lucia luis luisa
lynn madison manuel marcos margaret maria mariana marie marilyn mario marisol martha martin mary mateo matthew
megan melanie melissa michael michelle miguel mohamed mohammed monica nancy natalia natalie nathan nicholas
nicole noah nora olga olivia oscar pablo pamela patricia patrick paul paula pedro peter philip phillip rachel
rafael ralph raul raymond rebecca regina ricardo richard robert roberto roger ronald rosa russell ruth ryan
samantha samuel sandra sara sarah scott sean sergio sharon sheila shirley silvia sofia sophia stephanie stephen
steven susan sylvia tamara tanya teresa terry thomas timothy tina todd valeria vanessa veronica victoria vincent
virginia walter wanda wendy william yolanda zachary
"""
GIVEN_NAMES = frozenset(WORDS.split())
