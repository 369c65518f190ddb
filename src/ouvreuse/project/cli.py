"""The installed command `ouvreuse`. Everything but `up` runs one program and gives back its exit code."""

import os
import shutil
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import ouvreuse
from ouvreuse.kernel.terminal import bilingual, never_fail
from ouvreuse.project.command_line import Command, Up, read
from ouvreuse.project.refusal import Refusal, of_the_system

ROOT = Path(ouvreuse.__file__).parents[2]
MOST_TEST_PROCESSES = 4
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def main() -> None:
    """Do what the command line says; a refusal is one line and exit code 2."""
    never_fail()
    told = read(sys.argv[1:])
    try:
        sys.exit(_up(told) if isinstance(told, Up) else _run(told))
    except Refusal as error:
        sys.stderr.write(f"ouvreuse: {error}\n")
        sys.exit(2)
    except OSError as error:
        sys.stderr.write(f"ouvreuse: {of_the_system(error)}\n")
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)


def _up(told: Up) -> int:
    from ouvreuse.project.up.supervisor import up

    return up(told)


def _run(told: Command) -> int:
    if told.name == "test":
        return _test(list(told.words))
    if told.name == "check":
        _need_clone()
        return _call([sys.executable, "-m", "ouvreuse.project.check", *told.words], env=dict(os.environ))
    if told.name == "bench":  # a bench brings its own database, in a folder of its own
        _need_clone()
        return _call([sys.executable, "-m", f"bench.{told.words[0]}", *told.words[1:]], env=dict(os.environ))
    return _with_database(told)


def _need_clone() -> None:
    if not (ROOT / "pyproject.toml").exists():
        raise Refusal(
            bilingual(
                fr="cette commande ne marche que dans un clone du dépôt",
                en="this command works in a clone of the repository only",
            )
        )


def _call(command: list[str], *, env: dict[str, str], folder: Path = ROOT) -> int:
    """Run a program in the foreground; Ctrl-C reaches it too, and its exit code is ours."""
    with subprocess.Popen(command, env=env, cwd=folder) as process:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                continue


# -- test ----------------------------------------------------------------------------------------------------


def _test(words: list[str]) -> int:
    _need_clone()
    env = dict(os.environ)
    if "--deep" in words:
        words.remove("--deep")
        env["OUVREUSE_DEEP"] = "1"
    if not _have_chromium() and os.environ.get("CI", "").lower() in ("1", "true"):
        raise Refusal(
            bilingual(
                fr="CI=true, et il n'y a pas de Chromium pour les tests du navigateur",
                en="CI=true, and there is no Chromium for the browser tests",
            )
        )
    if not any(word.startswith(("-n", "--numprocesses", "--pdb")) for word in words):
        words += [
            "-n",
            str(min((os.cpu_count() or 1) + 1, MOST_TEST_PROCESSES)),
        ]  # one often waits for a program
    return _call([sys.executable, "-m", "pytest", *words], env=env)


def _have_chromium() -> bool:
    """Find Chromium, or install it where that is ours to do; say loudly when there is none."""
    if any(shutil.which(name) for name in CHROMIUM):
        return True
    if os.geteuid() == 0 and shutil.which("apt-get"):
        said = bilingual(
            fr="installation de Chromium pour les tests du navigateur (apt-get)",
            en="installing Chromium for the browser tests (apt-get)",
        )
        sys.stdout.write(f"ouvreuse: {said}\n")
        sys.stdout.flush()
        env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for words in (["update"], ["install", "-y", "--no-install-recommends", "chromium"]):
            subprocess.run(["apt-get", "-qq", *words], env=env, stdout=subprocess.DEVNULL, check=False)
        if any(shutil.which(name) for name in CHROMIUM):
            return True
    said = bilingual(
        fr="PAS DE CHROMIUM ICI : les tests du navigateur sont sautés (installez chromium pour les faire)",
        en="NO CHROMIUM HERE: the browser tests are skipped (install chromium to run them)",
    )
    sys.stderr.write(f"ouvreuse: {said}\n")
    return False


# -- commands that need the data -----------------------------------------------------------------------------


def django_command(told: Command) -> list[str]:
    """The Django command a word of ours stands for: `import programme F` is `import_programme F`."""
    if told.name == "manage":
        return list(told.words)
    if told.name in ("audit", "setup"):
        return [told.name, *told.words]
    return [f"{told.name}_{told.words[0]}", *told.words[1:]]


def _with_database(told: Command) -> int:
    """Run a command on the data folder's site: beside a running `up`, else with the database for its time."""
    from ouvreuse.project.cluster import Cluster
    from ouvreuse.project.up import plan
    from ouvreuse.project.up.locks import cluster_in_use
    from ouvreuse.project.up.site import environment, known_site, outside_database

    site = known_site(told.data)
    if site is None:
        raise Refusal(
            bilingual(
                fr=f"il n'y a pas encore de site dans {told.data} : démarrez-le une fois par `ouvreuse up`, "
                f"ou donnez un autre --data",
                en=f"there is no site in {told.data} yet: start it once with `ouvreuse up`, "
                f"or name another --data",
            )
        )
    cluster = None if outside_database(site, data=told.data) else Cluster(told.data)
    user = plan.own_folder(told.data)
    with ExitStack() as stack:
        if cluster is not None:
            stack.enter_context(cluster_in_use(cluster, user=user))
        env = environment(site, data=told.data, cluster=cluster)
        stack.callback(plan.hand_over, told.data, user=user)
        return _call([sys.executable, "-m", "django", *django_command(told)], env=env, folder=Path.cwd())
