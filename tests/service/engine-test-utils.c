/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "engine-test-utils.h"

#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "base/sp-fd.h"
#include "base/sp-json.h"

void
delete_folder (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        delete_folder (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

static void
open_engine (Fixture          *fixture,
             SpSessionFactory *factory)
{
  g_autoptr(GError) error = NULL;

  fixture->engine = sp_engine_open (fixture->folder, factory, &error);
  g_assert_no_error (error);
  sp_model_registry_add (sp_engine_get_models (fixture->engine), "scripted", "scripted", "Tests",
                         SP_CHAT_MODEL (fixture->model));
}

void
fixture_set_up (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("sandpiper-engine-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->factory = test_factory_new ();
  fixture->model = test_model_new ();
  open_engine (fixture, SP_SESSION_FACTORY (fixture->factory));
}

void
fixture_tear_down (Fixture       *fixture,
                   gconstpointer  data)
{
  sp_engine_close (fixture->engine);
  spin (30);
  g_assert_finalize_object (fixture->engine);
  g_assert_finalize_object (fixture->model);
  g_assert_finalize_object (fixture->factory);
  delete_folder (fixture->folder);
  g_clear_pointer (&fixture->folder, g_free);
}

/* As after an orderly end; the engine of before is finalized. */
void
fixture_reopen (Fixture *fixture)
{
  fixture_use_factory (fixture, SP_SESSION_FACTORY (fixture->factory));
}

/* The same with another kind of sessions. */
void
fixture_use_factory (Fixture          *fixture,
                     SpSessionFactory *factory)
{
  sp_engine_close (fixture->engine);
  spin (30);
  g_assert_finalize_object (fixture->engine);
  open_engine (fixture, factory);
}

static void
take_result (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

char *
fixture_upload (Fixture    *fixture,
                const char *filename,
                const char *contents)
{
  g_autoptr(SpBlobWriter) upload = sp_engine_begin_upload (fixture->engine);
  g_autoptr(GBytes) bytes = g_bytes_new (contents, strlen (contents));
  g_autoptr(GAsyncResult) written = NULL;
  g_autoptr(GAsyncResult) closed = NULL;
  g_autoptr(JsonObject) file = NULL;
  g_autoptr(GError) error = NULL;

  sp_blob_writer_write_async (upload, bytes, NULL, take_result, &written);
  while (written == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (sp_blob_writer_write_finish (upload, written, &error));

  sp_blob_writer_close_async (upload, NULL, take_result, &closed);
  while (closed == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (sp_blob_writer_close_finish (upload, closed, &error));

  file = sp_engine_create_file (fixture->engine, upload, filename, "assistants", 0, &error);
  g_assert_no_error (error);

  return g_strdup (json_object_get_string_member (file, "id"));
}

char *
fixture_read_file (Fixture    *fixture,
                   const char *container_id,
                   const char *file_id)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *filename = NULL;
  char buffer[1024];
  gint64 size;
  gssize n_read;
  g_auto(SpFd) fd = sp_engine_open_container_file (fixture->engine, container_id, file_id, &filename,
                                                   &size, &error);

  g_assert_no_error (error);
  n_read = read (fd, buffer, sizeof buffer);
  g_assert_cmpint (n_read, ==, size);

  return g_strndup (buffer, (gsize) n_read);
}

char *
fixture_conversation (Fixture *fixture)
{
  g_autoptr(JsonObject) body = json_object_new ();
  g_autoptr(JsonObject) conversation = NULL;
  g_autoptr(GError) error = NULL;

  conversation = sp_engine_create_conversation (fixture->engine, body, &error);
  g_assert_no_error (error);

  return g_strdup (json_object_get_string_member (conversation, "id"));
}

JsonObject *
fixture_agent (Fixture    *fixture,
               const char *name)
{
  g_autoptr(JsonObject) body = parse ("{'definition':{'kind':'prompt','model':'scripted',"
                                      "'instructions':'Be short.','tools':[{'type':'code_interpreter'}]}}");
  g_autoptr(GError) error = NULL;
  JsonObject *version = sp_engine_create_agent_version (fixture->engine, name, body, &error);

  g_assert_no_error (error);

  return version;
}

/* Begins a response; @json may use ' for ". */
SpRun *
fixture_ask (Fixture    *fixture,
             const char *json)
{
  g_autoptr(JsonObject) body = parse (json);
  g_autoptr(GError) error = NULL;
  SpRun *run = sp_engine_create_response (fixture->engine, body, &error);

  g_assert_no_error (error);

  return run;
}

/* The finished response with everything in it. */
JsonObject *
fixture_answer (Fixture    *fixture,
                const char *json)
{
  g_autoptr(SpRun) run = fixture_ask (fixture, json);

  wait_for_end (run);

  return sp_run_dup_response (run);
}

static gboolean
is_ended (gpointer data)
{
  return sp_run_is_ended (data);
}

void
wait_for_end (SpRun *run)
{
  wait_for (is_ended, run);
}

static gboolean
too_late (gpointer user_data)
{
  g_error ("What the test waits for does not come.");

  return G_SOURCE_REMOVE;
}

void
wait_for (gboolean (*done) (gpointer),
          gpointer   data)
{
  guint source = g_timeout_add_seconds (60, too_late, NULL);

  while (!done (data))
    g_main_context_iteration (NULL, TRUE);

  g_source_remove (source);
}

static gboolean
set_flag (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;

  return G_SOURCE_REMOVE;
}

/* Lets the main loop work for a while. */
void
spin (guint milliseconds)
{
  gboolean over = FALSE;

  g_timeout_add (milliseconds, set_flag, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
}

/* Tests are easier to read with ' for ". */
JsonObject *
parse (const char *json)
{
  g_autofree char *text = g_strdup (json);
  g_autoptr(GError) error = NULL;
  JsonObject *object;

  g_strdelimit (text, "'", '"');
  object = sp_json_parse_object (text, -1, &error);
  g_assert_no_error (error);

  return object;
}

/* The types in order, runs of the same type as one, without "response.". */
char *
event_types (JsonArray *events)
{
  g_autoptr(GString) types = g_string_new (NULL);
  const char *last = "";

  for (guint i = 0; i < json_array_get_length (events); i++)
    {
      JsonObject *event = json_array_get_object_element (events, i);
      const char *type = json_object_get_string_member (event, "type");

      g_assert_cmpint (json_object_get_int_member (event, "sequence_number"), ==, i);
      if (g_str_has_prefix (type, "response."))
        type += strlen ("response.");
      if (!g_str_equal (type, last))
        g_string_append_printf (types, "%s\n", type);
      last = type;
    }

  return g_string_free (g_steal_pointer (&types), FALSE);
}

/* The string at a JSONPath. */
const char *
member (JsonObject *object,
        const char *path)
{
  g_autoptr(JsonNode) root = json_node_alloc ();
  g_autoptr(JsonNode) found = NULL;
  JsonArray *matches;
  g_autoptr(GError) error = NULL;

  json_node_init_object (root, object);
  found = json_path_query (path, root, &error);
  g_assert_no_error (error);
  matches = json_node_get_array (found);
  if (json_array_get_length (matches) == 0)
    return NULL;

  return g_intern_string (json_node_get_string (json_array_get_element (matches, 0)));
}

SpPageQuery
everything (void)
{
  return (SpPageQuery) { .limit = 100, .ascending = TRUE };
}
