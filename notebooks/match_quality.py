# %% [markdown]
# # How sure the matches are, and where nothing is offered
#
# `certainty` is the chance that people accept the best match of a topic. This page tells what the program expects of
# itself; what people decided stands beneath it.

# %%
from board import BLUE, GREY, ask, chart, names, of, table, text

topics = ask(
    """
    SELECT title, round(certainty, 2) AS certainty, status FROM out.topic
    WHERE NOT is_suppressed ORDER BY certainty DESC, title
    """
)
chart(
    topics,
    "The chance that the best match of a topic is accepted",
    {"type": "bar", "color": BLUE},
    {"y": names("title"), "x": of("certainty", "chance", axis={"format": ".0%"}, scale={"domain": [0, 1]})},
)
table(topics)
unsure = topics[topics["certainty"] < 0.6]
text(f"Less than 60 % sure: {len(unsure)} of {len(topics)} topics ({', '.join(unsure['title']) or 'none'}).")

# %% [markdown]
# ## What a match rests on
# The points of the parts sum to the score. Shown is the mean over the best match of each goal.

# %%
parts = ask(
    """
    WITH best AS (SELECT count(*) AS n FROM out.match WHERE rank = 1), part AS (
        SELECT unnest(from_json(explanation, '[{"feature": "VARCHAR", "points": "DOUBLE"}]'), recursive := true)
        FROM out.match WHERE rank = 1)
    SELECT feature, round(sum(points) / any_value(n), 3) AS points FROM part, best GROUP BY feature ORDER BY points DESC
    """
)
chart(
    parts,
    "Mean points in the best match of a goal",
    {"type": "bar", "color": BLUE},
    {"y": names("feature"), "x": {"field": "points", "type": "quantitative", "title": "points"}},
)
table(parts)

# %% [markdown]
# ## Where it abstains

# %%
counts = ask(
    """
    SELECT CASE WHEN a.goal_id IS NULL THEN 'matched' ELSE 'nothing offered' END AS result,
           CASE WHEN g.is_suppressed THEN 'wanted by too few to be told' ELSE 'wanted by enough' END AS goal,
           count(*) AS goals
    FROM out.goal g LEFT JOIN out.abstention a USING (goal_id) GROUP BY ALL ORDER BY goal, result
    """
)
colours = {"domain": ["matched", "nothing offered"], "range": [BLUE, GREY]}
chart(
    counts,
    "Goals with and without a match",
    "bar",
    {
        "y": names("goal"),
        "x": of("goals", "goals"),
        "color": {"field": "result", "type": "nominal", "title": None, "scale": colours},
    },
)
table(counts)
table(ask("SELECT reason, count(*) AS goals FROM out.abstention GROUP BY reason ORDER BY goals DESC, reason"))

# %% [markdown]
# ## What people decided

# %%
table(
    ask(
        """
        SELECT status, count(*) AS topics, round(avg(certainty), 2) AS mean_certainty FROM out.topic
        WHERE NOT is_suppressed GROUP BY status ORDER BY topics DESC, status
        """
    )
)
