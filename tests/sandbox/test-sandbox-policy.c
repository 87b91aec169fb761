/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* What bubblewrap is told: nothing of the host in the open, every wall, sizes, filters that are programs. */

#include "config.h"

#include <string.h>

#include "base/sp-paths.h"
#include "sandbox-test-utils.h"
#include "sandbox/sp-font-cache.h"
#include "sandbox/sp-sandbox-policy.h"
#include "sandbox/sp-seccomp.h"

static GStrv
apply (SpFontCache *fonts)
{
  g_autoptr(SpBwrapArgs) args = sp_bwrap_args_new ();
  g_autofree char *kernel_dir = sp_paths_dup_kernel_dir ();
  g_autoptr(GError) error = NULL;
  SpSandboxLimits limits;

  sp_sandbox_limits_init (&limits);
  limits.data_size = 123456;
  g_assert_true (sp_sandbox_policy_apply (args, &limits, "/bin/sh", kernel_dir, fonts, &error));
  g_assert_no_error (error);

  return sp_bwrap_args_dup_options (args);
}

static void
test_policy (void)
{
  g_autoptr(SpFontCache) fonts = sp_font_cache_new (NULL);
  g_auto(GStrv) options = apply (fonts);
  g_autofree char *line = g_strjoinv (" ", options);
  static const char *const walls[] = {
    "--unshare-all", "--unshare-user", "--disable-userns", "--new-session", "--cap-drop ALL",
    "--clearenv", "--as-pid-1", "--remount-ro / ", "--remount-ro /proc", "--remount-ro /dev",
    "--perms 0700 --size 123456 --tmpfs /mnt/data", "--add-seccomp-fd",
  };

  for (guint i = 0; i < G_N_ELEMENTS (walls); i++)
    if (strstr (line, walls[i]) == NULL)
      g_error ("%s is missing in: %s", walls[i], line);

  /* Nothing of the host can be written, and the path of its files stands nowhere. */
  g_assert_null (strstr (line, "--bind "));
  g_assert_null (strstr (line, "--dev-bind"));
  g_assert_null (strstr (line, g_get_home_dir ()));
  g_assert_null (strstr (line, "--share-net"));
}

static void
test_unreadable (void)
{
  g_autoptr(SpBwrapArgs) args = sp_bwrap_args_new ();
  g_autoptr(SpFontCache) fonts = sp_font_cache_new (NULL);
  g_autoptr(GError) runner = NULL;
  g_autoptr(GError) kernel = NULL;
  SpSandboxLimits limits;

  sp_sandbox_limits_init (&limits);
  g_assert_false (sp_sandbox_policy_apply (args, &limits, "/nowhere/runner", "/nowhere", fonts, &runner));
  g_assert_error (runner, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_false (sp_sandbox_policy_apply (args, &limits, "/bin/sh", "/nowhere", fonts, &kernel));
  g_assert_error (kernel, G_FILE_ERROR, G_FILE_ERROR_NOENT);
}

static void
test_descriptors_owned (void)
{
  guint before = test_count_fds ();

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr(SpFontCache) fonts = sp_font_cache_new (NULL);
      g_auto(GStrv) options = apply (fonts);

      g_assert_cmpuint (g_strv_length (options), >, 50);
    }
  g_assert_cmpuint (test_count_fds (), ==, before);
}

static void
test_hand_over (void)
{
  g_autoptr(SpBwrapArgs) args = sp_bwrap_args_new ();
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr(GSubprocess) subprocess = NULL;
  g_autoptr(GBytes) data = g_bytes_new_static ("contents", 8);
  g_autofree char *output = NULL;
  g_autoptr(GError) error = NULL;

  /* The number in the arguments is the number in the child. */
  sp_bwrap_args_add (args, "--first", NULL);
  g_assert_true (sp_bwrap_args_add_data (args, "--file", data, "/target", NULL));
  g_assert_true (sp_bwrap_args_hand_over (args, launcher, 5, NULL));
  subprocess = g_subprocess_launcher_spawn (launcher, &error, "/bin/sh", "-c",
                                            "tr '\\0' ' ' <&5; cat <&6", NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (subprocess, NULL, NULL, &output, NULL, NULL));
  g_assert_cmpstr (output, ==, "--first --file 6 /target contents");
}

static void
test_filters (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) list = sp_seccomp_build_list (&error);
  g_autoptr(GBytes) bound = sp_seccomp_build_bound ();

  /* Programs of eight bytes an instruction. */
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (list) % 8, ==, 0);
  g_assert_cmpuint (g_bytes_get_size (list), >, 500);
  g_assert_cmpuint (g_bytes_get_size (bound), ==, 32);
}

typedef struct
{
  GMainLoop *loop;
  GError    *error;
} Waiting;

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Waiting *waiting = user_data;

  g_clear_error (&waiting->error);
  sp_font_cache_load_finish (SP_FONT_CACHE (object), result, &waiting->error);
  g_main_loop_quit (waiting->loop);
}

static void
stored_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Waiting *waiting = user_data;

  g_clear_error (&waiting->error);
  sp_font_cache_store_finish (SP_FONT_CACHE (object), result, &waiting->error);
  g_main_loop_quit (waiting->loop);
}

static void
test_fonts (void)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(TestFolder) folder = test_folder_new ();
  g_autofree char *path = g_build_filename (folder, "fonts.json", NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(SpFontCache) fonts = sp_font_cache_new (file);
  g_autoptr(SpFontCache) again = sp_font_cache_new (file);
  g_auto(GStrv) options = NULL;
  g_autofree char *line = NULL;
  Waiting waiting = { .loop = loop };

  sp_font_cache_load_async (fonts, NULL, loaded_cb, &waiting);
  g_main_loop_run (loop);
  g_assert_error (waiting.error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_null (sp_font_cache_get_list (fonts));

  /* What did not come from our script is no list. */
  sp_font_cache_store_async (fonts, "../../etc/passwd\n{}", NULL, stored_cb, &waiting);
  g_main_loop_run (loop);
  g_assert_error (waiting.error, SP_SANDBOX_ERROR, SP_SANDBOX_ERROR_PROTOCOL);

  sp_font_cache_store_async (fonts, "fontlist-v330.json\n{\"fonts\": []}", NULL, stored_cb, &waiting);
  g_main_loop_run (loop);
  g_assert_no_error (waiting.error);

  sp_font_cache_load_async (again, NULL, loaded_cb, &waiting);
  g_main_loop_run (loop);
  g_assert_no_error (waiting.error);
  g_assert_cmpstr (sp_font_cache_get_name (again), ==, "fontlist-v330.json");
  g_assert_cmpuint (g_bytes_get_size (sp_font_cache_get_list (again)), ==, 13);

  options = apply (again);
  line = g_strjoinv (" ", options);
  g_assert_nonnull (strstr (line, " /tmp/matplotlib/fontlist-v330.json"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sp/sandbox-policy/walls", test_policy);
  g_test_add_func ("/sp/sandbox-policy/unreadable", test_unreadable);
  g_test_add_func ("/sp/sandbox-policy/descriptors-owned", test_descriptors_owned);
  g_test_add_func ("/sp/bwrap-args/hand-over", test_hand_over);
  g_test_add_func ("/sp/seccomp/filters", test_filters);
  g_test_add_func ("/sp/font-cache/round-trip", test_fonts);

  return g_test_run ();
}
