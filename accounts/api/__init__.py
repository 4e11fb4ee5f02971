"""Who, for machines: brands, markets, pages, events, the key itself, and webhooks."""
