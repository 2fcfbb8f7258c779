"""What docs/scale.md says between its tables."""

from __future__ import annotations

HEAD = """\
# Scale

<!-- Written by `make bench` from the figures of docs/benchmarks.md; change tests/plugins/benchbook/scale.py. -->

For whoever runs systems and wants to know what Circlewise asks of theirs: by courses, goals and libraries, what a unit
costs, which line bends, what a month costs, and what breaks first.
"""
RUN = (
    "**Measured** were nights over {small:,} and {large:,} courses with {goals:,} goals, and with {few:,} and "
    "{many:,} goals over {courses:,} courses, on {cores} cores where {load} processes wanted one "
    "([benchmarks.md](benchmarks.md) describes the machine). Everything else is **counted** from them: far from "
    "what was measured, a figure is an order of size and no promise. A course here has a title and a description "
    "of the judgements; longer ones cost more."
)
UNITS = (
    "What one more costs between the two sizes, CPU of one core. *First night of all* makes vectors of every "
    "text; *first night* finds them made, as where they came with a copy. `none seen`: the larger night took no "
    "more."
)
BENDS = {
    "harvest": ("pages; each is fetched, kept and read by itself"),
    "build": ("listings, compared with yesterday's in one join; and listings of one course, sought among all"),
    "match": (
        "goals and courses: their products for meaning, and words by their rarity; a night after looks at what changed"
    ),
    "propose": (
        "goals, each compared with each where topics are grouped; courses only where a shortlist looks them up"
    ),
    "publish": ("bytes, for the checks and what is told; the swap itself does not grow"),
}
POLITE = (
    "How long requests take at {delay:g} s between two to one host, which nothing makes faster. *Lists* bring "
    "{per_page} courses a page, *a page each* one; hosts are asked side by side and hold equally many. *CPU* is "
    "what the same pages cost to fetch, keep and read, in one process. The larger of both bounds a harvest: the "
    "pause where each course has a page, or few hosts hold all, and the processor where many hosts give lists. "
    "One host takes {most:,.0f} requests in eight hours; a `Crawl-delay` of 10 s takes ten times as long."
)
LIBRARIES = (
    "The night after a first one, multiplied. *Each for itself* asks every publisher once a library, which no "
    "publisher has to bear with thousands of them. A lake ([lake.md](lake.md)) shares what was read; a night that"
    " takes its courses from there and asks nobody is not built, and the column without harvests says what it "
    "would leave. Machines have {cores} cores and {hours} hours, and their nights begin one after another. A "
    "night commits {commits} times, and those of the shared part queue; commits by the clock are small ones, as "
    "the bench makes them, so this is the least there is."
)
MONEY = (
    "**Prices are an assumption of 2026-11, to be replaced by your own**: {vcpu:g} for an hour of a core, {gib:g}"
    " for an hour of a GiB of memory, {gb:g} for a month of a GB of disk, in any currency. *Nights* = {nights} "
    "nights after a first one: CPU hours × price of a core, and CPU hours / {cores} × GiB at the highest × price "
    "of a GiB. *Disk* = GB × price. *Server of pages* = {hours} hours of one core and {server:g} GiB. Traffic and"
    " people are not in it."
)
