/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* SpHistory: what the window has seen, so that it comes back after a restart and without a connection. Owned by the
 * workspace; called on its main context, while all of SQLite happens on one worker thread, in the order of the calls.
 * Nothing is shared with that thread: what is to be saved is copied out of the model first. */

#include "config.h"

#include "api/sp-history.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "api/sp-api-error.h"
#include "base/sp-database.h"
#include "base/sp-json.h"
#include "wire/sp-file-codec.h"
#include "wire/sp-item-codec.h"

static const char *const migrations[] = {
  "CREATE TABLE conversations ("
  "  local_id TEXT PRIMARY KEY, id TEXT, connection_id TEXT, agent_name TEXT, container_id TEXT,"
  "  title TEXT NOT NULL, draft TEXT NOT NULL, updated INTEGER NOT NULL, deleted INTEGER NOT NULL DEFAULT 0,"
  "  response_id TEXT, turn_status INTEGER, turn_error_code TEXT, turn_error TEXT) WITHOUT ROWID;"
  "CREATE TABLE items ("
  "  conversation TEXT NOT NULL REFERENCES conversations (local_id) ON DELETE CASCADE,"
  "  position INTEGER NOT NULL, json TEXT NOT NULL, PRIMARY KEY (conversation, position)) WITHOUT ROWID;"
  "CREATE TABLE files ("
  "  conversation TEXT NOT NULL REFERENCES conversations (local_id) ON DELETE CASCADE,"
  "  position INTEGER NOT NULL, id TEXT, filename TEXT NOT NULL, size INTEGER NOT NULL, purpose TEXT,"
  "  origin INTEGER NOT NULL, state INTEGER NOT NULL, container_id TEXT, in_sandbox INTEGER NOT NULL, hash TEXT,"
  "  local_path TEXT, created INTEGER NOT NULL, error TEXT, draft INTEGER NOT NULL,"
  "  PRIMARY KEY (conversation, position)) WITHOUT ROWID;",
  NULL
};

struct _SpHistory
{
  GObject parent_instance;

  char         *path;
  GMainContext *context;   /* where it was made and is let go */
  GThreadPool  *worker;    /* one thread */
  SpDatabase   *database;  /* (nullable): only for the worker */
};

typedef struct _Job Job;

typedef gboolean (*JobFunc) (SpHistory  *self,
                             Job        *job,
                             GError    **error);

/* One call, on its way through the worker. */
struct _Job
{
  /* Input */
  SpHistory  *self;          /* (owned) */
  JobFunc     func;
  GTask      *task;          /* (owned) (nullable): told of the end */
  char       *local_id;      /* (owned) (nullable) */
  GPtrArray  *objects;       /* (owned) (nullable): of JsonObject, to be written */
  JsonObject *row;           /* (owned) (nullable): the conversation's own members */
  gint64      number;

  /* Output */
  GPtrArray  *result;        /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (SpHistory, sp_history, G_TYPE_OBJECT)

static void
job_free (Job *job)
{
  g_clear_object (&job->self);
  g_clear_object (&job->task);
  g_clear_pointer (&job->local_id, g_free);
  g_clear_pointer (&job->objects, g_ptr_array_unref);
  g_clear_pointer (&job->row, json_object_unref);
  g_clear_pointer (&job->result, g_ptr_array_unref);
  g_free (job);
}

/* The last reference to the history must not go on the worker, which its end waits for. */
static gboolean
job_free_cb (gpointer user_data)
{
  job_free (user_data);
  return G_SOURCE_REMOVE;
}

static void
entry_free (SpHistoryEntry *entry)
{
  g_clear_object (&entry->conversation);
  g_free (entry);
}

static void
run_job (gpointer data,
         gpointer user_data)
{
  Job *job = data;
  g_autoptr(GSource) source = g_idle_source_new ();
  g_autoptr(GError) error = NULL;
  gboolean ok = job->self->database != NULL || job->task != NULL;

  if (ok)
    ok = job->func (job->self, job, &error);
  if (job->task == NULL && error != NULL)
    g_message ("The history could not be saved: %s", error->message);

  if (job->task != NULL && !ok)
    g_task_return_new_error (job->task, SP_API_ERROR, SP_API_ERROR_HISTORY, _("The history cannot be read: %s"),
                             error->message);
  else if (job->task != NULL && job->result != NULL)
    g_task_return_pointer (job->task, g_steal_pointer (&job->result), (GDestroyNotify) g_ptr_array_unref);
  else if (job->task != NULL)
    g_task_return_boolean (job->task, TRUE);

  /* Not g_main_context_invoke(): while nobody runs the context that would call on this thread. */
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, job_free_cb, job, NULL);
  g_source_attach (source, job->self->context);
}

