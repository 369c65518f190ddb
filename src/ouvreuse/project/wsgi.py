"""The WSGI application Granian serves."""

import os

from django.core.wsgi import get_wsgi_application

from ouvreuse.kernel import garbage
from ouvreuse.project import env

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ouvreuse.project.settings")
env.require_secret("OUVREUSE_SECRET_KEY")
application = get_wsgi_application()
garbage.settle()
