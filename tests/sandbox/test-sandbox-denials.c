/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* What a sandbox must refuse: each cell tries, and prints what it got. */

#include "config.h"

#include <signal.h>
#include <string.h>

#include "sandbox-test-utils.h"

/* Prints "refused" when the expression raises OSError, else what it gave. */
#define TRY "def t(f):\n  try: return f()\n  except OSError as e: return 'refused'\nimport os, socket, ctypes\n"

static SpSandbox *
sandbox_for_tries (void)
{
  SpSandbox *sandbox = test_sandbox_new (NULL);

  test_assert_printed (sandbox, TRY, "");

  return sandbox;
}

static void
test_network (void)
{
  g_autoptr(SpSandbox) sandbox = NULL;

  if (!test_can_sandbox ())
    return;

  sandbox = sandbox_for_tries ();
  test_assert_printed (sandbox, "print(t(lambda: socket.create_connection(('127.0.0.1', 80))))", "refused\n");
  test_assert_printed (sandbox, "print(t(lambda: socket.getaddrinfo('localhost.example', 80)))", "refused\n");
  test_assert_printed (sandbox, "for family in (2, 10, 16, 17, 38, 40): print(t(lambda: socket.socket(family)), end=' ')",
                       "refused refused refused refused refused refused ");
  test_assert_printed (sandbox, "print([len(p) for p in [socket.socketpair()]])", "[2]\n");
}

static void
test_files (void)
{
  g_autoptr(SpSandbox) sandbox = NULL;
  g_autofree char *home = NULL;

  if (!test_can_sandbox ())
    return;

  sandbox = sandbox_for_tries ();
  test_assert_printed (sandbox, "print(sorted(f for f in os.listdir('/') if not f.startswith('lib')))",
                       "['bin', 'dev', 'etc', 'mnt', 'proc', 'run', 'sbin', 'tmp', 'usr']\n");
  test_assert_printed (sandbox, "for p in ('/home', '/root', '/var', '/sys', '/boot'): print(os.path.exists(p), end=' ')",
                       "False False False False False ");
  test_assert_printed (sandbox, "for p in ('/', '/usr', '/etc', '/dev', '/proc/sys/kernel', '/run/sandpiper/kernel'):\n"
                                "  print(t(lambda: open(p + '/x', 'w')), end=' ')",
                       "refused refused refused refused refused refused ");
  test_assert_printed (sandbox, "for p in ('/etc/passwd', '/run/sandpiper/runner', '/proc/self/oom_score_adj'):\n"
                                "  print(t(lambda: open(p, 'w')), end=' ')", "refused refused refused ");
  test_assert_printed (sandbox, "for p in ('/tmp', '/mnt/data', '/dev/shm'): print(open(p + '/x', 'w').write('x'), end=' ')",
                       "1 1 1 ");
}

static void
test_environment (void)
{
  g_autoptr(SpSandbox) sandbox = NULL;

  if (!test_can_sandbox ())
    return;

  sandbox = sandbox_for_tries ();
  test_assert_printed (sandbox, "print('SANDPIPER_TEST_SECRET' in os.environ)", "False\n");
  test_assert_printed (sandbox, "import glob\nfound = []\nfor p in glob.glob('/proc/[0-9]*/environ'):\n"
                                "  try: found += [p] if b'hunter2' in open(p, 'rb').read() else []\n"
                                "  except OSError: pass\nprint(found)", "[]\n");
  test_assert_printed (sandbox, "print(t(lambda: open('/proc/1/environ').read()), t(lambda: open('/proc/1/mem', 'r+b')), "
                                "t(lambda: os.listdir('/proc/1/fd')))", "refused refused refused\n");
  test_assert_printed (sandbox, "print(open('/proc/1/cmdline').read().replace('\\0', ' '))",
                       "/run/sandpiper/runner /usr/bin/python3 -I -B /run/sandpiper/kernel/kernel.py \n");
}