static void
sp_history_push (SpHistory      *self,
                 JobFunc         func,
                 SpConversation *conversation,
                 Job            *job)
{
  job->self = g_object_ref (self);
  job->func = func;
  if (conversation != NULL)
    job->local_id = g_strdup (sp_conversation_get_local_id (conversation));
  g_thread_pool_push (self->worker, job, NULL);
}

/* Reading: on the worker. The objects that it makes are handed over whole. */

static SpFile *
read_file (SpStatement *row)
{
  SpFile *file = sp_file_new (sp_statement_get_text (row, 1));
  SpFileState state = (SpFileState) sp_statement_get_int (row, 5);
  const char *path = sp_statement_get_text (row, 9);
  gboolean has_path = path != NULL && g_file_test (path, G_FILE_TEST_IS_REGULAR);

  sp_file_set_id (file, sp_statement_get_text (row, 0));
  sp_file_set_size (file, sp_statement_get_int (row, 2));
  sp_file_set_purpose (file, sp_statement_get_text (row, 3));
  sp_file_set_origin (file, (SpFileOrigin) sp_statement_get_int (row, 4));
  sp_file_set_container_id (file, sp_statement_get_text (row, 6));
  sp_file_set_in_sandbox (file, sp_statement_get_int (row, 7) != 0);
  sp_file_set_hash (file, sp_statement_get_text (row, 8));
  sp_file_set_local_path (file, has_path ? path : NULL);
  sp_file_set_created (file, sp_statement_get_int (row, 10));

  /* What was under way when the program ended has to begin again. */
  if (state == SP_FILE_UPLOADING)
    state = SP_FILE_LOCAL;
  else if (state == SP_FILE_DOWNLOADING)
    state = SP_FILE_READY;
  sp_file_set_state (file, state);
  if (state == SP_FILE_FAILED && sp_statement_get_text (row, 11) != NULL)
    sp_file_fail (file, sp_statement_get_text (row, 11));
  return file;
}

static gboolean
read_files (SpHistory       *self,
            SpConversation  *conversation,
            GError         **error)
{
  g_autoptr(GError) local_error = NULL;
  g_autoptr(SpStatement) row =
    sp_database_query (self->database, &local_error,
                       "SELECT id, filename, size, purpose, origin, state, container_id, in_sandbox, hash, local_path,"
                       " created, error, draft FROM files WHERE conversation = ? ORDER BY position", "s",
                       sp_conversation_get_local_id (conversation));

  while (row != NULL && sp_statement_step (row, &local_error))
    {
      g_autoptr(SpFile) file = read_file (row);

      if (sp_statement_get_int (row, 12) != 0)
        sp_conversation_add_draft_file (conversation, file);
      else
        sp_conversation_add_file (conversation, file);
    }
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  return TRUE;
}

static SpTurn *
read_turn (SpStatement *row)
{
  SpTurn *turn = sp_turn_new ();
  SpTurnStatus status = (SpTurnStatus) sp_statement_get_int (row, 8);
  const char *message = sp_statement_get_text (row, 10);

  sp_turn_set_id (turn, sp_statement_get_text (row, 7));
  if (status == SP_TURN_FAILED)
    sp_turn_fail (turn, sp_statement_get_text (row, 9), message != NULL ? message : "");
  else
    sp_turn_set_status (turn, status);
  return turn;
}

static SpHistoryEntry *
read_entry (SpStatement *row)
{
  SpHistoryEntry *entry = g_new0 (SpHistoryEntry, 1);
  SpConversation *conversation = sp_conversation_new (sp_statement_get_text (row, 0));

  sp_conversation_set_id (conversation, sp_statement_get_text (row, 1));
  sp_conversation_set_connection_id (conversation, sp_statement_get_text (row, 2));
  sp_conversation_set_agent_name (conversation, sp_statement_get_text (row, 3));
  sp_conversation_set_container_id (conversation, sp_statement_get_text (row, 4));
  sp_conversation_set_title (conversation, sp_statement_get_text (row, 5));
  sp_conversation_set_draft_text (conversation, sp_statement_get_text (row, 6));
  sp_conversation_set_updated (conversation, sp_statement_get_int (row, 11));
  if (!sp_statement_is_null (row, 8))
    {
      g_autoptr(SpTurn) turn = read_turn (row);

      sp_conversation_set_turn (conversation, turn);
    }
  entry->conversation = conversation;
  entry->deleted = sp_statement_get_int (row, 12) != 0;
  return entry;
}

