/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* The channel to the kernel and the link to the runner, with hostile peers. */

#include "config.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/sp-fd.h"
#include "sandbox-test-utils.h"
#include "sandbox/sp-kernel-channel.h"
#include "sandbox/sp-runner-link.h"

typedef struct
{
  SpKernelChannel *channel;
  SpFd             peer;
  GString         *frames;
  guint            n_closed;
  GError          *error;
} Fixture;

static void
frame_cb (SpKernelChannel *channel,
          JsonObject      *frame,
          Fixture         *fixture)
{
  g_string_append_printf (fixture->frames, "%s;", json_object_get_string_member_with_default (frame, "t", "?"));
}

static void
closed_cb (SpKernelChannel *channel,
           GError          *error,
           Fixture         *fixture)
{
  fixture->n_closed++;
  fixture->error = error != NULL ? g_error_copy (error) : NULL;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  int ends[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), ==, 0);
  fixture->channel = sp_kernel_channel_new (ends[0]);
  fixture->peer = ends[1];
  fixture->frames = g_string_new (NULL);
  g_signal_connect (fixture->channel, "frame", G_CALLBACK (frame_cb), fixture);
  g_signal_connect (fixture->channel, "closed", G_CALLBACK (closed_cb), fixture);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_finalize_object (fixture->channel);
  sp_fd_close (fixture->peer);
  g_string_free (fixture->frames, TRUE);
  g_clear_error (&fixture->error);
}

static void
say (int         fd,
     const char *text)
{
  guint32 size = GUINT32_TO_BE ((guint32) strlen (text));

  g_assert_true (sp_fd_write_all (fd, &size, sizeof size, NULL));
  g_assert_true (sp_fd_write_all (fd, text, strlen (text), NULL));
}

static void
run_main_loop (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    continue;
}

static void
test_frames (Fixture       *fixture,
             gconstpointer  data)
{
  say (fixture->peer, "{\"t\":\"a\"}");
  say (fixture->peer, "{\"t\":\"b\"}");
  run_main_loop ();
  g_assert_cmpstr (fixture->frames->str, ==, "a;b;");
  g_assert_cmpuint (fixture->n_closed, ==, 0);
}

static void
test_last_words (Fixture       *fixture,
                 gconstpointer  data)
{
  say (fixture->peer, "{\"t\":\"a\"}");
  g_assert_true (sp_fd_write_all (fixture->peer, "\0\0", 2, NULL));
  sp_fd_close (g_steal_fd (&fixture->peer));
  run_main_loop ();
  g_assert_cmpstr (fixture->frames->str, ==, "a;");
  g_assert_cmpuint (fixture->n_closed, ==, 1);
  g_assert_no_error (fixture->error);
}

static void
test_garbage (Fixture       *fixture,
              gconstpointer  data)
{
  say (fixture->peer, "{\"t\":\"a\"}");
  say (fixture->peer, "garbage");
  say (fixture->peer, "{\"t\":\"b\"}");
  run_main_loop ();
  g_assert_cmpstr (fixture->frames->str, ==, "a;");
  g_assert_cmpuint (fixture->n_closed, ==, 1);
  g_assert_error (fixture->error, SP_SANDBOX_ERROR, SP_SANDBOX_ERROR_PROTOCOL);
}

static void
test_descriptors_dropped (Fixture       *fixture,
                          gconstpointer  data)
{
  union { char bytes[CMSG_SPACE (sizeof (int))]; struct cmsghdr align; } control = { { 0 } };
  struct iovec part = { .iov_base = (char *) "\0\0\0\2{}", .iov_len = 6 };
  struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = control.bytes,
                            .msg_controllen = sizeof control.bytes };
  struct cmsghdr *rights = CMSG_FIRSTHDR (&message);
  guint before = test_count_fds ();
  int sent = STDIN_FILENO;

  rights->cmsg_level = SOL_SOCKET;
  rights->cmsg_type = SCM_RIGHTS;
  rights->cmsg_len = CMSG_LEN (sizeof (int));
  memcpy (CMSG_DATA (rights), &sent, sizeof sent);
  for (guint i = 0; i < 50; i++)
    {
      g_assert_cmpint (sendmsg (fixture->peer, &message, 0), ==, 6);
      run_main_loop ();
    }
  g_assert_cmpuint (test_count_fds (), ==, before);
}

