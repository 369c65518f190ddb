"""`up` with real PostgreSQL, locks, signals and logs, but a toy in place of the site: started by its tests.

Arguments: data folder, port, and `--https` if wanted.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ouvreuse.project.command_line import Up
from ouvreuse.project.refusal import Refusal
from ouvreuse.project.up import database, programs, supervisor
from ouvreuse.project.up.child import Program

WEB = """
import http.server, sys
class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers(); self.wfile.write(b'toy')
print('toy site up', flush=True)
http.server.ThreadingHTTPServer(('127.0.0.1', int(sys.argv[1])), Page).serve_forever()
"""
# A server whose own child outlives it, as the app server's workers do after a kill.
LEADER = "import subprocess, sys, time; subprocess.Popen(['sleep', '1000']); time.sleep(1000)"


def the_site(site: Any, *, data: Path, env: dict[str, str], run_as: Any) -> Iterator[Program]:
    """A page and a program with a child of its own."""
    for name, command in (("web", (WEB, str(site.web_port))), ("worker", (LEADER,))):
        yield Program(
            name=name, command=(sys.executable, "-c", *command), env=env, folder=data, run_as=run_as
        )


def main() -> int:
    """Run until told to stop."""
    programs.the_site = the_site
    programs.before_the_site = programs.after_the_site = lambda *_, **__: iter(())
    database.prepared = lambda *_, **__: True
    secure = "--https" in sys.argv
    told = Up(port=int(sys.argv[2]), host="127.0.0.1", data=Path(sys.argv[1]), demo=False, https=secure)
    try:
        return supervisor.up(told)
    except Refusal as error:
        print(f"ouvreuse: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
