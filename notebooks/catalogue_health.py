# %% [markdown]
# # The health of the catalogue
#
# What each source gives, what it never says, and which runs were held. Unknown is not a fault of ours: it is what a
# source does not say.

# %%
from board import BLUE, GREY, ORANGE, ask, chart, names, of, table, text, wide

costs = ask(
    """
    SELECT source, CASE is_free WHEN true THEN 'free' WHEN false THEN 'paid' ELSE 'unknown' END AS cost,
           count(*) AS courses
    FROM out.course WHERE is_active GROUP BY ALL ORDER BY source, cost
    """
)
colours = {"domain": ["free", "paid", "unknown"], "range": [BLUE, ORANGE, GREY]}
chart(
    costs,
    "Active courses by source, and what is known of their cost",
    "bar",
    {
        "y": names("source"),
        "x": of("courses", "courses"),
        "color": {"field": "cost", "type": "nominal", "title": None, "scale": colours},
    },
)
table(wide(costs, "source", "cost", "courses"))

# %% [markdown]
# ## How often each source says what a circle needs to know
# In percent of its active courses.

# %%
said = ask(
    """
    UNPIVOT (
        SELECT source, avg((duration_weeks IS NOT NULL)::INT) AS duration,
               avg((weekly_effort_hours IS NOT NULL)::INT) AS "weekly hours", avg((is_free IS NOT NULL)::INT) AS cost,
               avg((level IS NOT NULL)::INT) AS level, avg((licence IS NOT NULL)::INT) AS licence
        FROM out.course WHERE is_active GROUP BY source
    ) ON COLUMNS(* EXCLUDE source) INTO NAME field VALUE share ORDER BY source, field
    """
)
chart(
    said,
    "Share of a source's courses that say it",
    "rect",
    {
        "y": names("source"),
        "x": names("field", axis={"labelAngle": 0, "orient": "top"}),
        "color": {
            "field": "share",
            "type": "quantitative",
            "title": "share",
            "scale": {"domain": [0, 1], "scheme": "blues"},
            "legend": {"format": ".0%"},
        },
    },
)
table(wide(said.assign(share_pct=said["share"] * 100), "source", "field", "share_pct"))

# %% [markdown]
# ## The latest run of each source

# %%
runs = ask(
    """
    SELECT source, outcome, listings, new, changed, missing, rejected, reason FROM out.run
    QUALIFY row_number() OVER (PARTITION BY source ORDER BY started_at DESC) = 1 ORDER BY source
    """
)
table(runs)
bad = runs[runs["outcome"] != "succeeded"]
text(f"{len(runs) - len(bad)} of {len(runs)} sources succeeded last time.")
links = ask("SELECT result, count(*) AS pages FROM out.link_check GROUP BY result ORDER BY pages DESC, result")
if len(links):
    table(links)
else:
    text("No page of a course has been looked at yet.")