static gboolean
open_job (SpHistory  *self,
          Job        *job,
          GError    **error)
{
  g_autofree char *folder = g_path_get_dirname (self->path);
  g_autoptr(GError) local_error = NULL;
  g_autoptr(SpStatement) row = NULL;

  /* A folder that cannot be made shows in the opening. */
  g_mkdir_with_parents (folder, 0700);
  self->database = sp_database_open (self->path, migrations, error);
  if (self->database == NULL)
    return FALSE;

  job->result = g_ptr_array_new_with_free_func ((GDestroyNotify) entry_free);
  row = sp_database_query (self->database, &local_error,
                           "SELECT local_id, id, connection_id, agent_name, container_id, title, draft, response_id,"
                           " turn_status, turn_error_code, turn_error, updated, deleted FROM conversations"
                           " ORDER BY updated DESC", "");
  while (row != NULL && sp_statement_step (row, &local_error))
    {
      SpHistoryEntry *entry = read_entry (row);

      g_ptr_array_add (job->result, entry);
      if (!read_files (self, entry->conversation, error))
        return FALSE;
    }
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  return TRUE;
}

static gboolean
load_items_job (SpHistory  *self,
                Job        *job,
                GError    **error)
{
  g_autoptr(GError) local_error = NULL;
  g_autoptr(SpStatement) row = NULL;

  job->result = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  if (self->database == NULL)
    return TRUE;

  row = sp_database_query (self->database, &local_error,
                           "SELECT json FROM items WHERE conversation = ? ORDER BY position", "s", job->local_id);
  while (row != NULL && sp_statement_step (row, &local_error))
    {
      JsonObject *object = sp_json_parse_object (sp_statement_get_text (row, 0), -1, NULL);

      if (object != NULL)
        g_ptr_array_add (job->result, object);
    }
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  return TRUE;
}

/* Writing: the model is copied to JSON on the main context, the worker puts that into the tables. */

static void
set_or_null (JsonObject *object,
             const char *member,
             const char *value)
{
  if (value != NULL)
    json_object_set_string_member (object, member, value);
}

static JsonObject *
copy_file (SpFile   *file,
           gboolean  draft)
{
  JsonObject *object = json_object_new ();

  set_or_null (object, "id", sp_file_get_id (file));
  set_or_null (object, "filename", sp_file_get_filename (file));
  set_or_null (object, "purpose", sp_file_get_purpose (file));
  set_or_null (object, "container_id", sp_file_get_container_id (file));
  set_or_null (object, "hash", sp_file_get_hash (file));
  set_or_null (object, "local_path", sp_file_get_local_path (file));
  set_or_null (object, "error", sp_file_get_error_message (file));
  json_object_set_int_member (object, "size", sp_file_get_size (file));
  json_object_set_int_member (object, "origin", sp_file_get_origin (file));
  json_object_set_int_member (object, "state", sp_file_get_state (file));
  json_object_set_int_member (object, "in_sandbox", sp_file_get_in_sandbox (file));
  json_object_set_int_member (object, "created", sp_file_get_created (file));
  json_object_set_int_member (object, "draft", draft);
  return object;
}

static void
copy_files (GPtrArray  *objects,
            GListModel *files,
            gboolean    draft)
{
  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr(SpFile) file = g_list_model_get_item (files, i);

      g_ptr_array_add (objects, copy_file (file, draft));
    }
}

