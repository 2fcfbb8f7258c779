"""The process that touches the lake: one request in on standard input, one answer out. Started by `store.lake.call`."""
