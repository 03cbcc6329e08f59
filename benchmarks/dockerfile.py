"""Executes every line of the Dockerfile without Docker: `python -m benchmarks.dockerfile`.

As root on Debian, with `apt-get install buildah mmdebstrap`. The base is Debian with its own Python
in place of the one named in the Dockerfile, which only a registry of images has; everything after
FROM is executed as it stands, on what is committed. What comes of it is then run as the image says,
but on a disk that can't be written and without any network, and looked at from inside. It ends with
1 where a line was not executed or anything is not as it should be.
"""

import argparse
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent
_SUITE: Final = "bookworm"
_SAID: Final = "build.log"
_PACKAGES: Final = "python3,python3-venv,ca-certificates"
# In namespaces of its own: nothing but the loopback, and nothing that can be written but what a
# read-only container has as well, a small /tmp and the volume.
_RUN: Final = """
set -eu
mount --make-rprivate /
mount --bind {root} {root} && mount -o remount,bind,ro {root}
mount -t tmpfs -o mode=1777 none {root}/tmp
mount -t tmpfs -o mode=700,uid={user},gid={user} none {root}{volume}
mount -t proc none {root}/proc
mount --bind /dev {root}/dev
python3 -c "{loopback}"
inside() {{ chroot --userspec={user}:{user} {root} env -i {env} sh -c "cd {home} && exec $*"; }}
inside {command} > {log} 2>&1 &
tries=0
until inside {health} > /dev/null 2>&1; do
  tries=$((tries + 1)); [ $tries -lt 90 ] || exit 3
  sleep 1
done
inside python -c {look}
"""
# `ip link set lo up`, where there is no `ip`.
_LOOPBACK: Final = (
    "import fcntl, socket, struct; s = socket.socket(); "
    "fcntl.ioctl(s, 0x8914, struct.pack('16sH14s', b'lo', 1 | 64, b''))"
)
# What the image's own Python sees of where it is, as JSON.
_LOOK: Final = """
import http.client, json, os, pathlib, socket

def refused(path):
    try:
        pathlib.Path(path, "written").touch()
    except OSError:
        return True
    return False

def asked(path):
    here = http.client.HTTPConnection("127.0.0.1", 8501, timeout=120)
    here.request("GET", path)
    return here.getresponse()

held = next(line for line in open("/proc/self/status") if line.startswith("CapEff"))
print(json.dumps({
    "user": os.getuid(),
    "capabilities": int(held.split()[1], 16),
    "read-only": all(map(refused, ("/", "/etc", "/usr", "/opt/evenhand", os.environ["HOME"]))),
    "volume": not refused("/data"),
    "interfaces": [name for _, name in socket.if_nameindex()],
    "healthz": asked("/healthz").status,
    "health": json.load(asked("/healthz"))["status"],
    "page": asked("/").status,
    "form": asked("/predict/").status,
}))
"""
SOUND: Final[Mapping[str, object]] = {
    "user": 1000,
    "capabilities": 0,
    "read-only": True,
    "volume": True,
    "interfaces": ["lo"],
    "healthz": 200,
    "health": "ok",
    "page": 200,
    "form": 200,
}
"""What is seen in an image as it should be."""


@dataclass(frozen=True, slots=True)
class Builder:
    """Buildah with a store of its own.

    Attributes:
        home: the folder of the store.
        volumes: files and folders that the machine's own pip needs, read-only.
    """

    home: Path
    volumes: tuple[str, ...]

    def __call__(self, *arguments: str, cwd: Path = ROOT) -> str:
        """What a command of Buildah says."""
        store = ("--root", str(self.home / "store"), "--runroot", str(self.home / "run"))
        command = ["buildah", *store, "--storage-driver", "vfs", *arguments]
        return ran(*command, cwd=cwd).decode().strip()

    def base(self, tar: Path) -> None:
        """Make the image that stands in for the base."""
        working = self("from", "scratch")
        self("add", "--quiet", working, str(tar), "/")
        self("commit", "--quiet", working, "localhost/base")
        self("rm", working)

    def build(self, context: Path) -> None:
        """Execute the Dockerfile."""
        seen = [part for path in self.volumes for part in ("--volume", f"{path}:{path}:ro")]
        named = ("--build-arg", "BASE=localhost/base", "--tag", "localhost/evenhand")
        kind = ("--format", "docker", "--isolation", "chroot", "--logfile", str(self.home / _SAID))
        self("build", *kind, *seen, *named, ".", cwd=context)

    def said(self) -> str:
        """What was said while the Dockerfile was executed."""
        return (self.home / _SAID).read_text("utf-8")

    @contextmanager
    def mounted(self) -> Iterator[tuple[Path, dict[str, Any]]]:
        """The image's files, and what it says of itself."""
        working = self("from", "localhost/evenhand")
        about = json.loads(self("inspect", "--type", "container", working))["Docker"]["config"]
        try:
            yield Path(self("mount", working)), about
        finally:
            self("umount", working)
            self("rm", working)


