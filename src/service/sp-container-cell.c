/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/sp-container-private.h"

#include <errno.h>
#include <string.h>

#include <glib/gstdio.h>

#include "base/sp-fd.h"
#include "base/sp-json.h"
#include "service/sp-service-error.h"

/* Running one cell in a container, from the queue to the log:
 *
 *   begin → (start) → put files … → execute → harvest → keep files … → done
 *
 * What only starts the session leaves this way before the code; a look at the
 * variables goes its own, short one. The first task of the queue runs, the others wait, so cells never overlap. A
 * cancelled cell is interrupted and then goes the same way to its end: what it
 * left in the folder is kept. Everything is on the main thread. */

typedef struct
{
  /* Input */
  char             *code;
  char             *response_id;
  char             *item_id;
  SpContainerJob    job;
  SpVariableQuery   query;          /* of a look; owns its name */
  SpCellOutputFunc  output;
  gpointer          output_data;
  SpCellStartedFunc started;
  guint             timeout_seconds; /* 0 for the usual time */

  /* In progress */
  GPtrArray        *to_put;         /* of JsonObject with "name" and "blob" */
  guint             n_put;
  GPtrArray        *to_keep;        /* of SpCellFile */
  guint             n_kept;
  char             *whole_hash;     /* of the whole output's file */
  gint64            whole_size;
  gint64            started_at;
  gulong            output_handler;

  /* Output */
  JsonObject       *answer;         /* (nullable) to a look */
  SpCellReport     *report;
} Cell;

static void sp_container_next (SpContainer *self);
static void look_cb           (GObject *source, GAsyncResult *result, gpointer user_data);
static void start_cb          (GObject *source, GAsyncResult *result, gpointer user_data);
static void put_next          (GTask *task);
static void put_cb            (GObject *source, GAsyncResult *result, gpointer user_data);
static void execute_cb        (GObject *source, GAsyncResult *result, gpointer user_data);
static void harvest_cb        (GObject *source, GAsyncResult *result, gpointer user_data);
static void keep_next         (GTask *task);
static void adopt_cb          (GObject *source, GAsyncResult *result, gpointer user_data);
static void whole_hash_cb     (GObject *source, GAsyncResult *result, gpointer user_data);
static void whole_adopt_cb    (GObject *source, GAsyncResult *result, gpointer user_data);

static void
cell_free (Cell *cell)
{
  g_clear_pointer (&cell->code, g_free);
  g_clear_pointer (&cell->response_id, g_free);
  g_clear_pointer (&cell->item_id, g_free);
  g_clear_pointer (&cell->query.name, g_free);
  g_clear_pointer (&cell->answer, json_object_unref);
  g_clear_pointer (&cell->to_put, g_ptr_array_unref);
  g_clear_pointer (&cell->to_keep, g_ptr_array_unref);
  g_clear_pointer (&cell->whole_hash, g_free);
  g_clear_pointer (&cell->report, sp_cell_report_free);
  g_free (cell); /* the struct itself, in its own free function */
}

/* The end of every path: the answer, then the next of the queue. */
static void
finish_cell (GTask  *task,
             GError *error)
{
  SpContainer *self = g_task_get_source_object (task);
  Cell *cell = g_task_get_task_data (task);
  g_autoptr(GTask) head = g_queue_pop_head (&self->tasks);

  g_assert (head == task);

  if (self->died)
    _sp_container_drop_session (self);
  if (g_queue_is_empty (&self->tasks) && cell->job != SP_CONTAINER_LOOK)
    _sp_container_start_idling (self);

  if (error != NULL)
    g_task_return_error (task, error);
  else if (cell->job == SP_CONTAINER_LOOK)
    g_task_return_pointer (task, g_steal_pointer (&cell->answer), (GDestroyNotify) json_object_unref);
  else if (cell->job == SP_CONTAINER_START)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_pointer (task, g_steal_pointer (&cell->report),
                           (GDestroyNotify) sp_cell_report_free);

  if (self->expire_later && g_queue_is_empty (&self->tasks))
    sp_container_expire (self);
  else
    sp_container_next (self);

  if (sp_container_is_resting (self))
    _sp_container_emit_changed (self);
}

