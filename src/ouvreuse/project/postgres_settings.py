"""What our PostgreSQL is told: memory for a machine of 1 GB, durability, deadlines, who may be whom."""

from pathlib import Path
from typing import Final

MAJOR: Final = "18"

# Deadlines of each role. The app's are for a visitor who waits; the worker raises its own for one job.
ROLE_SETTINGS: Final[dict[str, dict[str, str]]] = {
    "ouvreuse_owner": {"lock_timeout": "10s", "idle_in_transaction_session_timeout": "5min"},
    "ouvreuse_app": {
        "statement_timeout": "5s",
        "lock_timeout": "3s",
        "idle_in_transaction_session_timeout": "10s",
    },
}

HBA: Final = """\
# Written at each start. The kernel says who calls (peer); pg_ident.conf says which role that user may take.
local all all peer map=ouvreuse
"""

FAST_AND_FORGETFUL: Final = """
# For tests only: a crash of the machine would lose everything.
fsync = off
synchronous_commit = off
full_page_writes = off
"""


def ident(users: list[str], roles: list[str]) -> str:
    """The map from users of the operating system to roles of the database."""
    lines = [f'ouvreuse "{user}" {role}' for user in sorted(users) for role in roles]
    return "# Written at each start.\n" + "\n".join(lines) + "\n"


def server(*, sockets: Path, logs: Path, local: Path, shared_buffers: str, durable: bool) -> str:
    """The text of postgresql.conf. `local` is the operator's own file; it wins."""
    return f"""\
# Written at each start: put your own settings in {local.name}, in the data folder.
listen_addresses = ''
unix_socket_directories = {_quoted(sockets)}
unix_socket_permissions = 0777   # authentication is by peer, and the folder itself is private
max_connections = 100
shared_buffers = {shared_buffers}
work_mem = 8MB
maintenance_work_mem = 64MB
effective_cache_size = 512MB
io_method = sync                 # three processes less; the data of a cinema fit in memory
random_page_cost = 1.1
jit = off                        # short statements only
max_wal_size = 1GB
min_wal_size = 80MB
checkpoint_timeout = 15min
wal_compression = on
max_wal_senders = 2
track_io_timing = on
shared_preload_libraries = 'pg_stat_statements'
pg_stat_statements.max = 1000
timezone = 'UTC'
log_timezone = 'UTC'
datestyle = 'iso, dmy'
lc_messages = 'C'
default_text_search_config = 'pg_catalog.simple'
logging_collector = on
log_destination = 'jsonlog'
log_directory = {_quoted(logs)}
log_filename = 'postgresql-%a'   # seven files, one a day, each overwritten a week later
log_rotation_age = 1d
log_rotation_size = 0
log_truncate_on_rotation = on
log_min_duration_statement = 500
log_parameter_max_length = 0     # values may be personal data
log_parameter_max_length_on_error = 0
log_lock_waits = on
log_checkpoints = off
{"" if durable else FAST_AND_FORGETFUL}
include_if_exists = {_quoted(local)}
"""


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