static gboolean
write_file (SpHistory   *self,
            Job         *job,
            gint64       position,
            GError     **error)
{
  JsonObject *file = g_ptr_array_index (job->objects, (guint) position);

  return sp_database_execute (self->database, error,
                              "INSERT INTO files (conversation, position, id, filename, size, purpose, origin, state,"
                              " container_id, in_sandbox, hash, local_path, created, error, draft)"
                              " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", "sissisiisissisi",
                              job->local_id, position, sp_json_peek_string (file, "id", NULL),
                              sp_json_peek_string (file, "filename", ""), sp_json_peek_int (file, "size", -1),
                              sp_json_peek_string (file, "purpose", NULL), sp_json_peek_int (file, "origin", 0),
                              sp_json_peek_int (file, "state", 0), sp_json_peek_string (file, "container_id", NULL),
                              sp_json_peek_int (file, "in_sandbox", 0), sp_json_peek_string (file, "hash", NULL),
                              sp_json_peek_string (file, "local_path", NULL), sp_json_peek_int (file, "created", 0),
                              sp_json_peek_string (file, "error", NULL), sp_json_peek_int (file, "draft", 0));
}

static gboolean
write_conversation (SpHistory  *self,
                    Job        *job,
                    GError    **error)
{
  JsonObject *row = job->row;

  if (!sp_database_execute (self->database, error,
                            "INSERT INTO conversations (local_id, title, draft, updated) VALUES (?, '', '', 0)"
                            " ON CONFLICT (local_id) DO NOTHING", "s", job->local_id)
      || !sp_database_execute (self->database, error,
                               "UPDATE conversations SET id = ?, connection_id = ?, agent_name = ?, container_id = ?,"
                               " title = ?, draft = ?, updated = ?, response_id = ? WHERE local_id = ?", "ssssssiss",
                               sp_json_peek_string (row, "id", NULL), sp_json_peek_string (row, "connection_id", NULL),
                               sp_json_peek_string (row, "agent_name", NULL),
                               sp_json_peek_string (row, "container_id", NULL), sp_json_peek_string (row, "title", ""),
                               sp_json_peek_string (row, "draft", ""), sp_json_peek_int (row, "updated", 0),
                               sp_json_peek_string (row, "response_id", NULL), job->local_id))
    return FALSE;

  if (sp_json_peek_int (row, "turn_status", -1) < 0)
    return TRUE;
  return sp_database_execute (self->database, error,
                              "UPDATE conversations SET turn_status = ?, turn_error_code = ?, turn_error = ?"
                              " WHERE local_id = ?", "isss", sp_json_peek_int (row, "turn_status", 0),
                              sp_json_peek_string (row, "turn_error_code", NULL),
                              sp_json_peek_string (row, "turn_error", NULL), job->local_id);
}

static gboolean
save_conversation_job (SpHistory  *self,
                       Job        *job,
                       GError    **error)
{
  gboolean ok = sp_database_begin (self->database, error)
                && write_conversation (self, job, error)
                && sp_database_execute (self->database, error, "DELETE FROM files WHERE conversation = ?", "s",
                                        job->local_id);

  for (guint i = 0; ok && i < job->objects->len; i++)
    ok = write_file (self, job, i, error);
  if (ok && sp_database_commit (self->database, error))
    return TRUE;
  sp_database_rollback (self->database);
  return FALSE;
}

static gboolean
save_items_job (SpHistory  *self,
                Job        *job,
                GError    **error)
{
  gboolean ok = sp_database_begin (self->database, error)
                && sp_database_execute (self->database, error,
                                        "DELETE FROM items WHERE conversation = ? AND position >= ?", "si",
                                        job->local_id, job->number);

  for (guint i = 0; ok && i < job->objects->len; i++)
    {
      g_autofree char *text = sp_json_object_to_string (g_ptr_array_index (job->objects, i));

      ok = sp_database_execute (self->database, error,
                                "INSERT INTO items (conversation, position, json) VALUES (?, ?, ?)", "sis",
                                job->local_id, job->number + i, text);
    }
  if (ok && sp_database_commit (self->database, error))
    return TRUE;
  sp_database_rollback (self->database);
  return FALSE;
}

static gboolean
set_deleted_job (SpHistory  *self,
                 Job        *job,
                 GError    **error)
{
  return sp_database_execute (self->database, error, "UPDATE conversations SET deleted = ? WHERE local_id = ?", "is",
                              job->number, job->local_id);
}

