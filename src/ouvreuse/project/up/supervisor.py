"""Starts everything in order, keeps it alive, stops it in the opposite order."""

import json
import resource
import signal
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from types import FrameType
from typing import Final

import psycopg

from ouvreuse.kernel.terminal import bilingual, decimal
from ouvreuse.project.cluster import Cluster, ClusterError
from ouvreuse.project.command_line import Up
from ouvreuse.project.refusal import Refusal
from ouvreuse.project.system_user import RunAs, ServiceUser
from ouvreuse.project.up import database, https, plan, programs
from ouvreuse.project.up.addresses import loopback
from ouvreuse.project.up.child import Child, Program
from ouvreuse.project.up.first_link import first_link
from ouvreuse.project.up.journal import Journal
from ouvreuse.project.up.keys import make_secrets
from ouvreuse.project.up.locks import cluster_in_use, only_one_up
from ouvreuse.project.up.processes import Register
from ouvreuse.project.up.progress import Progress
from ouvreuse.project.up.site import Site, decide_kind, environment, known_site, outside_database

OPEN_FILES: Final = 4096
BEAT: Final = 0.3  # seconds between two looks at the children
PATIENCE: Final = 60.0  # seconds for the first page before we say that it is late
LEGAL: Final = (
    "Non homologué par le CNC, non certifié comme caisse. Not homologated by the CNC nor certified as a till."
)


class Stopped(BaseException):
    """Ctrl-C, SIGTERM or a closed terminal."""


progress = Progress()
tell = progress.tell


def up(told: Up) -> int:
    """Run until told to stop; the exit code. Raises Refusal when something stands in the way."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        if signal.getsignal(number) != signal.SIG_IGN:  # nohup wants us to live on
            signal.signal(number, _stop)
    _open_many_files()
    try:
        user = plan.own_folder(told.data)
        plan.need_space(told.data)  # before the first byte is written
        with only_one_up(told.data, user=user):
            _Supervisor(told, user=user).run()
    except Stopped:
        tell(bilingual(fr="arrêté", en="stopped"))
    return 0


def _open_many_files() -> None:
    """As many as may be opened: a line of a visitor is a file, and some systems begin with 256 for each program."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _stop(_number: int, _frame: FrameType | None) -> None:
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # once is enough: stopping is not interrupted
    raise Stopped


