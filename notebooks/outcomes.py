# %% [markdown]
# # What circles came to
#
# From the ledger of circles: reach, hours, and what people learnt and used. Counts from which fewer than five people
# would follow are left empty.

# %%
from board import BLUE, GREY, ask, chart, names, of, table, text

whole = ask(
    """
    SELECT level, measure, before, value, unit FROM out.outcome WHERE scope = 'all' AND NOT is_suppressed
    ORDER BY level NULLS FIRST, measure, unit
    """
)
if whole.empty:
    text("No circle has been recorded yet: docs/circles.md says how.")
else:
    table(whole)

# %% [markdown]
# ## People and branches

# %%
reach = ask(
    """
    SELECT scope_id AS branch, value AS engagements FROM out.outcome
    WHERE scope = 'branch' AND measure = 'engagements' AND NOT is_suppressed ORDER BY value DESC, branch
    """
)
if len(reach):
    reach["engagements"] = reach["engagements"].astype(int)
    chart(
        reach,
        "Attendances by branch",
        {"type": "bar", "color": BLUE},
        {"y": names("branch"), "x": of("engagements", "attendances")},
    )
    table(reach)
else:
    text("Of no branch may the attendance be told.")

# %% [markdown]
# ## Before and after

# %%
credentials = ask(
    """
    UNPIVOT (
        SELECT concat_ws(', ', credential, nullif(level, '')) AS credential, n_before AS before, n_after AS after
        FROM out.credential WHERE NOT is_suppressed
    ) ON before, after INTO NAME moment VALUE people ORDER BY credential, moment DESC
    """
)
if len(credentials):
    colours = {"domain": ["before", "after"], "range": [GREY, BLUE]}
    chart(
        credentials,
        "People who hold each certificate, before and after circles",
        "bar",
        {
            "y": names("credential"),
            "yOffset": {"field": "moment", "type": "nominal", "sort": ["before", "after"]},
            "x": of("people", "people"),
            "color": {"field": "moment", "type": "nominal", "title": None, "scale": colours},
        },
    )
    table(credentials)
grants = ask(
    "SELECT currency, sum(asked) AS asked, sum(awarded) AS awarded FROM out.grant_result GROUP BY ALL ORDER BY ALL"
)
if len(grants):
    table(grants)