/* The copies of files that no other conversation has. */
static GPtrArray *
list_own_paths (SpHistory   *self,
                const char  *local_id,
                GError     **error)
{
  g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GError) local_error = NULL;
  g_autoptr(SpStatement) row =
    sp_database_query (self->database, &local_error,
                       "SELECT DISTINCT local_path FROM files WHERE conversation = ? AND local_path IS NOT NULL AND"
                       " local_path NOT IN"
                       " (SELECT local_path FROM files WHERE conversation <> ? AND local_path IS NOT NULL)",
                       "ss", local_id, local_id);

  while (row != NULL && sp_statement_step (row, &local_error))
    g_ptr_array_add (paths, g_strdup (sp_statement_get_text (row, 0)));
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  return g_steal_pointer (&paths);
}

/* Deleted means deleted: also what was kept of its files. */
static gboolean
forget_job (SpHistory  *self,
            Job        *job,
            GError    **error)
{
  g_autoptr(GPtrArray) paths = list_own_paths (self, job->local_id, error);

  if (paths == NULL
      || !sp_database_execute (self->database, error, "DELETE FROM conversations WHERE local_id = ?", "s",
                               job->local_id))
    return FALSE;

  for (guint i = 0; i < paths->len; i++)
    {
      const char *path = g_ptr_array_index (paths, i);
      g_autofree char *folder = g_path_get_dirname (path);

      g_unlink (path);
      g_rmdir (folder);
    }
  return TRUE;
}

static gboolean
flush_job (SpHistory  *self,
           Job        *job,
           GError    **error)
{
  return TRUE;
}

static void
sp_history_dispose (GObject *object)
{
  SpHistory *self = SP_HISTORY (object);

  /* Each job holds a reference, so none is left here. */
  if (self->worker != NULL)
    g_thread_pool_free (g_steal_pointer (&self->worker), FALSE, TRUE);
  g_clear_object (&self->database);

  G_OBJECT_CLASS (sp_history_parent_class)->dispose (object);
}

static void
sp_history_finalize (GObject *object)
{
  SpHistory *self = SP_HISTORY (object);

  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->context, g_main_context_unref);

  G_OBJECT_CLASS (sp_history_parent_class)->finalize (object);
}

static void
sp_history_class_init (SpHistoryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sp_history_dispose;
  object_class->finalize = sp_history_finalize;
}

static void
sp_history_init (SpHistory *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->worker = g_thread_pool_new (run_job, NULL, 1, FALSE, NULL);
}

/**
 * sp_history_new:
 * @path: the database; it and its folder are made when it is opened
 *
 * Returns: (transfer full): a history that is not open yet
 */
SpHistory *
sp_history_new (const char *path)
{
  SpHistory *self = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  self = g_object_new (SP_TYPE_HISTORY, NULL);
  self->path = g_strdup (path);
  return self;
}

/**
 * sp_history_open_async:
 * @cancellable: (nullable): ends the waiting with G_IO_ERROR_CANCELLED
 * @callback: called when it is open
 * @user_data: for @callback
 *
 * Opens the database and reads everything but the items. Without it nothing is saved.
 */
void
sp_history_open_async (SpHistory           *self,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  Job *job = NULL;

  g_return_if_fail (SP_IS_HISTORY (self));

  job = g_new0 (Job, 1);
  job->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (job->task, sp_history_open_async);
  sp_history_push (self, open_job, NULL, job);
}

/**
 * sp_history_open_finish:
 *
 * Returns: (transfer full): an array of SpHistoryEntry, newest first; or %NULL with @error of SP_API_ERROR_HISTORY
 */