static void
test_send_to_the_deaf (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autoptr(JsonObject) frame = json_object_new ();
  g_autofree char *large = g_strnfill (3 * 1024 * 1024, 'x');
  g_autofree char *buffer = g_malloc (65536);
  gsize n_read = 0;

  /* More than a socket holds: sending does not block, and all of it arrives when somebody reads. */
  json_object_set_string_member (frame, "code", large);
  sp_kernel_channel_send (fixture->channel, frame);
  while (n_read < 3 * 1024 * 1024 + 4 + 11)
    {
      ssize_t size = recv (fixture->peer, buffer, 65536, MSG_DONTWAIT);

      n_read += MAX (size, 0);
      g_main_context_iteration (NULL, FALSE);
    }
  sp_kernel_channel_close (fixture->channel);
  sp_kernel_channel_send (fixture->channel, frame);
}

static void
report_cb (SpRunnerLink *link,
           gpointer      pointer,
           GString      *reports)
{
  const SpRunnerReport *report = pointer;

  g_string_append_printf (reports, "%u:%d;", report->event, report->value);
}

static void
test_link (void)
{
  g_autoptr(SpRunnerLink) link = NULL;
  g_autoptr(GString) reports = g_string_new (NULL);
  g_auto(SpFd) peer = -1;
  SpRunnerReport report = { .event = SP_RUNNER_SWEPT, .value = 3 };
  SpSandboxLimits limits;
  SpRunnerConfig config;
  guint32 request;
  int ends[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), ==, 0);
  link = sp_runner_link_new (ends[0]);
  peer = ends[1];
  g_signal_connect (link, "report", G_CALLBACK (report_cb), reports);

  sp_sandbox_limits_init (&limits);
  sp_runner_link_configure (link, &limits);
  g_assert_cmpint (recv (peer, &config, sizeof config, 0), ==, sizeof config);
  g_assert_cmpuint (config.memory, ==, limits.memory);
  g_assert_cmpuint (config.max_processes, ==, limits.max_processes);

  sp_runner_link_request (link, SP_RUNNER_FREEZE);
  g_assert_cmpint (recv (peer, &request, sizeof request, 0), ==, sizeof request);
  g_assert_cmpuint (request, ==, SP_RUNNER_FREEZE);

  g_assert_cmpint (send (peer, &report, sizeof report, 0), ==, sizeof report);
  run_main_loop ();
  g_assert_cmpstr (reports->str, ==, "3:3;");
  g_assert_cmpint (sp_runner_link_steal_folder (link), ==, -1);

  /* A message of another size is not the runner's. */
  g_assert_cmpint (send (peer, "x", 1, 0), ==, 1);
  run_main_loop ();
  g_assert_cmpstr (reports->str, ==, "3:3;");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/sp/kernel-channel/frames", Fixture, NULL, set_up, test_frames, tear_down);
  g_test_add ("/sp/kernel-channel/last-words", Fixture, NULL, set_up, test_last_words, tear_down);
  g_test_add ("/sp/kernel-channel/garbage", Fixture, NULL, set_up, test_garbage, tear_down);
  g_test_add ("/sp/kernel-channel/descriptors-dropped", Fixture, NULL, set_up, test_descriptors_dropped, tear_down);
  g_test_add ("/sp/kernel-channel/send-to-the-deaf", Fixture, NULL, set_up, test_send_to_the_deaf, tear_down);
  g_test_add_func ("/sp/runner-link/messages", test_link);

  return g_test_run ();
}
