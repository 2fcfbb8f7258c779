"""Why a course matches what people want to learn, why nothing is offered, and who put a course first."""

VERDICTS = ("accepted", "rejected", "of another sense of the word")

MESSAGES: tuple[str, ...] = (
    *VERDICTS,
    # Words and phrases
    "the title says %(words)s",
    "the description says %(words)s",
    "it is filed under %(words)s",
    "the title says %(words_title)s and the description says %(words)s",
    "the title says %(words_title)s and it is filed under %(words)s",
    "%(words)s stands in it word beside word",
    "%(words)s stand in it word beside word",
    "“%(text_goal)s” and the title “%(text_title)s” are spelt alike in part",
    "the title “%(text_title)s” is nearly word for word what was asked for",
    # The library's word list
    "the library's word list reads the goal as “%(text_name)s”, and %(said_words)s",
    "the library's word list reads the goal as “%(text_name)s” (as decided by %(text_who)s on %(day)s, "
    "decision %(n)s), and %(said_words)s",
    "the course means nearly the same as that",
    "the course is close in meaning to that",
    "the course is related in meaning to that",
    "the course is only loosely related in meaning to that",
    # Meaning
    "the title means nearly the same as “%(text_goal)s”",
    "the title is close in meaning to “%(text_goal)s”",
    "the title is related in meaning to “%(text_goal)s”",
    "the title is only loosely related in meaning to “%(text_goal)s”",
    "the description means nearly the same as “%(text_goal)s”",
    "the description is close in meaning to “%(text_goal)s”",
    "the description is related in meaning to “%(text_goal)s”",
    "the description is only loosely related in meaning to “%(text_goal)s”",
    "it is the only good result",
    "it is like other good results: “%(text_one)s”",
    "it is like other good results: “%(text_one)s” and “%(text_two)s”",
    "it is like other good results: “%(text_one)s”, “%(text_two)s” and “%(text_three)s”",
    # Strategic goals
    "it names the concept %(text_concept)s",
    "it holds the words “%(text_words)s”",
    # Level and language
    "%(said_title)s, as the goal asks",
    "%(said_title)s, and the goal names no level, so beginners are meant",
    "%(said_title)s, but the goal is at the beginner level",
    "%(said_title)s, but the goal is at the intermediate level",
    "%(said_title)s, but the goal is at the advanced level",
    "%(said_title)s, but the goal is not said to be so far advanced",
    "the title names no level",
    "it is taught in %(tongue_course)s, and the goal is in %(tongue_goal)s",
    "a language not known",
    # Decisions
    *(
        f"{said} for {whom} by %(text_who)s on %(day)s, decision %(n)s"
        for said in VERDICTS
        for whom in ("this goal", "a goal close to this one (%(n_near)s of 1)")
    ),
    "meant is “%(text_meant)s”",
    "like “%(text_title)s”, which is %(said_decision)s",
    "put first by %(text_who)s on %(day)s, decision %(n)s",
    # Nothing is offered
    "not a goal: it names nothing to learn",
    "not a goal: it says what work lacks, which no course mends",
    "what was asked for is not told: too few people share it",
    "only in another language: the best course, “%(text_title)s”, is taught in %(tongue)s",
    "only paid: the best course, “%(text_title)s”, costs money",
    "decided against: the best course, “%(text_title)s”, is %(said_decision)s",
    "nothing close in the sense of libraries: read as “%(text_sense)s”, and “%(text_title)s” is too far from that",
    "nothing close: no course has %(words)s",
    "nothing close: the best course, “%(text_title)s”, shares no word with the goal",
    "nothing close: the best course, “%(text_title)s”, shares only %(words)s",
    "nothing close: no course has “%(text_typed)s” (read as “%(text_read)s”)",
    *(
        f"{why}: %(n)s of %(n_all)s courses say {word}"
        for why in ("nothing close to what was typed", "too vague", "too few courses to tell")
        for word in ("“%(text_word)s”", "“%(text_typed)s” (read as “%(text_read)s”)")
    ),
)