static void
output_cb (SpSessionBackend *backend,
           const char       *stream,
           const char       *text,
           GTask            *task)
{
  Cell *cell = g_task_get_task_data (task);

  if (cell->output != NULL && !g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    cell->output (stream, text, cell->output_data);
}

/* What was deleted from the container goes from the session, too. */
static void
remove_deleted_files (SpContainer *self,
                      GPtrArray   *files)
{
  g_autoptr(GHashTable) listed = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer name;

  for (guint i = 0; i < files->len; i++)
    g_hash_table_add (listed, (gpointer) json_object_get_string_member (g_ptr_array_index (files, i),
                                                                        "name"));

  g_hash_table_iter_init (&iter, self->inside);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (!g_hash_table_contains (listed, name))
      {
        sp_session_backend_remove_file (self->backend, name);
        g_hash_table_iter_remove (&iter);
      }
}

/* Which of the container's files the session does not have as they are now. */
static gboolean
list_files_to_put (SpContainer  *self,
                   Cell         *cell,
                   GError      **error)
{
  g_autoptr(GPtrArray) files = sp_store_load_container_files (self->store, self->id, error);

  if (files == NULL)
    return FALSE;

  remove_deleted_files (self, files);
  cell->to_put = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  for (guint i = 0; i < files->len; i++)
    {
      JsonObject *file = g_ptr_array_index (files, i);
      const char *name = json_object_get_string_member (file, "name");

      if (g_strcmp0 (g_hash_table_lookup (self->inside, name),
                     json_object_get_string_member (file, "blob")) != 0)
        g_ptr_array_add (cell->to_put, json_object_ref (file));
    }

  return TRUE;
}

static void
begin_look (GTask *task)
{
  SpContainer *self = g_task_get_source_object (task);
  Cell *cell = g_task_get_task_data (task);

  if (self->backend != NULL && !self->died)
    sp_session_backend_look_async (self->backend, &cell->query, g_task_get_cancellable (task), look_cb,
                                   g_object_ref (task));
  else
    finish_cell (task, sp_service_error_new (SP_SERVICE_ERROR_CONFLICT, "no_session", NULL,
                                             "There is no session now, so there are no variables."));
}

static void
look_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Cell *cell = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  cell->answer = sp_session_backend_look_finish (SP_SESSION_BACKEND (source), result, &error);

  finish_cell (task, g_steal_pointer (&error));
}

static void
begin_cell (GTask *task)
{
  SpContainer *self = g_task_get_source_object (task);
  Cell *cell = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  cell->report = g_new0 (SpCellReport, 1);
  cell->report->files = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);

  if (cell->job == SP_CONTAINER_LOOK)
    {
      begin_look (task);
      return;
    }

  _sp_container_stop_idling (self);

  if (cell->job == SP_CONTAINER_CELL)
    {
      cell->report->restarted = self->forgotten;
      self->forgotten = FALSE;
    }

  if (self->backend != NULL)
    {
      put_next (task);
      return;
    }

  cell->report->restarted = cell->job == SP_CONTAINER_CELL &&
                            sp_store_count_cells (self->store, self->id) > 0;
  sp_session_backend_start_async (_sp_container_open_session (self), cancellable,
                                  start_cb, g_object_ref (task));
}

static void
start_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  SpContainer *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;

  if (sp_session_backend_start_finish (SP_SESSION_BACKEND (source), result, &error))
    {
      put_next (task);
      return;
    }

  _sp_container_drop_session (self);
  finish_cell (task, g_steal_pointer (&error));
}

