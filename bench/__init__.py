"""What it costs: answers, reports, photos, places, starting. `python -m bench --help`; see docs/performance.md."""
