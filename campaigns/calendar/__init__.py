"""What the calendar shows: a span of days on somebody's clock, and the publications of each day.

However many publications a span holds, two queries answer: one ranks them within their places and keeps the first few
of each with the place's number, one reads what the cards of those few show.
"""
