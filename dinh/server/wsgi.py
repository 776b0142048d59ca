"""What the web server loads: `granian --interface wsgi dinh.server.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dinh.server.settings")
application = get_wsgi_application()

from dinh.server import parent, schedule  # noqa: E402  # needs the settings

parent.watch()
schedule.start()
