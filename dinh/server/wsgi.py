"""What the web server loads: `granian --interface wsgi dinh.server.wsgi:application`."""

import faulthandler
import os
import signal

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from dinh import folder

folder.keep_private()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dinh.server.settings")
application = get_wsgi_application()

from dinh.server import schedule, worker  # noqa: E402  # needs the settings
from dinh.server.slow_senders import Patient  # noqa: E402

application = Patient(application)

faulthandler.register(
    signal.SIGUSR1, all_threads=True
)  # `kill -USR1 PID` writes into the journal where each thread stands
worker.watch()
get_resolver().url_patterns  # noqa: B018  # all desks are loaded now, not at the first request
schedule.settle()
schedule.start()
