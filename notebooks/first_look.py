# %% [markdown]
# # A first look at the catalogue
#
# Reads only the promised views (schema `out`) of a published catalogue, read-only. Opens as a notebook in Jupyter (with
# jupytext), VS Code or Spyder, and runs as a plain script:
#
#     python notebooks/first_look.py data/local/demo/catalogue.duckdb

# %%
import sys
import warnings

import duckdb
import pandas as pd

CATALOGUE = sys.argv[1] if len(sys.argv) > 1 else "data/local/demo/catalogue.duckdb"
catalogue = duckdb.connect(CATALOGUE, read_only=True)
pd.set_option("display.width", 120, "display.max_colwidth", 60)


def frame(sql: str) -> pd.DataFrame:
    """The rows of a query as a pandas table."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # duckdb 2.0.0 still asks pandas 3 for an in-place drop (seen 2026-11)
        return catalogue.sql(sql).df()


# %% [markdown]
# ## What the catalogue holds
# Cost is never guessed: where a source says nothing it is `unknown`.

# %%
courses = frame("SELECT source, free_kind, duration_weeks, language FROM out.course WHERE is_active")
print(pd.crosstab(courses["source"], courses["free_kind"], margins=True).to_string())

# %% [markdown]
# ## How much of it could carry a circle
# The share of courses by source that say how long they take, and that take 4 to 10 weeks.

# %%
says = courses.assign(says_weeks=courses["duration_weeks"].notna(), fits_weeks=courses["duration_weeks"].between(4, 10))
print(says.groupby("source")[["says_weeks", "fits_weeks"]].mean().round(2).to_string())

# %% [markdown]
# ## What people want, and whether anything serves it

# %%
demand = frame(
    """
    SELECT t.title, t.n_respondents, t.n_branches, count(tc.course_id) AS courses,
           count(tc.course_id) FILTER (tc.is_free) AS known_free
    FROM out.topic t LEFT JOIN out.topic_course tc USING (topic_id)
    WHERE NOT t.is_suppressed
    GROUP BY ALL ORDER BY n_respondents DESC, title
    """
)
print(demand.to_string(index=False))

# %%
served = demand["courses"] > 0
print(f"{served.sum()} of {len(demand)} topics have a course; nothing serves: {', '.join(demand['title'][~served])}")
