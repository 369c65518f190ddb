"""The WSGI application Granian serves."""

import os

from django.core.wsgi import get_wsgi_application

from ouvreuse.kernel import garbage

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ouvreuse.project.settings")
application = get_wsgi_application()
garbage.settle()
