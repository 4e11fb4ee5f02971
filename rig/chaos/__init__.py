"""Faults by a seeded schedule, while thousands of posts go out: what `bin/chaos` runs."""
