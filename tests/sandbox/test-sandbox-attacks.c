/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Hostile cells from a list beside the bench data, each in a fresh session. A cell prints BLOCKED or ESCAPED; what it
 * may come to is said by the list. Without the list there is nothing to run. */

#include "config.h"

#include <glib/gstdio.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/sp-fd.h"
#include "base/sp-json.h"
#include "sandbox-test-utils.h"

#define MAX_GROWTH (250 * 1024 * 1024)

/* What the cells look for: an address on this machine that must not be reachable. */
#define CANARY_PORT 47777

static SpFd canary = -1;

static void
listen_to_canary (void)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons (CANARY_PORT),
                                 .sin_addr = { htonl (INADDR_LOOPBACK) } };

  canary = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (bind (canary, (struct sockaddr *) &address, sizeof address) != 0 || listen (canary, 1) != 0)
    g_test_message ("The canary's port is taken; cells that look for it prove less");
}

/* The words of the list for how a cell ended. */
static const char *
name_ending (SpSandbox    *sandbox,
             SpCellResult *result)
{
  gboolean dead = sp_sandbox_get_state (sandbox) == SP_SANDBOX_DEAD;
  const char *ending = sp_sandbox_get_ending (sandbox);

  switch (sp_cell_result_get_outcome (result))
    {
    case SP_CELL_OK:
    case SP_CELL_ERROR:
      return sp_cell_result_get_outcome_nick (result);

    case SP_CELL_INTERRUPTED:
    case SP_CELL_TIMEOUT:
      return dead ? "killed-timeout" : "interrupted";

    case SP_CELL_DIED:
      return strstr (ending, "not Python") != NULL || strstr (ending, "flood") != NULL ? "killed-protocol" : "died";

    default:
      g_assert_not_reached ();
    }
}

static gboolean
array_has (JsonArray  *array,
           const char *value)
{
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (strcmp (json_array_get_string_element (array, i), value) == 0)
      return TRUE;

  return FALSE;
}

static char *
list_files (SpSandbox *sandbox)
{
  g_autoptr(TestFolder) folder = test_folder_new ();
  g_autoptr(SpHarvest) harvest = test_harvest (sandbox, folder);
  g_autoptr(GString) list = g_string_new ("[");

  for (guint i = 0; i < harvest->files->len; i++)
    g_string_append_printf (list, "%s'%s'", i > 0 ? ", " : "",
                            ((SpHarvestedFile *) g_ptr_array_index (harvest->files, i))->name);
  for (guint i = 0; i < harvest->skipped->len; i++)
    {
      SpSkippedFile *skipped = g_ptr_array_index (harvest->skipped, i);

      g_string_append_printf (list, " %s (%s)", skipped->name, skipped->reason);
    }

  g_string_append_c (list, ']');

  return g_string_free (g_steal_pointer (&list), FALSE);
}

