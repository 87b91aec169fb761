/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Asks the built-in analyst from the command line, for measuring: no sandbox, no service.
 *
 *   ask-analyst FILE… < QUESTIONS          each line is one question of its own conversation
 *   ask-analyst --follow FILE… < QUESTIONS all lines are one conversation
 *   ask-analyst --card CARD.json < …       only parses: prints the spec of each question for the data card
 *
 * Prints one JSON object a line: {"question", "answer", "codes", "failed", "table", "files"} or {"question", "spec", "problem"}. */

#include "config.h"

#include <stdio.h>

#include "analyst-loop.h"
#include "analyst/sp-parser.h"
#include "base/sp-json.h"

static void
print_object (JsonObject *object)
{
  g_autofree char *text = sp_json_object_to_string (object);

  g_print ("%s\n", text);
}

static void
parse_questions (const char *path)
{
  g_autofree char *contents = NULL;
  g_autoptr(JsonObject) object = NULL;
  g_autoptr(SpDataCard) card = NULL;
  g_autoptr(GError) error = NULL;
  char line[8192];

  if (!g_file_get_contents (path, &contents, NULL, &error))
    g_error ("%s", error->message);
  object = sp_json_parse_object (contents, -1, &error);
  g_assert_no_error (error);
  card = sp_data_card_from_json (object, &error);
  g_assert_no_error (error);
  while (fgets (line, sizeof line, stdin) != NULL)
    {
      g_auto(GStrv) parts = g_strsplit (g_strchomp (line), "\t", -1);
      g_autoptr(JsonObject) out = json_object_new ();
      g_autoptr(SpReading) reading = NULL;

      /* Utterances of one conversation stand in one line, with tabs between. */
      for (guint i = 0; parts[i] != NULL; i++)
        {
          SpReading *next = sp_parser_read (card, parts[i], reading != NULL ? reading->analysis : NULL);

          g_clear_pointer (&reading, sp_reading_free);
          reading = next;
        }
      json_object_set_string_member (out, "question", line);
      if (reading->analysis != NULL)
        json_object_set_object_member (out, "spec", sp_analysis_to_json (reading->analysis));
      if (reading->problem != NULL)
        json_object_set_string_member (out, "problem", reading->problem);
      print_object (out);
    }
}

static void
add_files (AnalystLoop *loop,
           char       **paths)
{
  for (guint i = 0; paths[i] != NULL; i++)
    {
      g_autofree char *contents = NULL;
      g_autofree char *name = g_path_get_basename (paths[i]);
      g_autoptr(GError) error = NULL;
      gsize length;

      if (!g_file_get_contents (paths[i], &contents, &length, &error))
        g_error ("%s", error->message);
      analyst_loop_add_file (loop, name, contents, length);
    }
}

static void
print_answer (AnalystLoop *loop,
              const char  *question,
              const char  *answer)
{
  g_autoptr(JsonObject) out = json_object_new ();
  g_autoptr(GDir) dir = g_dir_open (loop->folder, 0, NULL);
  JsonArray *codes = json_array_new ();
  JsonArray *files = json_array_new ();

  json_object_set_string_member (out, "question", question);
  json_object_set_string_member (out, "answer", answer);
  for (guint i = 0; i < loop->codes->len; i++)
    json_array_add_string_element (codes, g_ptr_array_index (loop->codes, i));
  json_object_set_array_member (out, "codes", codes);
  json_object_set_int_member (out, "failed", loop->n_failed);
  if (loop->table != NULL)
    json_object_set_member (out, "table", json_node_copy (loop->table));
  for (const char *name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir))
    json_array_add_string_element (files, name);
  json_object_set_array_member (out, "files", files);
  print_object (out);
}

static void
keep_files (AnalystLoop *loop)
{
  const char *out = g_getenv ("ASK_ANALYST_OUT");
  g_autoptr(GDir) dir = g_dir_open (loop->folder, 0, NULL);

  for (const char *name = g_dir_read_name (dir); out != NULL && name != NULL; name = g_dir_read_name (dir))
    {
      g_autofree char *from = g_build_filename (loop->folder, name, NULL);
      g_autofree char *to = g_build_filename (out, name, NULL);
      g_autofree char *contents = NULL;
      gsize length;

      if (g_file_get_contents (from, &contents, &length, NULL))
        g_file_set_contents (to, contents, length, NULL);
    }
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(AnalystLoop) loop = NULL;
  gboolean follow = argc > 1 && g_str_equal (argv[1], "--follow");
  char line[8192];

  if (argc > 2 && g_str_equal (argv[1], "--card"))
    {
      parse_questions (argv[2]);
      return 0;
    }
  while (fgets (line, sizeof line, stdin) != NULL)
    {
      g_autofree char *answer = NULL;

      if (loop == NULL || !follow)
        {
          g_clear_pointer (&loop, analyst_loop_free);
          loop = analyst_loop_new ();
          add_files (loop, argv + (follow ? 2 : 1));
        }
      answer = analyst_loop_ask (loop, g_strchomp (line));
      print_answer (loop, line, answer);
      keep_files (loop);
      fflush (stdout);
    }

  return 0;
}