class _Supervisor:
    def __init__(self, told: Up, *, user: ServiceUser) -> None:
        self.told = told
        self.data = told.data
        self.user = user
        self.known = known_site(self.data)
        outside = outside_database(self.known, data=self.data)
        self.cluster = None if outside else Cluster(self.data)
        self.register = Register(self.data / "locks" / "children.json", mark=f"OUVREUSE_DATA={self.data}")
        self.children: list[Child] = []
        self.logins_told = False

    def run(self) -> None:
        began = time.monotonic()
        kind = decide_kind(self.known, demo=self.told.demo, data=self.data)
        for name in self.register.stop_orphans():
            tell(
                bilingual(
                    fr=f"{name}, laissé par un `up` tué, est arrêté",
                    en=f"stopped {name}, left behind by an `up` that was killed",
                )
            )
        site = plan.listen(self.told, kind=kind, outside=self.cluster is None, user=self.user)
        make_secrets(self.data, user=self.user)
        with ExitStack() as stack:
            stack.enter_context(self._database())
            stack.callback(self._stop_children)
            env, run_as = self._programs_environment(site)
            self._check_outside(env)
            site.save(self.data, user=self.user)
            self._prepare(site, env=env, run_as=run_as)
            self._start_all(site, env=env, run_as=run_as)
            self._start(programs.before_opening(site, data=self.data, env=env, run_as=run_as))
            self._wait_for_site(site)
            self._announce(site, seconds=time.monotonic() - began)
            self._tell_first_link(site, env=env, run_as=run_as)
            self._start(programs.after_the_site(site, data=self.data, env=env, run_as=run_as))
            self._watch_for_ever()

    # -- starting --------------------------------------------------------------------------------------

    @contextmanager
    def _database(self) -> Iterator[None]:
        if self.cluster is None:
            yield
            return
        known = self.cluster.folder.exists()
        with ExitStack() as stack:
            with progress.step(
                bilingual(fr="démarrage de PostgreSQL", en="starting PostgreSQL")
                if known
                else bilingual(
                    fr="création de la base (PostgreSQL 18)", en="making the database (PostgreSQL 18)"
                )
            ):
                stack.enter_context(cluster_in_use(self.cluster, user=self.user))
            yield

    def _check_outside(self, env: dict[str, str]) -> None:
        """Before the site is written down: an outside PostgreSQL that can't serve us is not remembered."""
        if self.cluster is not None:
            return
        with progress.step(bilingual(fr="appel du PostgreSQL extérieur", en="asking the outside PostgreSQL")):
            database.check_outside(env)
        if (ours := Cluster(self.data).folder).exists():
            tell(
                bilingual(
                    fr=f"ATTENTION : le cinéma de {ours} n'est pas touché : celui-ci est dans le PostgreSQL extérieur",
                    en=f"WARNING: the cinema in {ours} is left alone: this one is in the outside PostgreSQL",
                )
            )

    def _programs_environment(self, site: Site) -> tuple[dict[str, str], RunAs]:
        env = environment(site, data=self.data, cluster=self.cluster)
        if self.user.dropped:
            env["HOME"] = str(self.data)
        run_as = plan.web_runs_as(self.user, env=env)
        if run_as is None:
            tell(
                bilingual(
                    fr=f"ATTENTION : le site et l'ouvrier tournent sous root, car {self.user.name} ne peut pas lire "
                    f"ce programme ou son Python (ils sont dans un dossier privé) ; un clone dans /opt avec le "
                    f"Python du système est plus sûr",
                    en=f"WARNING: site and worker run as root, for {self.user.name} can't read this program or its "
                    f"Python (they are in a private folder); a clone in /opt with the system's Python is safer",
                )
            )
            return env, {}
        plan.hand_over(self.data, user=self.user)
        return env, run_as

    def _prepare(self, site: Site, *, env: dict[str, str], run_as: RunAs) -> None:
        try:
            if self.cluster is not None:
                database.ready_cluster(self.cluster)
            if not database.prepared(env, kind=site.kind):
                with progress.step(
                    bilingual(fr="mise à niveau de la base", en="bringing the database to this release")
                ):
                    database.prepare(env, kind=site.kind, run_as=run_as)
        except psycopg.Error as error:
            said = " ".join(str(error).split())
            raise Refusal(
                bilingual(
                    fr=f"impossible de préparer la base : {said}",
                    en=f"the database can't be made ready: {said}",
                )
            ) from error

    def _start_all(self, site: Site, *, env: dict[str, str], run_as: RunAs) -> None:
        self._start(programs.before_the_site(site, data=self.data, env=env, run_as=run_as))
        self._start(programs.the_site(site, data=self.data, env=env, run_as=run_as))
        if site.proxied:
            self._start([https.caddy(site, data=self.data, env=env, run_as=run_as, user=self.user)])
            with progress.step(
                bilingual(fr="création du certificat (Caddy)", en="making the certificate (Caddy)")
            ):
                made = https.write_start_page(site, data=self.data, user=self.user)
                made = made and https.certified(site, data=self.data)
            if not made:
                log = self.data / "logs" / "caddy.log"
                tell(
                    bilingual(
                        fr=f"Caddy n'a pas encore fait de certificat ; voir {log}",
                        en=f"Caddy has made no certificate yet; see {log}",
                    )
                )

    def _start(self, wanted: Iterable[Program]) -> None:
        for program in wanted:
            journal = Journal(self.data / "logs", program.name, user=self.user, tell=tell)
            child = Child(program=program, journal=journal, register=self.register, tell=tell)
            self.children.append(child)
            child.start()

    def _wait_for_site(self, site: Site) -> None:
        late, log = time.monotonic() + PATIENCE, self.data / "logs" / "web.log"
        with progress.step(bilingual(fr="démarrage du site", en="starting the site")):
            while self._being_made() or not _answers(f"{site.inner_url}/healthz"):
                self._watch()
                if time.monotonic() > late:
                    tell(
                        bilingual(
                            fr=f"le site ne répond pas encore ; voir {log}",
                            en=f"the site does not answer yet; see {log}",
                        )
                    )
                    late += PATIENCE
                time.sleep(0.05)

    def _being_made(self) -> bool:
        """Whether something that ends by itself is still at its first try: the demo's programme."""
        return any(
            child.program.once and child.process is not None and not child.restart_at
            for child in self.children
        )

    def _announce(self, site: Site, *, seconds: float) -> None:
        tell(bilingual(fr=f"ouvert après {decimal(seconds)} s", en=f"open after {decimal(seconds)} s"))
        for line in _addresses(site):
            tell(f"  {line}")
        if not loopback(site.host) and not site.proxied:
            tell(
                bilingual(
                    fr="  pas de caméra pour les téléphones en http simple : ajoutez --https, ou contrôlez sur photo",
                    en="  phones get no camera on plain http: add --https, or scan from a photo",
                )
            )
        tell(bilingual(fr=f"  données : {self.data}", en=f"  data: {self.data}"))
        tell(LEGAL)
        self._tell_logins()

    def _tell_first_link(self, site: Site, *, env: dict[str, str], run_as: RunAs) -> None:
        """How the first person comes in, as long as nobody has an account."""
        if link := first_link(site, env=env, run_as=run_as):
            tell(
                bilingual(
                    fr="pour commencer, ouvrez ce lien (une seule fois, dans les 24 heures) :",
                    en="to begin, open this link (once, within 24 hours):",
                )
            )
            tell(f"  {link}")

    def _tell_logins(self) -> None:
        """The demo's logins, once the demo has made them."""
        with suppress(OSError, ValueError, TypeError, AttributeError):
            found = json.loads((self.data / "demo-logins.json").read_text(encoding="utf-8"))
            entries = found.get("logins", found) if isinstance(found, dict) else found
            items = entries.items() if isinstance(entries, dict) else ((None, entry) for entry in entries)
            for name, entry in items:
                values = entry.values() if isinstance(entry, dict) else [entry]
                login = "  ".join(str(v) for v in (name, *values) if v)
                tell(bilingual(fr=f"  identifiants de démonstration : {login}", en=f"  demo login: {login}"))
            self.logins_told = True

    # -- living ----------------------------------------------------------------------------------------

    def _watch_for_ever(self) -> None:
        tell(bilingual(fr="Ctrl-C arrête tout", en="Ctrl-C stops everything"))
        while True:
            self._watch()
            if not self.logins_told:
                self._tell_logins()
            time.sleep(BEAT)

    def _watch(self) -> None:
        if self.cluster is not None and not self.cluster.running():
            tell(
                bilingual(
                    fr="PostgreSQL s'est arrêté : nouveau démarrage",
                    en="PostgreSQL has ended: starting it again",
                )
            )
            try:
                self.cluster.start()
            except (ClusterError, OSError) as error:  # a full disk is no reason to stop the others
                tell(str(error))
                time.sleep(2)
        for child in self.children:
            child.watch()

    def _stop_children(self) -> None:
        if self.children:
            tell(bilingual(fr="arrêt en cours", en="stopping"))
        for child in reversed(self.children):
            child.stop()


def _addresses(site: Site) -> Iterator[str]:
    """Where people go, a line each."""
    yield bilingual(fr=f"site : {site.base_url}/", en=f"site: {site.base_url}/")
    if url := site.start_url:
        yield bilingual(fr=f"première page pour les téléphones : {url}", en=f"start page for phones: {url}")
    if site.kind == "DEMO":
        tour, mailbox = f"{site.base_url}/demo/", site.mailbox_url
        yield bilingual(fr=f"visite de la démonstration : {tour}", en=f"tour of the demo: {tour}")
        yield bilingual(fr=f"boîte aux lettres : {mailbox}", en=f"mailbox: {mailbox}")


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own address
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False
