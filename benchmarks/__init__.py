"""What the order list costs, as ratios taken in one run. `python -m benchmarks --help`."""
