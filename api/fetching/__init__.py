"""Pages and feeds fetched from the web, and nothing else from anywhere else."""
