"""What is said, for machines: campaigns, guidelines, assets, posts, publications, slots."""
