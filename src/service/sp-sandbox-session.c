/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/sp-sandbox-session.h"

#include <string.h>

#include "base/sp-id.h"
#include "base/sp-json.h"
#include "service/sp-service-error.h"

/* A session in a sandbox of this computer, as the engine sees it: the thin
 * layer between SpSandbox and the interface SpSessionBackend. A container owns
 * it; main thread.
 *
 * The sandbox takes files only into the top of its working folder, and the
 * service never touches a folder that hostile code can change. So what belongs
 * into a subfolder, and what is to be removed, is done from inside: by a few
 * lines of Python in front of the next cell. */

struct _SpSandboxSession
{
  GObject    parent_instance;

  SpSandboxPool   *pool;
  SpSandboxLimits  limits;
  char            *spool;
  SpSandbox       *sandbox;   /* (nullable) once it was started */
  JsonArray       *moves;     /* of [name, path]: files that wait for their subfolder */
  JsonArray       *removals;  /* of paths */
  guint            killed : 1;
};

typedef struct
{
  char         *code;
  GCancellable *cancellable;  /* (nullable) */
} Execute;

static void sp_sandbox_session_iface_init (SpSessionBackendInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SpSandboxSession, sp_sandbox_session, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SP_TYPE_SESSION_BACKEND,
                                                      sp_sandbox_session_iface_init))

static void
execute_free (Execute *execute)
{
  g_clear_pointer (&execute->code, g_free);
  g_clear_object (&execute->cancellable);
  g_free (execute); /* the struct itself, in its own free function */
}

static void
output_cb (SpSandboxSession *self,
           const char       *stream,
           const char       *text)
{
  g_signal_emit_by_name (self, "output", stream, text);
}

static void
state_cb (SpSandboxSession *self)
{
  if (sp_sandbox_get_state (self->sandbox) == SP_SANDBOX_DEAD)
    g_signal_emit_by_name (self, "died");
}

static void
take_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  SpSandboxSession *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;

  self->sandbox = sp_sandbox_pool_take_finish (SP_SANDBOX_POOL (source), result, &error);
  if (self->sandbox == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  sp_sandbox_set_limits (self->sandbox, &self->limits);
  sp_sandbox_set_spool_folder (self->sandbox, self->spool);
  g_signal_connect_object (self->sandbox, "output", G_CALLBACK (output_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sandbox, "notify::state", G_CALLBACK (state_cb), self,
                           G_CONNECT_SWAPPED);

  /* The container was closed while the session came up. */
  if (self->killed)
    sp_sandbox_kill (self->sandbox);

  g_task_return_boolean (task, TRUE);
}

static void
sp_sandbox_session_start_async (SpSessionBackend    *backend,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  SpSandboxSession *self = SP_SANDBOX_SESSION (backend);
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, sp_sandbox_session_start_async);
  sp_sandbox_pool_take_async (self->pool, &self->limits, cancellable, take_cb, task);
}

