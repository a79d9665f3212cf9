"""What a benchmark measured: timings, statistics, baselines and variants."""
