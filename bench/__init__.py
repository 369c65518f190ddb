"""Benchmarks an operator can run on his own machine: ratios measured side by side in one run."""
