"""What docs/scale.md says between its tables."""

from __future__ import annotations

HEAD = """\
# Scale

<!-- Written by `make bench` from the figures of docs/benchmarks.md; change tests/plugins/benchbook/scale*.py. -->

For whoever runs systems and wants to know what Circlewise asks of theirs: by courses, goals and libraries, what a unit
costs, which line bends, what a month costs, and what breaks first. One night on several machines:
[cluster.md](operators/cluster.md); one catalogue for many libraries: [lake.md](lake.md).
"""
RUN = (
    "**Measured** were nights over {small:,} and {large:,} courses with {goals:,} goals, and with {few:,} and "
    "{many:,} goals over {courses:,} courses, on {cores} cores with a load average of {load} at the start "
    "([benchmarks.md](benchmarks.md) describes the machine). Everything else is **counted** from them: far from "
    "what was measured, a figure is an order of size and no promise. A course here has the "
    "title and the description of one of some thousands of real courses, which stand there again and again up to the "
    "number: as long as real ones, but with fewer different words than so many courses would have. Runs beside "
    "other work took up to a third more or less (decision 45)."
)
UNITS = (
    "What one more costs between the two sizes, CPU of one core. *First night of all* makes vectors of every "
    "text; *first night* finds them made, as where they came with a copy. `none seen`: the larger night took no "
    "more. *First night of all* was measured up to 10,000 courses; beyond, what the model took there is added by "
    "course."
)
SIZES = (
    "CPU of one core, memory of the night that takes most, and disk of a library's home with the {builds} catalogues "
    "that it keeps, one night old. Waiting for sources is not in it. Memory is what the processes of a night hold, "
    "what they share counted once; the system's cache of files comes on top where a container's limit counts it, and a "
    "first night of all was not measured above 10,000 courses: give a machine half as much again."
)
STEPS = (
    "µs of CPU for one more course of which 2 % changed, between each two sizes that were measured. Where the right "
    "column is the larger one the line bends up, and what is counted for 1,000,000 courses and more is too little."
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
    "pause where each course has a page, or few hosts hold all, and the processor where many hosts give lists. It is "
    "what one page took in a bench of its own, which stores it as well: not to be added to a night. "
    "One host takes {most:,.0f} requests in eight hours; a `Crawl-delay` of 10 s takes ten times as long."
)
LIBRARIES = (
    "The night after a first one, multiplied. *Each for itself* asks every publisher once a library, which no "
    "publisher has to bear with dozens of them. A lake ([lake.md](lake.md)) shares what was read; a night that"
    " takes its courses from there and asks nobody is not built, and the column without harvests shows the "
    "CPU that would be left if it were; reading from the lake is not counted. *Machines* work {hours} hours, one "
    "night after another, each as long as the longer of two: what it took by the clock on {cores} cores, and its "
    "pauses with lists at {hosts} hosts. Nights that wait side by side need fewer machines, each night with its own "
    "memory. A night commits {commits} times at least, and those of the shared part queue; the column is what small "
    "commits took in the bench, one after another. To publish 250,000 courses of which 2 % changed takes a worker 5.9 "
    "s of CPU besides (decision 41); how long the queue is held meanwhile was not measured."
)
MONEY = (
    "**Prices are an assumption of 2026-11, to be replaced by your own**: {vcpu:g} for an hour of a core, {gib:g}"
    " for an hour of a GiB of memory, {gb:g} for a month of a GB of disk, in any currency. *Nights* = {nights} "
    "nights after a first one: CPU hours × price of a core, and CPU hours / {cores} × GiB at the highest × price "
    "of a GiB. *Disk* = GB × price. *Server of pages* = {hours} hours of one core and {server:g} GiB. Traffic and"
    " people are not in it."
)
MANY_MONTHS = (
    "The same for each, with a home and a server of pages of its own. How many homes one server of pages carries was "
    "not measured; it is the largest part, so that is the first thing to find out. A lake's PostgreSQL, copies "
    "(backups) and traffic are not in it."
)
BREAKS = (
    "One library meets politeness first: a source that gives a page a course. Many libraries meet the publishers "
    "first, long before machines. Memory is as measured in one run, rounded down."
)