def ran(*command: str, cwd: Path = ROOT, given: bytes | None = None) -> bytes:
    """What a program writes; what it says beside that is shown."""
    return subprocess.run(command, check=True, cwd=cwd, input=given, stdout=subprocess.PIPE).stdout


def debian(tar: Path) -> None:
    """Put a small Debian with Python together."""
    options = ("--variant=minbase", f"--include={_PACKAGES}", "--quiet")
    ran("mmdebstrap", *options, _SUITE, str(tar))


def committed(folder: Path) -> Path:
    """What is committed, in a folder of its own."""
    folder.mkdir()
    ran("tar", "-x", cwd=folder, given=ran("git", "archive", "HEAD"))
    return folder


def healthy(root: Path, about: dict[str, Any], log: Path) -> dict[str, Any]:
    """Run the image as it says, read-only and without network, until it is healthy.

    Args:
        root: its files.
        about: what it says of itself.
        log: what the server says goes here.

    Returns:
        What was seen from inside.
    """
    env = (*about["Env"], f"HOME={about['WorkingDir']}")
    script = _RUN.format(
        root=shlex.quote(str(root)),
        user=about["User"],
        volume=next(iter(about["Volumes"])),
        home=about["WorkingDir"],
        env=" ".join(map(shlex.quote, env)),
        command=_words(about["Cmd"]),
        health=_words(about["Healthcheck"]["Test"][1:]),
        loopback=_LOOPBACK,
        look=shlex.quote(shlex.quote(_LOOK)),
        log=shlex.quote(str(log)),
    )
    spaces = ("unshare", "--mount", "--net", "--pid", "--fork", "--kill-child")
    found: dict[str, Any] = json.loads(ran(*spaces, "bash", "-c", script))
    return found


def lines(dockerfile: str) -> int:
    r"""How many RUN lines there are.

    Args:
        dockerfile: its text.

    >>> lines("FROM a\nRUN b && c\nRUN d\nCMD e")
    2
    """
    return sum(line.startswith("RUN ") for line in dockerfile.splitlines())


def executed(said: str) -> int:
    """How many RUN lines Buildah says that it executed.

    Args:
        said: while it built.
    """
    return len(re.findall(r"^(?:\[.*\] )?STEP \d+/\d+: RUN ", said, re.MULTILINE))


def faults(seen: Mapping[str, object]) -> list[str]:
    """What is not as it should be, a line each.

    Args:
        seen: from inside.

    >>> faults({**SOUND, "user": 0})
    ['user: expected 1000, found 0']
    """
    return [
        f"{name}: expected {wanted}, found {seen.get(name)}"
        for name, wanted in SOUND.items()
        if seen.get(name) != wanted
    ]


def looked(builder: Builder, log: Path) -> list[str]:
    """Run the image that was built, and print what is seen of it.

    Args:
        builder: which has built it.
        log: what the server says goes here.

    Returns:
        What is not as it should be.
    """
    wanted, done = lines((ROOT / "Dockerfile").read_text("utf-8")), executed(builder.said())
    print(f"RUN lines executed: {done} of {wanted}")
    with builder.mounted() as (root, about):
        seen = healthy(root, about, log)
        size = sum(file.lstat().st_size for file in root.rglob("*"))
    for name, value in seen.items():
        print(f"{name}: {value}")
    print(f"image size: {size / 1e6:.0f} MB, its base included")
    return faults(seen) if done == wanted else ["a line was not executed", *faults(seen)]


def _words(command: Sequence[str]) -> str:
    """A command as one word of a shell, which another shell takes apart."""
    return shlex.quote(shlex.join(command))


def main() -> None:
    """Build, run, and say how it went."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", type=Path, help="a Debian that was put together before")
    parser.add_argument(
        "--volume", action="append", default=[], help="a file or folder that pip needs here"
    )
    asked = parser.parse_args()
    os.nice(10)
    started = time.monotonic()
    home = Path(tempfile.mkdtemp(prefix="evenhand-image-"))
    builder = Builder(home, tuple(asked.volume))
    try:
        if asked.base is None:
            debian(home / "base.tar")
        builder.base(asked.base or home / "base.tar")
        builder.build(committed(home / "context"))
        wrong = looked(builder, home / "server.log")
        print(f"after {time.monotonic() - started:.0f} s: {'; '.join(wrong) or 'as it should be'}")
        sys.exit(bool(wrong))
    except subprocess.CalledProcessError as error:
        log = home / "server.log"
        said = log.read_text(encoding="utf-8") if log.exists() else ""
        sys.exit(f"{said}\nfailed: {Path(error.cmd[0]).name}, exit code {error.returncode}")
    finally:
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    main()
