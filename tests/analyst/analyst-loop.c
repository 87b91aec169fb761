/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "analyst-loop.h"

#include <glib/gstdio.h>

#include "analyst/sp-analyst-model.h"
#include "base/sp-json.h"

#define PYTHON "/usr/bin/python3"
#define MAX_STEPS 12
#define TABLE_MIME "application/vnd.sandpiper.table+json"

static const char python_tool[] =
  "{\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"python\",\"parameters\":{\"type\":\"object\"}}}]}";

AnalystLoop *
analyst_loop_new (void)
{
  AnalystLoop *self = g_new0 (AnalystLoop, 1);
  g_autoptr(JsonObject) tools = sp_json_parse_object (python_tool, -1, NULL);

  self->model = SP_CHAT_MODEL (sp_analyst_model_new ());
  sp_analyst_model_set_chunk_delay (SP_ANALYST_MODEL (self->model), 0);
  self->request = sp_chat_request_new (SP_ANALYST_MODEL_NAME);
  self->request->tools = json_array_ref (json_object_get_array_member (tools, "tools"));
  self->folder = g_dir_make_tmp ("sp-analyst-XXXXXX", NULL);
  g_assert_nonnull (self->folder);
  self->codes = g_ptr_array_new_with_free_func (g_free);

  return self;
}

void
analyst_loop_add_file (AnalystLoop *self,
                       const char  *name,
                       const char  *contents,
                       gssize       length)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  gboolean written = g_file_set_contents (path, contents, length, NULL);

  g_assert_true (written);
  g_ptr_array_add (self->request->files, sp_chat_file_new (name, "text/csv", length, self->request->messages->len));
}

static void
start_python (AnalystLoop *self)
{
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autofree char *runner = g_build_filename (g_getenv ("G_TEST_SRCDIR"), "analyst", "runner.py", NULL);
  g_autoptr(GError) error = NULL;

  g_subprocess_launcher_set_cwd (launcher, self->folder);
  g_subprocess_launcher_setenv (launcher, "MPLCONFIGDIR", g_get_tmp_dir (), FALSE);
  self->python = g_subprocess_launcher_spawn (launcher, &error, PYTHON, runner, g_getenv ("SANDPIPER_KERNEL_DIR"), NULL);
  g_assert_no_error (error);
}

static JsonObject *
run_cell (AnalystLoop *self,
          const char  *arguments)
{
  GInputStream *stream;
  g_autofree char *line = g_strconcat (arguments, "\n", NULL);
  g_autoptr(GString) answer = g_string_new (NULL);
  g_autoptr(GError) error = NULL;
  JsonObject *object;
  char buffer[65536];

  if (self->python == NULL)
    start_python (self);
  g_output_stream_write_all (g_subprocess_get_stdin_pipe (self->python), line, strlen (line), NULL, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_flush (g_subprocess_get_stdin_pipe (self->python), NULL, NULL);
  stream = g_subprocess_get_stdout_pipe (self->python);
  while (answer->len == 0 || answer->str[answer->len - 1] != '\n')
    {
      gssize n = g_input_stream_read (stream, buffer, sizeof buffer, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpint (n, >, 0);
      g_string_append_len (answer, buffer, n);
    }
  object = sp_json_parse_object (answer->str, answer->len, &error);
  g_assert_no_error (error);

  return object;
}

static void
remember_table (AnalystLoop *self,
                JsonArray   *displays)
{
  for (guint i = 0; i < json_array_get_length (displays); i++)
    {
      JsonObject *bundle = json_array_get_object_element (displays, i);

      if (!json_object_has_member (bundle, TABLE_MIME))
        continue;
      g_clear_pointer (&self->table, json_node_unref);
      self->table = json_node_copy (json_object_get_member (bundle, TABLE_MIME));
    }
}

static void
answer_call (AnalystLoop    *self,
             SpChatToolCall *call)
{
  g_autoptr(JsonObject) answer = run_cell (self, call->arguments);
  g_autoptr(JsonObject) arguments = sp_json_parse_object (call->arguments, -1, NULL);
  SpChatMessage *message = sp_chat_message_new (SP_CHAT_TOOL, sp_json_peek_string (answer, "text", ""));
  JsonArray *displays = sp_json_peek_array (answer, "displays");

  message->tool_call_id = g_strdup (call->id);
  message->failed = sp_json_peek_boolean (answer, "failed", FALSE);
  self->n_failed += message->failed;
  message->data = json_node_new (JSON_NODE_ARRAY);
  json_node_set_array (message->data, displays);
  remember_table (self, displays);
  g_ptr_array_add (self->codes, g_strdup (sp_json_peek_string (arguments, "code", "")));
  g_ptr_array_add (self->request->messages, message);
}

static void
complete_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  SpChatReply **reply = user_data;
  g_autoptr(GError) error = NULL;

  *reply = sp_chat_model_complete_finish (SP_CHAT_MODEL (object), result, &error);
  g_assert_no_error (error);
}

char *
analyst_loop_ask (AnalystLoop *self,
                  const char  *question)
{
  g_autoptr(GString) said = g_string_new (NULL);

  g_ptr_array_add (self->request->messages, sp_chat_message_new (SP_CHAT_USER, question));
  g_ptr_array_set_size (self->codes, 0);
  self->n_failed = 0;
  g_clear_pointer (&self->table, json_node_unref);

  for (guint i = 0; i < MAX_STEPS; i++)
    {
      g_autoptr(SpChatReply) reply = NULL;
      SpChatMessage *message;

      sp_chat_model_complete_async (self->model, self->request, NULL, NULL, NULL, complete_cb, &reply);
      while (reply == NULL)
        g_main_context_iteration (NULL, TRUE);
      message = g_steal_pointer (&reply->message);
      g_ptr_array_add (self->request->messages, message);
      g_string_append_printf (said, "%s\n\n", message->text != NULL ? message->text : "");
      if (message->tool_calls == NULL || message->tool_calls->len == 0)
        return g_string_free (g_steal_pointer (&said), FALSE);
      for (guint j = 0; j < message->tool_calls->len; j++)
        answer_call (self, g_ptr_array_index (message->tool_calls, j));
    }
  g_error ("The analyst did not come to an end");
}

gboolean
analyst_loop_has_file (AnalystLoop *self,
                       const char  *name)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);

  return g_file_test (path, G_FILE_TEST_IS_REGULAR);
}

void
analyst_loop_free (AnalystLoop *self)
{
  g_autoptr(GDir) dir = g_dir_open (self->folder, 0, NULL);

  if (self->python != NULL)
    {
      g_output_stream_close (g_subprocess_get_stdin_pipe (self->python), NULL, NULL);
      g_subprocess_wait (self->python, NULL, NULL);
    }
  for (const char *name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir))
    {
      g_autofree char *path = g_build_filename (self->folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (self->folder);
  g_clear_object (&self->python);
  g_clear_object (&self->model);
  g_clear_pointer (&self->request, sp_chat_request_free);
  g_clear_pointer (&self->codes, g_ptr_array_unref);
  g_clear_pointer (&self->table, json_node_unref);
  g_clear_pointer (&self->folder, g_free);
  g_free (self);
}
