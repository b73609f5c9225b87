"""Quality gates and speed benchmarks: each one command, each printing one table."""