static void
test_processes (void)
{
  g_autoptr(SpSandbox) sandbox = NULL;

  if (!test_can_sandbox ())
    return;

  sandbox = sandbox_for_tries ();
  test_assert_printed (sandbox, "print([p for p in os.listdir('/proc') if p.isdigit()])", "['1', '2']\n");
  test_assert_printed (sandbox, "import signal\nos.kill(1, signal.SIGTERM)\nprint('still here')", "still here\n");
  test_assert_printed (sandbox, "libc = ctypes.CDLL(None, use_errno=True)\n"
                                "def call(n, *a): return libc.syscall(n, *a) < 0\n"
                                /* unshare, ptrace, io_uring_setup, keyctl, memfd_create, bpf, mount, userfaultfd */
                                "print([call(n, 0x10000000, 0, 0, 0) for n in (272, 101, 425, 250, 319, 321, 165, 323)])",
                       "[True, True, True, True, True, True, True, True]\n");
  test_assert_printed (sandbox, "print([line.split()[1] for line in open('/proc/self/status') if "
                                "line.startswith(('CapEff', 'CapBnd', 'NoNewPrivs', 'Seccomp:'))])",
                       "['0000000000000000', '0000000000000000', '1', '2']\n");
}

static void
test_descriptors (void)
{
  g_autoptr(SpSandbox) sandbox = NULL;

  if (!test_can_sandbox ())
    return;

  sandbox = sandbox_for_tries ();
  test_assert_printed (sandbox, "L = [t(lambda: os.readlink('/proc/self/fd/' + f)) for f in os.listdir('/proc/self/fd')]\n"
                                "print(sorted(x.split(':')[0] for x in L if not x.startswith('/proc')))",
                       "['/dev/null', 'pipe', 'pipe', 'pipe', 'pipe', 'refused', 'socket']\n");
}

static void
test_no_survivor (void)
{
  g_autoptr(SpSandbox) sandbox = NULL;
  g_autofree char *printed = NULL;

  if (!test_can_sandbox ())
    return;

  sandbox = sandbox_for_tries ();
  printed = test_print (sandbox, "import subprocess\n"
                                 "p = subprocess.Popen(['sh', '-c', 'setsid sleep 3600 & exec sleep 3600'])\n"
                                 "if os.fork() == 0:\n  os.setsid()\n  if os.fork() == 0: os.execvp('sleep', ['sleep', '3600'])\n"
                                 "  os._exit(0)\nprint('begun')");
  g_assert_cmpstr (printed, ==, "begun\n");
  test_assert_printed (sandbox, "import time; time.sleep(0.1)\n"
                                "print([p for p in os.listdir('/proc') if p.isdigit() and p not in '12' and "
                                "') Z' not in open(f'/proc/{p}/stat').read()])", "[]\n");
}

static void
test_frozen_between_cells (void)
{
  g_autoptr(SpSandbox) sandbox = NULL;

  if (!test_can_sandbox ())
    return;

  sandbox = sandbox_for_tries ();
  test_assert_printed (sandbox, "import threading, time\nn = 0\ndef count():\n  global n\n  while True: n += 1\n"
                                "threading.Thread(target=count, daemon=True).start()", "");
  test_assert_printed (sandbox, "before = time.process_time()", "");
  test_wait (700);
  test_assert_printed (sandbox, "print(time.process_time() - before < 0.3)", "True\n");
}

int
main (int    argc,
      char **argv)
{
  g_setenv ("SANDPIPER_TEST_SECRET", "hunter2", TRUE);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sp/sandbox-denials/network", test_network);
  g_test_add_func ("/sp/sandbox-denials/files", test_files);
  g_test_add_func ("/sp/sandbox-denials/environment", test_environment);
  g_test_add_func ("/sp/sandbox-denials/processes", test_processes);
  g_test_add_func ("/sp/sandbox-denials/descriptors", test_descriptors);
  g_test_add_func ("/sp/sandbox-denials/no-survivor", test_no_survivor);
  g_test_add_func ("/sp/sandbox-denials/frozen-between-cells", test_frozen_between_cells);

  return g_test_run ();
}
