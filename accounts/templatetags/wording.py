"""`{{ reason|told }}` shows a sentence or a word of ours in the reader's language."""

from django import template

from accounts import wording

register = template.Library()
register.filter("told", wording.told)
