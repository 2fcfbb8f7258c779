"""Which pages' commands are run by which test, which commands cannot be run in one, and which blocks are none."""

from __future__ import annotations

RUN_HERE = (
    "README.md",
    "docs/circles.md",
    "docs/coordinators/first-ten-minutes.md",
    "docs/digest.md",
    "docs/local-courses.md",
    "docs/operations.md",
    "docs/operators/quick-start.md",
    "docs/privacy.md",
    "docs/proposals.md",
    "docs/review.md",
    "docs/season.md",
    "notebooks/README.md",
)
"""Run from the first line to the last by tests/docs/test_pages_are_run.py, but for what is in NOT_RUN."""
ANALYSTS = ("tests/docs/test_analysts_pages.py", "test_a_line_of_shell_runs")
ELSEWHERE = {
    "docs/analysts/bi.md": ANALYSTS,
    "docs/analysts/duckdb.md": ANALYSTS,
    "docs/analysts/history.md": ANALYSTS,
    "docs/analysts/parquet.md": ANALYSTS,
    "docs/analysts/query.md": ANALYSTS,
    "docs/developers/first-connector.md": (
        "tests/docs/test_first_connector_page.py",
        "test_every_line_of_the_page_works",
    ),
    "docs/surveys.md": ("tests/verbs/test_surveys_page.py", "test_every_command_of_the_page_works_in_its_order"),
}
"""The test that runs every command of a page."""
INSTALLS = "makes an environment and fetches packages; the target is looked up in Makefile"
TESTS = "runs tests, and a test that runs tests would never end; its paths are looked up"
SHELL = "changes the shell that one types in; tests run in the environment already"
SERVER = "needs root on a server of one's own"
TUTORIAL = "a name and an address of one's own; docs/developers/first-connector.md runs the same on a site of ours"
NOT_RUN: dict[str, dict[str, str]] = {
    "README.md": {"make run": INSTALLS, "make test": TESTS, "source .venv": SHELL},
    "CONTRIBUTING.md": {
        "make install": INSTALLS,
        "make test": TESTS,
        "make check": TESTS,
        "make format": "rewrites the code that is under test",
        "source .venv": SHELL,
        "python -m pytest": TESTS,
        "HYPOTHESIS_PROFILE=": TESTS,
        "circlewise": TUTORIAL,
        "rm -f tests/recordings/NAME": TUTORIAL,
    },
    "docs/coordinators/first-ten-minutes.md": {"make run": INSTALLS, "source .venv": SHELL},
    "docs/benchmarks.md": {"make bench": "takes hours; tests/bench/test_book.py writes the page from its figures"},
    "docs/lake.md": {
        "circlewise lake": "needs a server of PostgreSQL; tests/lake has one and runs the verbs",
        "install -d": SERVER,
        "export CIRCLEWISE_LAKE": SHELL,
        "make build/lake": INSTALLS,
    },
    "docs/operations.md": {
        "groupadd": SERVER,
        "useradd": SERVER,
        "usermod": SERVER,
        "chmod 700 /var/lib/circlewise": SERVER,
        "jq": "a program of its own, which the project does not install",
        "podman build": "no registry of images is within reach",
        "podman run": "no registry of images is within reach",
    },
    "docs/operators/quick-start.md": {"make install": INSTALLS, "source .venv": SHELL},
    "notebooks/README.md": {"make notebooks": "tests/test_notebooks.py makes the same pages"},
}
"""By page: how a command begins that no test runs, and why."""
NOT_TYPED: dict[str, tuple[str, ...]] = {
    "CONTRIBUTING.md": (
        "The terms at https://HOST/terms have to be read by a person before the first live harvest: "
        "not verified against",
        "connectors/NAME/source.yaml                       who it is, its terms, what a good run brings",
        'free=course.text("access_type"),     # in connector.py: here the page\'s own word is `audit`',
        'book.add(stage="load", what="normalise", ours=cpu_s, unit="s of CPU", size="250,000 listings", '
        'reason="Why so far.",',
    ),
    "docs/architecture.md": (
        "next catalogue = build(previous catalogue, tonight's pages, surveys, decisions)",
        "doors      pipeline.__main__   pipeline.verbs   pipeline.schedule   pipeline.demo   pipeline.author",
        "catalogue.duckdb    published; opened read-only by everybody",
    ),
    "docs/lake.md": ("lake:",),
    "docs/local-courses.md": (
        "columns: {title: What we offer, provider: null}   # our word: your heading; null: no column is that",
    ),
    "docs/operators/cluster.md": (  # tests/engine/dask_cluster.py starts a cluster the same way
        "engine:",
        "dask scheduler --protocol tls --tls-ca-file ca.pem --tls-cert cert.pem --tls-key key.pem",
    ),
    "docs/operations.md": (  # units, cron lines and settings: tests/docs/test_operations_page.py looks at their verbs
        "# /etc/systemd/system/circlewise.service",
        "# /etc/systemd/system/circlewise.timer",
        "*/30 * * * *  circlewise  CIRCLEWISE_HOME=/var/lib/circlewise /opt/circlewise/.venv/bin/circlewise "
        "schedule --once",
        "0 6 * * *  circlewise  CIRCLEWISE_HOME=/var/lib/circlewise /opt/circlewise/.venv/bin/circlewise "
        "export /srv/parquet",
        "# coordinators get the digest; white space between addresses",
        "*/5 * * * *  circlewise  cd /var/lib/node_exporter && CIRCLEWISE_HOME=/var/lib/circlewise "
        "/opt/circlewise/.venv/bin/circlewise metrics > circlewise.tmp && mv circlewise.tmp circlewise.prom",
        "circlewise_data_age_seconds > 2 * 86400 or circlewise_catalogue_readable == 0",
        "serve:",
        "server {",
    ),
    "docs/surveys.md": ("q5:", "q2:"),
}
"""By page: the first line of each block of code that is no command."""