/* Puts the next file into the session, or goes on when all are there. */
static void
put_next (GTask *task)
{
  SpContainer *self = g_task_get_source_object (task);
  Cell *cell = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_auto(SpFd) fd = -1;
  JsonObject *file;

  if (g_cancellable_set_error_if_cancelled (g_task_get_cancellable (task), &error))
    {
      finish_cell (task, g_steal_pointer (&error));
      return;
    }

  if (self->backend == NULL)
    {
      finish_cell (task, sp_service_error_new (SP_SERVICE_ERROR_NOT_FOUND, "container_gone", NULL,
                                               "The session was ended."));
      return;
    }

  if (cell->to_put == NULL && !list_files_to_put (self, cell, &error))
    {
      finish_cell (task, g_steal_pointer (&error));
      return;
    }

  if (cell->n_put == cell->to_put->len && cell->job == SP_CONTAINER_START)
    {
      _sp_container_touch (self);
      finish_cell (task, NULL);
      return;
    }

  if (cell->n_put == cell->to_put->len)
    {
      cell->started_at = g_get_real_time () / G_USEC_PER_SEC;
      if (cell->started != NULL)
        cell->started (cell->output_data);
      sp_session_backend_set_timeout (self->backend, cell->timeout_seconds);
      cell->output_handler = g_signal_connect (self->backend, "output", G_CALLBACK (output_cb), task);
      sp_session_backend_execute_async (self->backend, cell->code, g_task_get_cancellable (task),
                                        execute_cb, g_object_ref (task));
      return;
    }

  file = g_ptr_array_index (cell->to_put, cell->n_put);
  fd = sp_blob_store_open_blob (self->blobs, json_object_get_string_member (file, "blob"), &error);
  if (fd < 0)
    finish_cell (task, g_steal_pointer (&error));
  else
    sp_session_backend_put_file_async (self->backend, json_object_get_string_member (file, "name"),
                                       fd, NULL, put_cb, g_object_ref (task));
}

static void
put_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  SpContainer *self = g_task_get_source_object (task);
  Cell *cell = g_task_get_task_data (task);
  JsonObject *file = g_ptr_array_index (cell->to_put, cell->n_put);
  const char *name = json_object_get_string_member (file, "name");
  g_autoptr(GError) error = NULL;

  if (!sp_session_backend_put_file_finish (SP_SESSION_BACKEND (source), result, &error))
    {
      g_prefix_error (&error, "Putting “%s” into the sandbox: ", name);
      finish_cell (task, g_steal_pointer (&error));
      return;
    }

  g_hash_table_insert (self->inside, g_strdup (name),
                       g_strdup (json_object_get_string_member (file, "blob")));
  cell->n_put++;
  put_next (task);
}

static void
execute_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  SpContainer *self = g_task_get_source_object (task);
  Cell *cell = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  g_clear_signal_handler (&cell->output_handler, source);
  cell->report->cell = sp_session_backend_execute_finish (SP_SESSION_BACKEND (source), result, &error);

  if (cell->report->cell == NULL)
    {
      /* A cell that could not be run leaves a session in which nothing is sure. */
      _sp_container_drop_session (self);
      finish_cell (task, g_steal_pointer (&error));
      return;
    }

  sp_session_backend_harvest_async (SP_SESSION_BACKEND (source), NULL, harvest_cb,
                                    g_object_ref (task));
}

static void
harvest_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Cell *cell = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  cell->to_keep = sp_session_backend_harvest_finish (SP_SESSION_BACKEND (source), result,
                                                     &cell->report->note, &error);

  /* After the kernel's death there may be nothing left to read: the cell says that it died. */
  if (cell->to_keep == NULL)
    {
      cell->to_keep = g_ptr_array_new ();
      if (cell->report->cell->outcome != SP_OUTCOME_DIED)
        cell->report->note = g_strdup (error->message);
    }

  keep_next (task);
}

static char *
dup_kept_hash (SpContainer *self,
               const char  *name)
{
  g_autoptr(JsonObject) file = NULL;
  char *hash = NULL;

  file = sp_store_find_container_file (self->store, self->id, name, &hash);

  return hash;
}

