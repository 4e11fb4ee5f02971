"""The web process's entry."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from publisher import heap

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "publisher.settings")
application = get_wsgi_application()
_ = get_resolver().url_patterns  # every view, loaded once for all processes that gunicorn forks from this one
heap.settle()
