"""WHAT: campaigns, guidelines, assets, posts and who approved them."""