static gboolean
log_cell (SpContainer  *self,
          Cell         *cell,
          GError      **error)
{
  g_autoptr(JsonObject) row = json_object_new ();
  g_autoptr(JsonObject) reads = json_object_new ();
  g_autoptr(JsonObject) writes = json_object_new ();
  g_autofree char *output = _sp_container_hash_output (cell->report->cell);
  GHashTableIter iter;
  const char *name;
  const char *hash;

  /* What a cell opens cannot be seen from outside; a file that it never names cannot be meant. */
  g_hash_table_iter_init (&iter, self->inside);
  while (g_hash_table_iter_next (&iter, (gpointer *) &name, (gpointer *) &hash))
    if (strstr (cell->code, name) != NULL)
      json_object_set_string_member (reads, name, hash);

  for (guint i = 0; i < cell->to_keep->len; i++)
    {
      SpCellFile *file = g_ptr_array_index (cell->to_keep, i);

      json_object_set_string_member (writes, file->name, file->sha256);
    }

  json_object_set_string_member (row, "code", cell->code);
  json_object_set_string_member (row, "outcome", sp_outcome_to_string (cell->report->cell->outcome));
  json_object_set_string_member (row, "response_id", cell->response_id);
  json_object_set_string_member (row, "item_id", cell->item_id);
  json_object_set_int_member (row, "session_started_at", self->started_at);
  json_object_set_int_member (row, "started_at", cell->started_at);
  json_object_set_string_member (row, "output", output);
  json_object_set_double_member (row, "elapsed", cell->report->cell->elapsed);
  json_object_set_object_member (row, "reads", g_steal_pointer (&reads));
  json_object_set_object_member (row, "writes", g_steal_pointer (&writes));

  return sp_store_add_cell (self->store, self->id, row, error);
}

static gboolean
store_file (SpContainer  *self,
            Cell         *cell,
            SpCellFile   *kept,
            GError      **error)
{
  g_autoptr(JsonObject) file = _sp_container_make_file (self, kept->name, kept->size, "assistant");

  if (!sp_store_add_container_file (self->store, file, kept->name, kept->sha256, NULL, TRUE, error))
    return FALSE;

  g_ptr_array_add (cell->report->files, g_steal_pointer (&file));

  return TRUE;
}

static gboolean
store_whole_output (SpContainer  *self,
                    Cell         *cell,
                    GError      **error)
{
  g_autoptr(JsonObject) file = NULL;
  g_autofree char *name = NULL;

  if (cell->whole_hash == NULL)
    return TRUE;

  name = g_strdup_printf ("output of cell %u.txt",
                          sp_store_count_cells (self->store, self->id) + 1);
  file = _sp_container_make_file (self, name, cell->whole_size, "assistant");
  cell->report->whole_output_id = g_strdup (json_object_get_string_member (file, "id"));

  return sp_store_add_container_file (self->store, file, name, cell->whole_hash, NULL, FALSE, error);
}

static gboolean
store_all (SpContainer  *self,
           Cell         *cell,
           GError      **error)
{
  for (guint i = 0; i < cell->to_keep->len; i++)
    if (!store_file (self, cell, g_ptr_array_index (cell->to_keep, i), error))
      return FALSE;

  return store_whole_output (self, cell, error) &&
         (cell->job == SP_CONTAINER_REPLAY || log_cell (self, cell, error));
}

/* Writes what the cell left in one transaction. */
static void
store_results (GTask *task)
{
  SpContainer *self = g_task_get_source_object (task);
  Cell *cell = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  gboolean stored;

  stored = sp_store_begin (self->store, &error);
  if (stored)
    {
      stored = store_all (self, cell, &error);
      stored = sp_store_end (self->store, stored, stored ? &error : NULL);
    }

  self->n_cells++;
  for (guint i = 0; i < cell->n_kept; i++)
    {
      SpCellFile *file = g_ptr_array_index (cell->to_keep, i);

      sp_blob_store_unpin (self->blobs, file->sha256);
    }
  if (cell->whole_hash != NULL)
    sp_blob_store_unpin (self->blobs, cell->whole_hash);

  if (cell->report->cell->outcome == SP_OUTCOME_DIED)
    _sp_container_drop_session (self);

  /* The container may have been deleted while the cell ran: then there is nobody to keep anything for. */
  if (!stored && !self->closed)
    {
      finish_cell (task, g_steal_pointer (&error));
      return;
    }

  if (!self->closed)
    _sp_container_touch (self);
  finish_cell (task, NULL);
}

