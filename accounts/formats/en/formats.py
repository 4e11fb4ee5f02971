"""English is what a house in many countries speaks, not what one of them does."""

FIRST_DAY_OF_WEEK = 1