static char *
dup_all_text (SpCellResult *result)
{
  g_autoptr(GString) text = g_string_new (sp_cell_result_get_text (result));
  JsonArray *displays = sp_cell_result_get_displays (result);

  for (guint i = 0; i < json_array_get_length (displays); i++)
    g_string_append (text, sp_json_peek_string (json_array_get_object_element (displays, i), "text/plain", ""));

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
check_files (SpSandbox  *sandbox,
             const char *pattern)
{
  g_autofree char *files = list_files (sandbox);
  g_autoptr(GRegex) escape = g_regex_new ("\\\\u([0-9a-f]{4})", 0, 0, NULL);
  g_autofree char *own = g_regex_replace (escape, pattern, -1, 0, "\\\\x{\\1}", 0, NULL);

  /* The list writes code points in another way than GLib's expressions do. */
  if (!g_regex_match_simple (own, files, G_REGEX_DOTALL, 0))
    {
      g_test_message ("files %s, expected %s", files, pattern);
      g_test_fail ();
    }
}

static void
check_next_cell (SpSandbox *sandbox,
                 gboolean   expected)
{
  gboolean alive = sp_sandbox_get_state (sandbox) == SP_SANDBOX_IDLE;

  if (alive)
    {
      g_autoptr(SpCellResult) next = test_run (sandbox, "1 + 1");

      alive = g_strcmp0 (test_get_display (next, 0, "text/plain"), "2") == 0;
    }
  if (alive != expected)
    {
      g_test_message ("the next cell %s", alive ? "runs" : "does not run");
      g_test_fail ();
    }
}

static void
test_attack (gconstpointer data)
{
  JsonObject *attack = (JsonObject *) data;
  JsonObject *expect = sp_json_peek_object (attack, "expect");
  g_autoptr(SpSandbox) sandbox = NULL;
  g_autoptr(SpCellResult) result = NULL;
  g_autofree char *text = NULL;
  const char *ending;
  SpSandboxLimits limits;
  gint64 before = test_resident_memory ();

  sp_sandbox_limits_init (&limits);
  limits.cell_seconds = sp_json_peek_int (attack, "timeout", 8);
  /* The list's times are for a machine with nothing else to do. */
  if (!array_has (sp_json_peek_array (expect, "status"), "interrupted")
      && !array_has (sp_json_peek_array (expect, "status"), "killed-timeout"))
    limits.cell_seconds *= 4;
  sandbox = test_sandbox_new (&limits);
  result = test_run (sandbox, sp_json_peek_string (attack, "code", ""));
  text = dup_all_text (result);
  ending = name_ending (sandbox, result);

  if (strstr (text, "ESCAPED") != NULL || !array_has (sp_json_peek_array (expect, "status"), ending))
    {
      g_test_message ("%s: %.2000s %s", ending, text, sp_cell_result_get_traceback (result));
      g_test_fail ();
    }
  if (sp_json_peek_string (expect, "out", NULL) != NULL
      && !g_regex_match_simple (sp_json_peek_string (expect, "out", NULL), text, 0, 0))
    {
      g_test_message ("printed: %.2000s", text);
      g_test_fail ();
    }
  if (sp_json_peek_string (expect, "files", NULL) != NULL)
    check_files (sandbox, sp_json_peek_string (expect, "files", NULL));
  if (!json_object_get_null_member (expect, "after"))
    check_next_cell (sandbox, sp_json_peek_boolean (expect, "after", FALSE));

  g_assert_cmpint (test_resident_memory () - before, <, MAX_GROWTH);
}

static JsonNode *
load_list (void)
{
  const char *bench = g_getenv ("SANDPIPER_BENCH_DIR");
  g_autofree char *path = g_build_filename (bench != NULL ? bench : "", "..", "attacks", "attacks.json", NULL);
  g_autofree char *text = NULL;
  gsize size;

  return g_file_get_contents (path, &text, &size, NULL) ? sp_json_parse (text, size, NULL) : NULL;
}

static void
test_nothing (void)
{
  g_test_skip ("the list of hostile cells is not here, or nothing can be run");
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(JsonNode) list = NULL;
  JsonArray *attacks;
  int status;

  /* Keys and tokens live in environments. */
  g_setenv ("CANARY", "secret", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_set_nonfatal_assertions ();

  list = load_list ();
  if (list == NULL || !test_can_sandbox ())
    {
      g_test_add_func ("/sp/sandbox-attacks/none", test_nothing);
      return g_test_run ();
    }

  listen_to_canary ();
  attacks = json_node_get_array (list);
  for (guint i = 0; i < json_array_get_length (attacks); i++)
    {
      JsonObject *attack = json_array_get_object_element (attacks, i);
      g_autofree char *path = g_strdup_printf ("/sp/sandbox-attacks/%s/%s", sp_json_peek_string (attack, "group", ""),
                                               sp_json_peek_string (attack, "id", ""));

      g_test_add_data_func (path, attack, test_attack);
    }

  status = g_test_run ();
  sp_fd_close (g_steal_fd (&canary));

  return status;
}
