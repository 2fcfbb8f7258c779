# %% [markdown]
# # Demand over time, and what became of it
#
# Every figure is told as the night that published it told it. Topics that fewer than five people want are counted, not
# named; shares are of all who answered a survey.

# %%
from board import BLUE, GREY, ORANGE, ask, chart, names, of, table, text

stages = ask("SELECT stage, n, counted FROM out.funnel ORDER BY place")
words = {
    "wish": "wishes that surveys hold",
    "topic": "topics they make up",
    "told": "topics that enough people want",
    "course": "of these with a course",
    "shortlisted": "topics put on the shortlist",
    "circle": "circles planned or held",
    "completed": "circles completed",
    "outcome": "circles of which is told what they taught",
}
stages["stage"] = stages["stage"].map(words)
n = dict(zip(stages["stage"], stages["n"], strict=True))
text(
    f"Of {n[words['topic']]} topics {n[words['told']]} are wanted by enough people to be told; {n[words['course']]} of "
    f"these have a course, and {n[words['circle']]} circles are planned or were held."
)
chart(
    stages,
    "From a wish to what came of it",
    "bar",
    {
        "y": names("stage"),
        "x": of("n", "wishes, topics or circles"),
        "color": {
            "field": "counted",
            "type": "nominal",
            "title": "counted are",
            "scale": {"domain": ["goals", "topics", "circles"], "range": [GREY, BLUE, ORANGE]},
        },
    },
)
table(stages)

# %% [markdown]
# ## How far each topic came
# Told are those that enough people want; a topic that was rejected or put off stays where it was.

# %%
reached = ask(
    """
    SELECT title, n_respondents AS people, courses, circles, reached FROM out.topic_funnel
    WHERE NOT is_suppressed ORDER BY circles DESC, status = 'shortlisted' DESC, people DESC, title
    """
)
table(reached.head(20))

# %% [markdown]
# ## Between surveys
# Only where both surveys asked for it in the same way: what a form offers is ticked by more people than would type it.

# %%
trend = ask(
    """
    SELECT title, round(100 * previous_respondents_share)::INTEGER AS before,
           round(100 * respondents_share)::INTEGER AS now, change_points AS points
    FROM out.demand_trend WHERE scope = 'topic' AND change_points IS NOT NULL ORDER BY abs(points) DESC, title LIMIT 15
    """
)
why = ask(
    """
    SELECT trend_because AS reason, count(*) AS topics FROM out.demand_trend
    WHERE scope = 'topic' AND change_points IS NULL GROUP BY ALL ORDER BY topics DESC, reason
    """
)
if len(trend):
    both = trend.melt(["title", "points"], ["before", "now"], "survey", "percent")
    chart(
        both,
        "Share of all who answered, in percent: the survey before, and now",
        "bar",
        {
            "y": names("title"),
            "yOffset": {"field": "survey", "type": "nominal", "sort": ["before", "now"]},
            "x": of("percent", "percent of those who answered"),
            "color": {
                "field": "survey",
                "type": "nominal",
                "title": None,
                "scale": {"domain": ["before", "now"], "range": [GREY, BLUE]},
            },
        },
    )
    table(trend)
else:
    text("No topic can be compared with an earlier survey yet.")
if len(why):
    text(f"{why['topics'].sum()} topics are not compared:")
    table(why)

# %% [markdown]
# ## What was told, night by night
# Nights of which all states are kept; a purged survey takes those away that it may have been in.

# %%
nights = ask(
    """
    SELECT strftime(n.started_at, '%Y-%m-%d') AS night, n.courses,
           count(DISTINCT h.topic_id) FILTER (NOT h.is_suppressed) AS topics,
           count(DISTINCT h.topic_id) FILTER (h.status = 'shortlisted') AS shortlisted
    FROM out.night n LEFT JOIN out.topic_history h
      ON h.from_at <= n.started_at AND (h.until_at > n.started_at OR h.until_at IS NULL)
    GROUP BY n.night_id, n.started_at, n.courses, n.topics HAVING count(h.topic_id) = n.topics
    ORDER BY n.started_at DESC LIMIT 60
    """
)
if len(nights) > 1:
    chart(
        nights,
        "Topics that were told, by night",
        {"type": "line", "point": True, "color": BLUE},
        {"x": {"field": "night", "type": "ordinal", "title": None}, "y": of("topics", "topics")},
    )
table(nights)
