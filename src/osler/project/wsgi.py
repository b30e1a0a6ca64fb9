"""What a WSGI server loads: `osler.project.wsgi:application`."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "osler.project.settings")
application = get_wsgi_application()

from osler.web import warm  # noqa: E402  # Django must be set up before its parts are imported

warm.up()