/* Takes the next file into the blob store; those that did not really change are passed over. */
static void
keep_next (GTask *task)
{
  SpContainer *self = g_task_get_source_object (task);
  Cell *cell = g_task_get_task_data (task);

  while (cell->n_kept < cell->to_keep->len)
    {
      SpCellFile *file = g_ptr_array_index (cell->to_keep, cell->n_kept);
      g_autofree char *hash = dup_kept_hash (self, file->name);

      g_hash_table_insert (self->inside, g_strdup (file->name), g_strdup (file->sha256));
      if (g_strcmp0 (hash, file->sha256) != 0)
        {
          sp_blob_store_adopt_async (self->blobs, file->path, file->sha256, NULL,
                                     adopt_cb, g_object_ref (task));
          return;
        }

      g_ptr_array_remove_index (cell->to_keep, cell->n_kept);
    }

  if (cell->report->cell->whole_path != NULL && cell->whole_hash == NULL)
    sp_blob_store_hash_async (self->blobs, cell->report->cell->whole_path, NULL,
                              whole_hash_cb, g_object_ref (task));
  else
    store_results (task);
}

static void
adopt_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Cell *cell = g_task_get_task_data (task);
  SpCellFile *file = g_ptr_array_index (cell->to_keep, cell->n_kept);
  g_autoptr(GError) error = NULL;

  if (sp_blob_store_adopt_finish (SP_BLOB_STORE (source), result, &error))
    cell->n_kept++;
  else
    {
      g_clear_pointer (&cell->report->note, g_free);
      cell->report->note = g_strdup_printf ("“%s” could not be kept: %s", file->name, error->message);
      g_ptr_array_remove_index (cell->to_keep, cell->n_kept);
    }

  keep_next (task);
}

static void
whole_hash_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Cell *cell = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  GStatBuf info;

  cell->whole_hash = sp_blob_store_hash_finish (SP_BLOB_STORE (source), result, &error);
  if (cell->whole_hash == NULL || g_stat (cell->report->cell->whole_path, &info) != 0)
    {
      g_message ("Keeping the whole output of a cell: %s",
                 error != NULL ? error->message : g_strerror (errno));
      g_clear_pointer (&cell->whole_hash, g_free);
      g_clear_pointer (&cell->report->cell->whole_path, g_free);
      store_results (task);
      return;
    }

  cell->whole_size = info.st_size;

  sp_blob_store_adopt_async (SP_BLOB_STORE (source), cell->report->cell->whole_path,
                             cell->whole_hash, NULL, whole_adopt_cb, g_object_ref (task));
}

static void
whole_adopt_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Cell *cell = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  if (!sp_blob_store_adopt_finish (SP_BLOB_STORE (source), result, &error))
    {
      g_message ("Keeping the whole output of a cell: %s", error->message);
      g_clear_pointer (&cell->whole_hash, g_free);
    }

  store_results (task);
}

/* Begins the first cell of the queue that is still wanted. */
static void
sp_container_next (SpContainer *self)
{
  GTask *task;

  while ((task = g_queue_peek_head (&self->tasks)) != NULL)
    {
      g_autoptr(GTask) dropped = NULL;

      if (!self->closed && !g_cancellable_is_cancelled (g_task_get_cancellable (task)))
        {
          begin_cell (task);
          return;
        }

      dropped = g_queue_pop_head (&self->tasks);
      if (!g_task_return_error_if_cancelled (dropped))
        g_task_return_error (dropped,
                             sp_service_error_new (SP_SERVICE_ERROR_NOT_FOUND, "container_gone", NULL,
                                                   "The container was deleted."));
    }
}