GPtrArray *
sp_history_open_finish (SpHistory     *self,
                        GAsyncResult  *result,
                        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * sp_history_load_items_async:
 * @conversation: a conversation of the history
 * @cancellable: (nullable): ends the waiting with G_IO_ERROR_CANCELLED
 * @callback: called when they are read
 * @user_data: for @callback
 */
void
sp_history_load_items_async (SpHistory           *self,
                             SpConversation      *conversation,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  Job *job = NULL;

  g_return_if_fail (SP_IS_HISTORY (self));
  g_return_if_fail (SP_IS_CONVERSATION (conversation));

  job = g_new0 (Job, 1);
  job->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (job->task, sp_history_load_items_async);
  sp_history_push (self, load_items_job, conversation, job);
}

/**
 * sp_history_load_items_finish:
 *
 * Returns: (transfer full): an array of JsonObject, for sp_item_codec_decode(); or %NULL with @error of
 *   SP_API_ERROR_HISTORY
 */
GPtrArray *
sp_history_load_items_finish (SpHistory     *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
copy_turn (JsonObject *row,
           SpTurn     *turn)
{
  set_or_null (row, "response_id", sp_turn_get_id (turn));
  set_or_null (row, "turn_error_code", sp_turn_get_error_code (turn));
  set_or_null (row, "turn_error", sp_turn_get_error_message (turn));
  json_object_set_int_member (row, "turn_status", sp_turn_get_status (turn));
}

/**
 * sp_history_save_conversation:
 * @conversation: a conversation
 *
 * Saves all of it as it is now, but not its items.
 */
void
sp_history_save_conversation (SpHistory      *self,
                              SpConversation *conversation)
{
  Job *job = NULL;

  g_return_if_fail (SP_IS_HISTORY (self));
  g_return_if_fail (SP_IS_CONVERSATION (conversation));

  job = g_new0 (Job, 1);
  job->row = json_object_new ();
  set_or_null (job->row, "id", sp_conversation_get_id (conversation));
  set_or_null (job->row, "connection_id", sp_conversation_get_connection_id (conversation));
  set_or_null (job->row, "agent_name", sp_conversation_get_agent_name (conversation));
  set_or_null (job->row, "container_id", sp_conversation_get_container_id (conversation));
  set_or_null (job->row, "title", sp_conversation_get_title (conversation));
  set_or_null (job->row, "draft", sp_conversation_get_draft_text (conversation));
  json_object_set_int_member (job->row, "updated", sp_conversation_get_updated (conversation));
  if (sp_conversation_get_turn (conversation) != NULL)
    copy_turn (job->row, sp_conversation_get_turn (conversation));

  job->objects = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  copy_files (job->objects, sp_conversation_get_files (conversation), FALSE);
  copy_files (job->objects, sp_conversation_get_draft_files (conversation), TRUE);
  sp_history_push (self, save_conversation_job, conversation, job);
}

/**
 * sp_history_save_items:
 * @conversation: a conversation that has been saved
 * @first: the first item that may have changed
 *
 * Saves the items from @first on.
 */
void
sp_history_save_items (SpHistory      *self,
                       SpConversation *conversation,
                       guint           first)
{
  GListModel *items = NULL;
  Job *job = NULL;

  g_return_if_fail (SP_IS_HISTORY (self));
  g_return_if_fail (SP_IS_CONVERSATION (conversation));

  items = sp_conversation_get_items (conversation);
  job = g_new0 (Job, 1);
  job->number = first;
  job->objects = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  for (guint i = first; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr(SpItem) item = g_list_model_get_item (items, i);

      g_ptr_array_add (job->objects, sp_item_codec_encode (item));
    }
  sp_history_push (self, save_items_job, conversation, job);
}

/**
 * sp_history_set_deleted:
 * @deleted: whether the conversation is to be deleted at its place yet
 */
void
sp_history_set_deleted (SpHistory      *self,
                        SpConversation *conversation,
                        gboolean        deleted)
{
  Job *job = NULL;

  g_return_if_fail (SP_IS_HISTORY (self));
  g_return_if_fail (SP_IS_CONVERSATION (conversation));

  job = g_new0 (Job, 1);
  job->number = deleted != FALSE;
  sp_history_push (self, set_deleted_job, conversation, job);
}

/**
 * sp_history_forget:
 *
 * Deletes @conversation with all its items from the history, and the copies of its files that no other one has.
 */
void
sp_history_forget (SpHistory      *self,
                   SpConversation *conversation)
{
  g_return_if_fail (SP_IS_HISTORY (self));
  g_return_if_fail (SP_IS_CONVERSATION (conversation));

  sp_history_push (self, forget_job, conversation, g_new0 (Job, 1));
}

/**
 * sp_history_flush_async:
 * @cancellable: (nullable): ends the waiting with G_IO_ERROR_CANCELLED
 * @callback: called when everything asked for until now is in the database
 * @user_data: for @callback
 */
void
sp_history_flush_async (SpHistory           *self,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  Job *job = NULL;

  g_return_if_fail (SP_IS_HISTORY (self));

  job = g_new0 (Job, 1);
  job->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (job->task, sp_history_flush_async);
  sp_history_push (self, flush_job, NULL, job);
}

/**
 * sp_history_flush_finish:
 *
 * Returns: %TRUE, or %FALSE with @error when it was cancelled
 */
gboolean
sp_history_flush_finish (SpHistory     *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
