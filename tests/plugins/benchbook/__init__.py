"""What `make bench` measures, as a book: one run writes docs/benchmarks.md, and of its figures docs/scale.md."""
