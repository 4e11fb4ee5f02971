"""What every resource of the API shares: keys, scopes, problems, idempotency, ETags, pages, limits."""
