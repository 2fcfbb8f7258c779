# %% [markdown]
# # Demand and coverage
#
# What staff asked for, and what no catalogue serves. Topics that fewer than five people want are counted, not named.

# %%
from board import BLUE, ORANGE, ask, chart, names, of, table, text

topics = ask(
    """
    SELECT t.title, t.n_respondents AS people, count(tc.course_id) AS courses,
           count(*) FILTER (tc.is_free) AS known_free,
           CASE WHEN courses = 0 THEN 'nothing found' WHEN known_free = 0 THEN 'none known to be free'
                ELSE 'served' END AS coverage
    FROM out.topic t LEFT JOIN out.topic_course tc USING (topic_id)
    WHERE NOT t.is_suppressed GROUP BY ALL ORDER BY people DESC, t.title
    """
)
hidden = ask("SELECT count(*) AS n FROM out.topic WHERE is_suppressed")["n"].item()
text(f"{len(topics)} topics are wanted by enough people to be told; {hidden} more by too few.")
chart(
    topics,
    "How many people want each topic, and whether a course serves it",
    "bar",
    {
        "y": names("title"),
        "x": of("people", "people"),
        "color": {
            "field": "coverage",
            "type": "nominal",
            "title": None,
            "scale": {
                "domain": ["served", "none known to be free", "nothing found"],
                "range": [BLUE, "#8fb8d0", ORANGE],
            },
        },
    },
)
table(topics)

# %% [markdown]
# ## Goals that no catalogue serves
# The reason is given where the wording may be told.

# %%
unserved = ask(
    """
    SELECT coalesce(g.wording, '(not told)') AS goal, a.reason, count(*) AS goals
    FROM out.abstention a JOIN out.goal g USING (goal_id) GROUP BY ALL ORDER BY goals DESC, goal
    """
)
table(unserved)
goals = ask("SELECT count(*) AS n FROM out.goal")["n"].item()
text(f"{unserved['goals'].sum()} of {goals} goals are served by nothing.")