/* Puts a job at the end of the queue. */
static void
sp_container_push (SpContainer *self,
                   Cell        *cell,
                   GTask       *task)
{
  g_task_set_task_data (task, cell, (GDestroyNotify) cell_free);
  /* A cancelled cell still reports what it left behind. */
  g_task_set_check_cancellable (task, FALSE);

  if (!self->closed)
    sp_container_expire_if_due (self);
  g_queue_push_tail (&self->tasks, g_object_ref (task));
  if (g_queue_get_length (&self->tasks) == 1)
    sp_container_next (self);
}

/**
 * _sp_container_push:
 * @self: a container
 * @job: what is to be done
 * @code: (nullable): the cell to run again
 * @query: (nullable): what a look wants to see; copied
 * @task: whom to answer: with a report, whether it is done, or what was seen
 *
 * Puts a job at the end of the queue.
 */
void
_sp_container_push (SpContainer           *self,
                    SpContainerJob         job,
                    const char            *code,
                    const SpVariableQuery *query,
                    GTask                 *task)
{
  Cell *cell = g_new0 (Cell, 1);

  cell->job = job;
  cell->code = g_strdup (code);
  if (query != NULL)
    {
      cell->query = *query;
      cell->query.name = g_strdup (query->name);
    }
  sp_container_push (self, cell, task);
}

/**
 * _sp_container_push_run:
 * @self: a container
 * @code: the cell
 * @id: who runs it, for the log
 * @timeout_seconds: how long it may run; 0 for the usual time
 * @started: (nullable): told when it begins
 * @output: (nullable): told what it prints
 * @data: for both
 * @task: whom to answer with a report
 *
 * Puts a cell that belongs to no response at the end of the queue.
 */
void
_sp_container_push_run (SpContainer       *self,
                        const char        *code,
                        const char        *id,
                        guint              timeout_seconds,
                        SpCellStartedFunc  started,
                        SpCellOutputFunc   output,
                        gpointer           data,
                        GTask             *task)
{
  Cell *cell = g_new0 (Cell, 1);

  cell->code = g_strdup (code);
  cell->response_id = g_strdup ("");
  cell->item_id = g_strdup (id);
  cell->timeout_seconds = timeout_seconds;
  cell->started = started;
  cell->output = output;
  cell->output_data = data;
  sp_container_push (self, cell, task);
}

/**
 * sp_container_is_busy:
 * @self: a container
 *
 * Returns: whether a cell runs or waits; looks do not count
 */
gboolean
sp_container_is_busy (SpContainer *self)
{
  g_return_val_if_fail (SP_IS_CONTAINER (self), FALSE);

  for (GList *link = self->tasks.head; link != NULL; link = link->next)
    {
      Cell *cell = g_task_get_task_data (link->data);

      if (cell->job != SP_CONTAINER_LOOK)
        return TRUE;
    }

  return FALSE;
}

/**
 * sp_container_execute_async:
 * @self: a container
 * @code: the cell
 * @response_id: who runs it, for the log
 * @item_id: its item, for the log
 * @output: (nullable): told what the cell prints while it runs, until @callback
 * @output_data: for @output
 * @cancellable: (nullable): takes the cell from the queue, or interrupts it
 * @callback: called when everything that the cell left is stored
 * @user_data: for @callback
 *
 * Runs a cell, after those that wait already. A session is begun if there is
 * none, and the container's files are put into it as they are now.
 */
void
sp_container_execute_async (SpContainer         *self,
                            const char          *code,
                            const char          *response_id,
                            const char          *item_id,
                            SpCellOutputFunc     output,
                            gpointer             output_data,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Cell *cell;

  g_return_if_fail (SP_IS_CONTAINER (self));
  g_return_if_fail (code != NULL && response_id != NULL && item_id != NULL);

  cell = g_new0 (Cell, 1);
  cell->code = g_strdup (code);
  cell->response_id = g_strdup (response_id);
  cell->item_id = g_strdup (item_id);
  cell->output = output;
  cell->output_data = output_data;

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sp_container_execute_async);
  sp_container_push (self, cell, task);
}
