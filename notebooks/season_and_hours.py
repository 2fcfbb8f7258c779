# %% [markdown]
# # The season and the hours of staff
#
# The circles worth running together, what they cost in staff hours, and why the others were left out.

# %%
from board import BLUE, ask, chart, names, of, table, text, wide

plan = ask("SELECT status, message, starts_on, ends_on, circles FROM out.season_plan")
for row in plan.itertuples():
    text(
        f"Season {row.starts_on:%Y-%m-%d} to {row.ends_on:%Y-%m-%d}: {row.status}, circles: {row.circles}; "
        f"{row.message}."
    )
season = ask(
    """
    SELECT t.title, s.branch, s.weekday, s.part_of_day, s.weeks, s.size, s.staff_hours
    FROM out.season s JOIN out.topic t USING (topic_id) ORDER BY s.staff_hours DESC NULLS LAST, t.title
    """
)
if len(season):
    told = season.dropna(subset=["staff_hours"])
    if len(told):
        chart(
            told,
            "Staff hours of each planned circle",
            {"type": "bar", "color": BLUE},
            {"y": names("title"), "x": of("staff_hours", "hours of all: sessions, homework, preparation")},
        )
    table(season)
    text(
        f"Staff hours: {told['staff_hours'].sum():g}, in circles: {len(told)}; "
        f"circles of which they are not told: {len(season) - len(told)}."
    )
    table(ask("SELECT t.title, s.reason FROM out.season_left_out s JOIN out.topic t USING (topic_id) ORDER BY t.title"))

# %% [markdown]
# ## When enough of those who want a topic are free
# Asked in the survey; a time at which too few are free is not told.

# %%
times = ask(
    """
    SELECT weekday, part_of_day, count(DISTINCT topic_id) AS topics FROM out.season_time
    GROUP BY ALL ORDER BY ALL
    """
)
if len(times):
    days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    parts = ["morning", "midday", "afternoon", "evening"]
    chart(
        times,
        "Topics of which enough people are free",
        "rect",
        {
            "x": {**names("weekday", axis={"labelAngle": 0, "orient": "top"}), "sort": days},
            "y": {**names("part_of_day"), "sort": parts},
            "color": {
                "field": "topics",
                "type": "quantitative",
                "title": "topics",
                "scale": {"scheme": "blues", "domainMin": 0},
            },
        },
    )
    table(wide(times, "part_of_day", "weekday", "topics", days))
else:
    text("Nobody was asked when they are free, or too few answered.")
