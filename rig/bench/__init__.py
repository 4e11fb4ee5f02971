"""bin/bench: how fast Marquee is and how exactly on its minute, judged by what the sandbox saw become public."""
