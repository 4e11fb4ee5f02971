"""What benches and chaos runs need of the rooms: pages and approved posts by the thousand, and what became of them."""
