"""WHO: people, brands, markets, pages and what each may do."""
