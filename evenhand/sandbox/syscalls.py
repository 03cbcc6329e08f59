"""Which system calls a sandboxed process may not make, by their numbers on two kinds of machine.

Each entry is a name, its number on x86_64 and its number on aarch64; a dash where there is none.
The numbers are those of Linux's own tables (`asm/unistd_64.h`, `asm-generic/unistd.h`).
"""

from collections.abc import Iterator
from typing import Final

_TALKS_TO_OTHERS: Final = """
socket 41 198, socketpair 53 199, connect 42 203, accept 43 202, accept4 288 242, bind 49 200,
listen 50 201, sendto 44 206, recvfrom 45 207, sendmsg 46 211, recvmsg 47 212, sendmmsg 307 269,
recvmmsg 299 243, shmget 29 194, semget 64 190, msgget 68 186, mq_open 240 180, mq_unlink 241
181
"""
_HANDLES_PROCESSES: Final = """
execve 59 221, execveat 322 281, fork 57 -, vfork 58 -, ptrace 101 117, process_vm_readv 310
270, process_vm_writev 311 271, process_madvise 440 440, pidfd_open 434 434, pidfd_getfd 438
438, pidfd_send_signal 424 424, kcmp 312 272, tkill 200 130, rt_sigqueueinfo 129 138,
rt_tgsigqueueinfo 297 240
"""
_GOES_ROUND_LIMITS: Final = """
io_uring_setup 425 425, io_uring_enter 426 426, io_uring_register 427 427, setrlimit 160 164,
bpf 321 280, perf_event_open 298 241, userfaultfd 323 282, personality 135 92
"""
_CHANGES_THE_SYSTEM: Final = """
mount 165 40, umount2 166 39, pivot_root 155 41, chroot 161 51, unshare 272 97, setns 308 268,
move_mount 429 429, open_tree 428 428, fsopen 430 430, fsconfig 431 431, fsmount 432 432, fspick
433 433, mount_setattr 442 442, add_key 248 217, request_key 249 218, keyctl 250 219,
init_module 175 105, finit_module 313 273, delete_module 176 106, kexec_load 246 104,
kexec_file_load 320 294, reboot 169 142, swapon 167 224, swapoff 168 225, settimeofday 164 170,
clock_settime 227 112, clock_adjtime 305 266, adjtimex 159 171, sethostname 170 161,
setdomainname 171 162, acct 163 89, quotactl 179 60, quotactl_fd 443 443, syslog 103 116, iopl
172 -, ioperm 173 -, setuid 105 146, setgid 106 144, setreuid 113 145, setregid 114 143,
setresuid 117 147, setresgid 119 149, setfsuid 122 151, setfsgid 123 152, setgroups 116 159,
capset 126 91
"""
_WRITES: Final = """
creat 85 -, truncate 76 45, mkdir 83 -, mkdirat 258 34, rmdir 84 -, rename 82 -, renameat 264
38, renameat2 316 276, unlink 87 -, unlinkat 263 35, link 86 -, linkat 265 37, symlink 88 -,
symlinkat 266 36, mknod 133 -, mknodat 259 33, chmod 90 -, fchmod 91 52, fchmodat 268 53, chown
92 -, fchown 93 55, lchown 94 -, fchownat 260 54, utime 132 -, utimes 235 -, utimensat 280 88,
futimesat 261 -, setxattr 188 5, lsetxattr 189 6, fsetxattr 190 7, removexattr 197 14,
lremovexattr 198 15, fremovexattr 199 16, fallocate 285 47, memfd_create 319 279, memfd_secret
447 447, name_to_handle_at 303 264, open_by_handle_at 304 265, fanotify_init 300 262,
fanotify_mark 301 263, inotify_add_watch 254 27
"""
_LOOKED_AT: Final = """
clone 56 220, clone3 435 435, open 2 -, openat 257 56, openat2 437 437, kill 62 129,
tgkill 234 131, prlimit64 302 261
"""
_PLACE: Final = {"x86_64": 0, "aarch64": 1}
NEWER: Final = 448
"""From this number on, calls are younger than this list; they are as on a kernel without them."""


def denied(machine: str) -> tuple[int, ...]:
    """The numbers of the calls that are never made.

    Args:
        machine: `x86_64` or `aarch64`.
    """
    lists = (_TALKS_TO_OTHERS, _HANDLES_PROCESSES, _GOES_ROUND_LIMITS, _CHANGES_THE_SYSTEM, _WRITES)
    return tuple(number for text in lists for _, number in _entries(text, machine))


def looked_at(machine: str) -> dict[str, int]:
    """The calls whose arguments decide, by name.

    Args:
        machine: `x86_64` or `aarch64`.

    >>> looked_at("aarch64")["openat"], "open" in looked_at("aarch64")
    (56, False)
    """
    return dict(_entries(_LOOKED_AT, machine))


def _entries(text: str, machine: str) -> Iterator[tuple[str, int]]:
    for entry in text.split(","):
        name, *numbers = entry.split()
        number = numbers[_PLACE[machine]]
        if number != "-":
            yield name, int(number)
