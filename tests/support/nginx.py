"""A real nginx that runs in a folder: what its configuration must say to stay in there."""

import os
from pathlib import Path

_CONFIG = """\
daemon off;
{main}
pid nginx.pid;
error_log stderr;
events {{ }}
http {{
  types {{ text/plain txt; application/octet-stream bin; }}
  access_log {access_log};
  client_body_temp_path body;
  proxy_temp_path proxy;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
{http}}}
"""


def command(program, folder, http, *, lone=False, access_log="off"):
    """Writes its configuration into the folder, and gives the command line that starts it.

    `http`: directives of the http block. `lone`: one process, without a master."""
    config = Path(folder, "nginx.conf")
    config.write_text(_CONFIG.format(
        main="master_process off;" if lone else "worker_processes 1;", access_log=access_log,
        http=http), encoding="ascii")
    # Its workers run as the user that started it, who owns the folder.
    user = ["-g", "user root;"] if os.geteuid() == 0 and not lone else []
    return [program, "-e", "stderr", "-p", str(folder), "-c", str(config), *user]
