"""A fictional car maker with two brands in twelve markets: what `manage.py load_demo` loads."""