static gboolean
sp_sandbox_session_boolean_finish (SpSessionBackend  *backend,
                                   GAsyncResult      *result,
                                   GError           **error)
{
  g_return_val_if_fail (g_task_is_valid (result, backend), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
put_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  if (sp_sandbox_put_file_finish (SP_SANDBOX (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
sp_sandbox_session_put_file_async (SpSessionBackend    *backend,
                                   const char          *name,
                                   int                  fd,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  SpSandboxSession *self = SP_SANDBOX_SESSION (backend);
  GTask *task = g_task_new (self, NULL, callback, user_data);
  g_autofree char *top_name = NULL;

  g_task_set_source_tag (task, sp_sandbox_session_put_file_async);

  if (strchr (name, '/') != NULL)
    {
      g_autoptr(JsonArray) move = json_array_new ();

      top_name = sp_id_new ("restored");
      json_array_add_string_element (move, top_name);
      json_array_add_string_element (move, name);
      json_array_add_array_element (self->moves, g_steal_pointer (&move));
    }

  sp_sandbox_put_file_async (self->sandbox, top_name != NULL ? top_name : name, fd, cancellable,
                             put_cb, task);
}

static void
sp_sandbox_session_remove_file (SpSessionBackend *backend,
                                const char       *name)
{
  json_array_add_string_element (SP_SANDBOX_SESSION (backend)->removals, name);
}

static SpOutcome
translate_outcome (SpCellOutcome outcome)
{
  switch (outcome)
    {
    case SP_CELL_OK:
      return SP_OUTCOME_OK;
    case SP_CELL_ERROR:
      return SP_OUTCOME_ERROR;
    case SP_CELL_INTERRUPTED:
      return SP_OUTCOME_INTERRUPTED;
    case SP_CELL_TIMEOUT:
      return SP_OUTCOME_TIMEOUT;
    case SP_CELL_DIED:
    default:
      return SP_OUTCOME_DIED;
    }
}

static void
append_line (GString    *text,
             const char *line)
{
  if (line == NULL || *line == '\0')
    return;

  if (text->len > 0 && text->str[text->len - 1] != '\n')
    g_string_append_c (text, '\n');
  g_string_append (text, line);
  if (!g_str_has_suffix (line, "\n"))
    g_string_append_c (text, '\n');
}

/* One log of what a person would see in a terminal: the output, the traceback,
 * and why it was stopped. */
static SpCell *
translate_result (SpCellResult *result)
{
  SpCell *cell = sp_cell_new (translate_outcome (sp_cell_result_get_outcome (result)));
  g_autoptr(GString) text = g_string_new (sp_cell_result_get_text (result));

  cell->n_printed = text->len;
  append_line (text, sp_cell_result_get_traceback (result));
  append_line (text, sp_cell_result_get_message (result));

  cell->error_name = g_strdup (sp_cell_result_get_ename (result));
  cell->error_value = g_strdup (sp_cell_result_get_evalue (result));
  g_clear_pointer (&cell->text, g_free);
  cell->text = g_string_free (g_steal_pointer (&text), FALSE);
  cell->elapsed = sp_cell_result_get_elapsed (result);
  cell->traceback = g_strdup (sp_cell_result_get_traceback (result));
  cell->is_cut = sp_cell_result_is_text_cut (result);
  cell->message = g_strdup (sp_cell_result_get_message (result));
  cell->whole_path = sp_cell_result_steal_whole_output (result);
  if (sp_cell_result_get_displays (result) != NULL)
    {
      g_clear_pointer (&cell->displays, json_array_unref);
      cell->displays = json_array_ref (sp_cell_result_get_displays (result));
    }

  return cell;
}

static void
execute_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(SpCellResult) answer = NULL;
  g_autoptr(GError) error = NULL;

  answer = sp_sandbox_execute_finish (SP_SANDBOX (source), result, &error);
  if (answer != NULL)
    g_task_return_pointer (task, translate_result (answer), (GDestroyNotify) sp_cell_free);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/* What has to be done in the folder, as Python; JSON's strings and lists are Python's. */
static char *
sp_sandbox_session_steal_chores (SpSandboxSession *self)
{
  g_autoptr(JsonArray) moves = g_steal_pointer (&self->moves);
  g_autoptr(JsonArray) removals = g_steal_pointer (&self->removals);
  g_autoptr(JsonNode) move_node = json_node_init_array (json_node_alloc (), moves);
  g_autoptr(JsonNode) removal_node = json_node_init_array (json_node_alloc (), removals);
  g_autofree char *move_text = sp_json_to_string (move_node);
  g_autofree char *removal_text = sp_json_to_string (removal_node);

  self->moves = json_array_new ();
  self->removals = json_array_new ();

  return g_strdup_printf ("def _sandpiper_chores(moves, removals):\n"
                          "    import os\n"
                          "    for source, target in moves:\n"
                          "        target = os.path.join('/mnt/data', target)\n"
                          "        os.makedirs(os.path.dirname(target), exist_ok=True)\n"
                          "        os.replace(os.path.join('/mnt/data', source), target)\n"
                          "    for path in removals:\n"
                          "        try:\n"
                          "            os.remove(os.path.join('/mnt/data', path))\n"
                          "        except OSError:\n"
                          "            pass\n"
                          "_sandpiper_chores(%s, %s)\n"
                          "del _sandpiper_chores\n", move_text, removal_text);
}

static void
chores_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(SpCellResult) answer = NULL;
  g_autoptr(GError) error = NULL;
  Execute *execute = g_task_get_task_data (task);

  answer = sp_sandbox_execute_finish (SP_SANDBOX (source), result, &error);
  if (answer == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  if (sp_cell_result_get_outcome (answer) != SP_CELL_OK)
    g_message ("Putting the files of a session in order: %s",
               sp_cell_result_get_outcome_nick (answer));

  sp_sandbox_execute_async (SP_SANDBOX (source), execute->code, execute->cancellable, execute_cb,
                            g_steal_pointer (&task));
}

static void
sp_sandbox_session_execute_async (SpSessionBackend    *backend,
                                  const char          *code,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  SpSandboxSession *self = SP_SANDBOX_SESSION (backend);
  GTask *task = g_task_new (self, NULL, callback, user_data);
  g_autofree char *chores = NULL;
  Execute *execute;

  g_task_set_source_tag (task, sp_sandbox_session_execute_async);

  if (json_array_get_length (self->moves) == 0 && json_array_get_length (self->removals) == 0)
    {
      sp_sandbox_execute_async (self->sandbox, code, cancellable, execute_cb, task);
      return;
    }

  execute = g_new0 (Execute, 1);
  execute->code = g_strdup (code);
  execute->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  g_task_set_task_data (task, execute, (GDestroyNotify) execute_free);
  chores = sp_sandbox_session_steal_chores (self);
  sp_sandbox_execute_async (self->sandbox, chores, NULL, chores_cb, task);
}

static SpCell *
sp_sandbox_session_execute_finish (SpSessionBackend  *backend,
                                   GAsyncResult      *result,
                                   GError           **error)
{
  g_return_val_if_fail (g_task_is_valid (result, backend), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static GPtrArray *
translate_harvest (SpHarvest *harvest)
{
  GPtrArray *files = g_ptr_array_new_with_free_func ((GDestroyNotify) sp_cell_file_free);

  for (guint i = 0; i < harvest->files->len; i++)
    {
      SpHarvestedFile *harvested = g_ptr_array_index (harvest->files, i);
      g_autofree char *path = sp_harvested_file_steal_path (harvested);

      g_ptr_array_add (files, sp_cell_file_new (harvested->name, path, harvested->sha256,
                                                harvested->size));
    }

  return files;
}

/* What was left out, file by file, or %NULL. */
static char *
dup_note (SpHarvest *harvest)
{
  g_autoptr(GString) note = g_string_new (harvest->note);

  for (guint i = 0; i < harvest->skipped->len; i++)
    {
      SpSkippedFile *skipped = g_ptr_array_index (harvest->skipped, i);

      g_string_append_printf (note, "%s%s: %s", note->len > 0 ? " " : "", skipped->name,
                              skipped->reason);
    }

  return note->len > 0 ? g_string_free (g_steal_pointer (&note), FALSE) : NULL;
}

static void
harvest_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(SpHarvest) harvest = NULL;
  g_autoptr(GError) error = NULL;

  harvest = sp_sandbox_harvest_finish (SP_SANDBOX (source), result, &error);
  if (harvest == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  g_task_set_task_data (task, dup_note (harvest), g_free);
  g_task_return_pointer (task, translate_harvest (harvest), (GDestroyNotify) g_ptr_array_unref);
}

static void
sp_sandbox_session_harvest_async (SpSessionBackend    *backend,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  SpSandboxSession *self = SP_SANDBOX_SESSION (backend);
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, sp_sandbox_session_harvest_async);
  sp_sandbox_harvest_async (self->sandbox, self->spool, cancellable, harvest_cb, task);
}

static GPtrArray *
sp_sandbox_session_harvest_finish (SpSessionBackend  *backend,
                                   GAsyncResult      *result,
                                   char             **note,
                                   GError           **error)
{
  GPtrArray *files;

  g_return_val_if_fail (g_task_is_valid (result, backend), NULL);

  files = g_task_propagate_pointer (G_TASK (result), error);
  *note = files != NULL ? g_strdup (g_task_get_task_data (G_TASK (result))) : NULL;

  return files;
}

/* The words are the sandbox's; which status fits is ours to say. */
static GError *
translate_look_error (const GError *error)
{
  if (g_error_matches (error, SP_SANDBOX_ERROR, SP_SANDBOX_ERROR_NO_VARIABLE))
    return sp_service_error_new (SP_SERVICE_ERROR_NOT_FOUND, "no_variable", "name", "%s", error->message);
  if (g_error_matches (error, SP_SANDBOX_ERROR, SP_SANDBOX_ERROR_BUSY))
    return sp_service_error_new (SP_SERVICE_ERROR_CONFLICT, "session_busy", NULL, "%s", error->message);
  if (g_error_matches (error, SP_SANDBOX_ERROR, SP_SANDBOX_ERROR_SLOW))
    return sp_service_error_new (SP_SERVICE_ERROR_CONFLICT, "too_slow", NULL, "%s", error->message);
  if (g_error_matches (error, SP_SANDBOX_ERROR, SP_SANDBOX_ERROR_DEAD))
    return sp_service_error_new (SP_SERVICE_ERROR_CONFLICT, "no_session", NULL, "%s", error->message);

  return g_error_copy (error);
}

static void
return_look (GTask      *task,
             JsonObject *answer,
             GError     *error)
{
  if (answer != NULL)
    g_task_return_pointer (task, answer, (GDestroyNotify) json_object_unref);
  else
    g_task_return_error (task, translate_look_error (error));
}

static void
variables_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  JsonObject *answer = sp_sandbox_list_variables_finish (SP_SANDBOX (source), result, &error);

  return_look (task, answer, error);
}

static void
table_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  JsonObject *answer = sp_sandbox_read_table_finish (SP_SANDBOX (source), result, &error);

  return_look (task, answer, error);
}

static void
sp_sandbox_session_look_async (SpSessionBackend      *backend,
                               const SpVariableQuery *query,
                               GCancellable          *cancellable,
                               GAsyncReadyCallback    callback,
                               gpointer               user_data)
{
  SpSandboxSession *self = SP_SANDBOX_SESSION (backend);
  SpTablePart part = { query->offset, query->limit, query->column, query->n_columns };
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, sp_sandbox_session_look_async);
  if (query->name != NULL)
    sp_sandbox_read_table_async (self->sandbox, query->name, &part, cancellable, table_cb, task);
  else
    sp_sandbox_list_variables_async (self->sandbox, cancellable, variables_cb, task);
}

static JsonObject *
sp_sandbox_session_look_finish (SpSessionBackend  *backend,
                                GAsyncResult      *result,
                                GError           **error)
{
  g_return_val_if_fail (g_task_is_valid (result, backend), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
sp_sandbox_session_get_usage (SpSessionBackend *backend,
                              gint64           *memory,
                              double           *cpu)
{
  SpSandboxSession *self = SP_SANDBOX_SESSION (backend);

  *memory = self->sandbox != NULL ? sp_sandbox_get_memory (self->sandbox) : -1;
  *cpu = self->sandbox != NULL ? sp_sandbox_get_cpu (self->sandbox) : 0;
}

static void
sp_sandbox_session_set_timeout (SpSessionBackend *backend,
                                guint             seconds)
{
  SpSandboxSession *self = SP_SANDBOX_SESSION (backend);
  SpSandboxLimits limits = self->limits;

  if (self->sandbox == NULL)
    return;

  if (seconds > 0)
    limits.cell_seconds = seconds;
  sp_sandbox_set_limits (self->sandbox, &limits);
}

static void
sp_sandbox_session_interrupt (SpSessionBackend *backend)
{
  SpSandboxSession *self = SP_SANDBOX_SESSION (backend);

  if (self->sandbox != NULL)
    sp_sandbox_interrupt (self->sandbox);
}

static void
sp_sandbox_session_kill (SpSessionBackend *backend)
{
  SpSandboxSession *self = SP_SANDBOX_SESSION (backend);

  self->killed = TRUE;
  if (self->sandbox != NULL)
    sp_sandbox_kill (self->sandbox);
}

static void
sp_sandbox_session_iface_init (SpSessionBackendInterface *iface)
{
  iface->start_async = sp_sandbox_session_start_async;
  iface->start_finish = sp_sandbox_session_boolean_finish;
  iface->put_file_async = sp_sandbox_session_put_file_async;
  iface->put_file_finish = sp_sandbox_session_boolean_finish;
  iface->execute_async = sp_sandbox_session_execute_async;
  iface->execute_finish = sp_sandbox_session_execute_finish;
  iface->harvest_async = sp_sandbox_session_harvest_async;
  iface->harvest_finish = sp_sandbox_session_harvest_finish;
  iface->look_async = sp_sandbox_session_look_async;
  iface->look_finish = sp_sandbox_session_look_finish;
  iface->get_usage = sp_sandbox_session_get_usage;
  iface->remove_file = sp_sandbox_session_remove_file;
  iface->set_timeout = sp_sandbox_session_set_timeout;
  iface->interrupt = sp_sandbox_session_interrupt;
  iface->kill = sp_sandbox_session_kill;
}

static void
sp_sandbox_session_finalize (GObject *object)
{
  SpSandboxSession *self = SP_SANDBOX_SESSION (object);

  g_clear_object (&self->sandbox);
  g_clear_object (&self->pool);
  g_clear_pointer (&self->spool, g_free);
  g_clear_pointer (&self->moves, json_array_unref);
  g_clear_pointer (&self->removals, json_array_unref);

  G_OBJECT_CLASS (sp_sandbox_session_parent_class)->finalize (object);
}

static void
sp_sandbox_session_class_init (SpSandboxSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = sp_sandbox_session_finalize;
}

static void
sp_sandbox_session_init (SpSandboxSession *self)
{
  self->moves = json_array_new ();
  self->removals = json_array_new ();
}

/**
 * sp_sandbox_session_new:
 * @pool: where the sandbox is taken from at the start
 * @limits: what it may use; copied
 * @spool: a folder for what comes out
 *
 * Returns: (transfer full): a session that was not started
 */
SpSandboxSession *
sp_sandbox_session_new (SpSandboxPool         *pool,
                        const SpSandboxLimits *limits,
                        const char            *spool)
{
  SpSandboxSession *self;

  g_return_val_if_fail (SP_IS_SANDBOX_POOL (pool), NULL);
  g_return_val_if_fail (limits != NULL && spool != NULL, NULL);

  self = g_object_new (SP_TYPE_SANDBOX_SESSION, NULL);
  self->spool = g_strdup (spool);
  self->pool = g_object_ref (pool);
  self->limits = *limits;

  return self;
}
