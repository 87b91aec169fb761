/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* SpWorkspace: the files. A file that is attached is copied to the content store and uploaded at once; a file that the
 * agent made is fetched the moment it is known. Each file tells by its own state how far it is. */

#include "config.h"

#include "api/sp-workspace.h"

#include <glib/gi18n.h>

#include "api/sp-api-error.h"
#include "api/sp-workspace-private.h"
#include "base/sp-file-type.h"
#include "base/sp-id.h"
#include "base/sp-str.h"
#include "model/sp-annotation.h"
#include "model/sp-code-call.h"

/* One file on its way. */
typedef struct
{
  SpWorkspace    *self;          /* (owned) */
  SpConversation *conversation;  /* (owned) */
  SpFile         *file;          /* (owned) */
  GCancellable   *cancellable;   /* (owned) (nullable) */
  char           *temp_path;     /* (owned) (nullable): of a download */
} Work;

static void
work_free (Work *work)
{
  g_clear_object (&work->self);
  g_clear_object (&work->conversation);
  g_clear_object (&work->file);
  g_clear_object (&work->cancellable);
  g_clear_pointer (&work->temp_path, g_free);
  g_free (work);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Work, work_free)

static Work *
work_new (SpWorkspaceEntry *entry,
          SpFile           *file)
{
  Work *work = g_new0 (Work, 1);

  work->self = g_object_ref (entry->workspace);
  work->conversation = g_object_ref (entry->conversation);
  work->file = g_object_ref (file);
  return work;
}

/* With a way to end it, until work_end(). */
static Work *
work_begin (SpWorkspaceEntry *entry,
            SpFile           *file)
{
  Work *work = work_new (entry, file);

  work->cancellable = g_cancellable_new ();
  g_hash_table_insert (work->self->file_work, g_object_ref (file), g_object_ref (work->cancellable));
  return work;
}

static void
work_end (Work *work)
{
  if (g_hash_table_lookup (work->self->file_work, work->file) == work->cancellable)
    g_hash_table_remove (work->self->file_work, work->file);
}

/* TRUE when something was under way. */
static gboolean
cancel_work (SpWorkspace *self,
             SpFile      *file)
{
  g_autoptr(GCancellable) cancellable = g_hash_table_lookup (self->file_work, file);

  if (cancellable == NULL)
    return FALSE;
  g_object_ref (cancellable);
  g_hash_table_remove (self->file_work, file);
  g_cancellable_cancel (cancellable);
  return TRUE;
}

/* Uploading. */

static void
progress_cb (gint64   done,
             gint64   total,
             gpointer user_data)
{
  Work *work = user_data;
  double progress = total > 0 ? CLAMP ((double) done / (double) total, 0.0, 1.0) : 0.0;

  /* Nobody sees less than this on a bar, and each change is drawn. */
  if (progress >= 1.0 || ABS (progress - sp_file_get_progress (work->file)) >= 0.005)
    sp_file_set_progress (work->file, progress);
}

static void
forgotten_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!sp_backend_delete_file_finish (SP_BACKEND (source), result, &error))
    g_debug ("Deleting an upload: %s", error->message);
}

static void
uploaded_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(Work) work = user_data;
  g_autoptr(GError) error = NULL;
  gboolean ok = sp_backend_upload_file_finish (SP_BACKEND (source), result, &error);

  work_end (work);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    sp_file_set_state (work->file, SP_FILE_LOCAL);
  else if (!ok)
    sp_file_fail (work->file, error->message);
  else if (g_cancellable_is_cancelled (work->cancellable))
    sp_backend_delete_file_async (SP_BACKEND (source), sp_file_get_id (work->file), NULL, forgotten_cb, NULL);
  else
    sp_file_set_state (work->file, SP_FILE_READY);
}

static void
sp_workspace_upload (SpWorkspaceEntry *entry,
                     SpFile           *file)
{
  SpWorkspace *self = entry->workspace;
  Work *work = NULL;

  if (!_sp_workspace_is_connected (self) || sp_file_get_local_path (file) == NULL
      || g_hash_table_contains (self->file_work, file))
    return;

  work = work_begin (entry, file);
  sp_file_set_progress (file, 0);
  sp_file_set_state (file, SP_FILE_UPLOADING);
  sp_backend_upload_file_async (self->backend, file, progress_cb, work, work->cancellable, uploaded_cb, work);
}

/* Attaching. */

static void
imported_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(Work) work = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(SpContent) content = sp_content_store_finish (SP_CONTENT_STORE (source), result, &error);
  SpWorkspaceEntry *entry = _sp_workspace_get_entry (work->self, work->conversation);

  work_end (work);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (content == NULL)
    {
      sp_file_fail (work->file, error->message);
      return;
    }

  sp_file_set_size (work->file, content->size);
  sp_file_set_hash (work->file, content->hash);
  sp_file_set_local_path (work->file, content->path);
  if (entry != NULL && !g_cancellable_is_cancelled (work->cancellable))
    sp_workspace_upload (entry, work->file);
}

static void
take_names (GHashTable *taken,
            GListModel *files)
{
  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr(SpFile) file = g_list_model_get_item (files, i);

      g_hash_table_add (taken, g_strdup (sp_file_get_filename (file)));
    }
}

/* A draft's file with a name that no other file of the conversation has: the sandbox has one folder. */
static SpFile *
add_draft_file (SpConversation *conversation,
                const char     *name)
{
  g_autoptr(GHashTable) taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *clean = sp_str_clean_filename (name);
  g_autofree char *unique = NULL;
  g_autofree char *id = sp_id_new ("local");
  g_autoptr(SpFile) file = NULL;

  take_names (taken, sp_conversation_get_files (conversation));
  take_names (taken, sp_conversation_get_draft_files (conversation));
  unique = sp_str_unique_filename (clean, taken);
  file = sp_file_new (unique);
  sp_file_set_id (file, id);
  sp_file_set_purpose (file, "assistants");
  sp_file_set_created (file, g_get_real_time () / G_USEC_PER_SEC);
  sp_conversation_add_draft_file (conversation, file);
  return file;
}

static gboolean
check_type (SpFile *file)
{
  const char *name = sp_file_get_filename (file);
  g_autofree char *words = NULL;

  if (sp_file_type_is_supported (name))
    return TRUE;

  words = g_strdup_printf (_("Agents cannot take files of the type of “%s”. Put it into a zip archive, or save it in "
                             "another format, such as CSV."), name);
  sp_file_fail (file, words);
  return FALSE;
}

/**
 * sp_workspace_attach:
 * @file: what the user dropped or chose; it is copied at once
 *
 * Adds @file to the draft of @conversation and begins to upload it.
 *
 * Returns: (transfer none) (nullable): the draft's file; failed, with words, when it cannot be sent
 */
SpFile *
sp_workspace_attach (SpWorkspace    *self,
                     SpConversation *conversation,
                     GFile          *file)
{
  SpWorkspaceEntry *entry = NULL;
  g_autofree char *basename = NULL;
  g_autofree char *name = NULL;
  SpFile *draft = NULL;
  Work *work = NULL;

  g_return_val_if_fail (SP_IS_WORKSPACE (self), NULL);
  g_return_val_if_fail (SP_IS_CONVERSATION (conversation), NULL);
  g_return_val_if_fail (G_IS_FILE (file), NULL);

  entry = _sp_workspace_get_entry (self, conversation);
  if (entry == NULL)
    return NULL;

  basename = g_file_get_basename (file);
  name = g_filename_display_name (basename != NULL ? basename : "file");
  draft = add_draft_file (conversation, name);
  if (!check_type (draft))
    return draft;

  work = work_begin (entry, draft);
  sp_content_store_import_async (self->store, file, sp_file_get_filename (draft), SP_FILE_MAX_SIZE, work->cancellable,
                                 imported_cb, work);
  return draft;
}

/**
 * sp_workspace_attach_bytes:
 * @bytes: what was pasted
 * @filename: what it shall be called
 *
 * As sp_workspace_attach().
 *
 * Returns: (transfer none) (nullable): the draft's file
 */
SpFile *
sp_workspace_attach_bytes (SpWorkspace    *self,
                           SpConversation *conversation,
                           GBytes         *bytes,
                           const char     *filename)
{
  SpWorkspaceEntry *entry = NULL;
  SpFile *draft = NULL;
  Work *work = NULL;

  g_return_val_if_fail (SP_IS_WORKSPACE (self), NULL);
  g_return_val_if_fail (SP_IS_CONVERSATION (conversation), NULL);
  g_return_val_if_fail (bytes != NULL && filename != NULL, NULL);

  entry = _sp_workspace_get_entry (self, conversation);
  if (entry == NULL)
    return NULL;

  draft = add_draft_file (conversation, filename);
  if (!check_type (draft))
    return draft;

  work = work_begin (entry, draft);
  sp_content_store_import_bytes_async (self->store, bytes, sp_file_get_filename (draft), work->cancellable, imported_cb,
                                       work);
  return draft;
}

/**
 * sp_workspace_detach:
 * @file: a file of the draft
 *
 * Takes @file out of the draft and ends its upload; what has been uploaded is deleted there.
 */
void
sp_workspace_detach (SpWorkspace    *self,
                     SpConversation *conversation,
                     SpFile         *file)
{
  g_autoptr(SpFile) kept = NULL;

  g_return_if_fail (SP_IS_WORKSPACE (self));
  g_return_if_fail (SP_IS_CONVERSATION (conversation));
  g_return_if_fail (SP_IS_FILE (file));

  kept = g_object_ref (file);
  sp_conversation_remove_draft_file (conversation, file);

  /* A question that is asked again brings its files into the draft; they stay those of the question. */
  if (sp_file_get_id (file) != NULL && sp_conversation_find_file (conversation, sp_file_get_id (file)) != NULL)
    return;

  cancel_work (self, file);
  if (sp_file_get_state (file) == SP_FILE_READY)
    sp_backend_delete_file_async (self->backend, sp_file_get_id (file), NULL, forgotten_cb, NULL);
}

/* Fetching. */

static void
answer_fetch (Work         *work,
              const GError *error)
{
  g_autoptr(SpFile) file = NULL;
  g_autoptr(GPtrArray) tasks = NULL;

  if (!g_hash_table_steal_extended (work->self->fetches, work->file, (gpointer *) &file, (gpointer *) &tasks))
    return;
  for (guint i = 0; i < tasks->len; i++)
    {
      GTask *task = g_ptr_array_index (tasks, i);

      if (error != NULL)
        g_task_return_error (task, g_error_copy (error));
      else
        g_task_return_pointer (task, g_strdup (sp_file_get_local_path (work->file)), g_free);
    }
}

static void
fetch_failed (Work         *work,
              const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    sp_file_set_state (work->file, SP_FILE_READY);
  else
    sp_file_fail (work->file, error->message);
  if (sp_api_error_get_status (error) == 404)
    sp_file_set_state (work->file, SP_FILE_GONE);
  answer_fetch (work, error);
}

static void
adopted_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(Work) work = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(SpContent) content = sp_content_store_finish (SP_CONTENT_STORE (source), result, &error);

  if (content == NULL)
    {
      fetch_failed (work, error);
      return;
    }
  sp_file_set_size (work->file, content->size);
  sp_file_set_hash (work->file, content->hash);
  sp_file_set_local_path (work->file, content->path);
  sp_file_set_progress (work->file, 1.0);
  sp_file_set_state (work->file, SP_FILE_READY);
  answer_fetch (work, NULL);
}

static void
downloaded_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(Work) work = user_data;
  SpWorkspace *self = work->self;
  g_autoptr(GError) error = NULL;
  g_autofree char *hash = sp_backend_download_file_finish (SP_BACKEND (source), result, &error);
  const char *temp_path = work->temp_path;
  const char *filename = sp_file_get_filename (work->file);

  if (hash == NULL)
    fetch_failed (work, error);
  else
    sp_content_store_adopt_async (self->store, temp_path, hash, filename, self->cancellable, adopted_cb,
                                  g_steal_pointer (&work));
}

static void
sp_workspace_fetch (SpWorkspaceEntry *entry,
                    SpFile           *file,
                    GTask            *task)
{
  SpWorkspace *self = entry->workspace;
  GPtrArray *tasks = g_hash_table_lookup (self->fetches, file);
  Work *work = NULL;

  if (tasks == NULL)
    {
      tasks = g_ptr_array_new_with_free_func (g_object_unref);
      g_hash_table_insert (self->fetches, g_object_ref (file), tasks);
      work = work_new (entry, file);
      work->temp_path = sp_content_store_dup_temp_path (self->store);
    }
  if (task != NULL)
    g_ptr_array_add (tasks, g_object_ref (task));
  if (work == NULL)
    return;

  sp_file_set_progress (file, 0);
  sp_file_set_state (file, SP_FILE_DOWNLOADING);
  sp_backend_download_file_async (self->backend, file, work->temp_path, progress_cb, work, self->cancellable,
                                  downloaded_cb, work);
}

/**
 * sp_workspace_fetch_file_async:
 * @file: a file of @conversation
 * @cancellable: (nullable): ends the waiting, not the fetching
 * @callback: called when its contents lie on this computer
 * @user_data: for @callback
 */
void
sp_workspace_fetch_file_async (SpWorkspace         *self,
                               SpConversation      *conversation,
                               SpFile              *file,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  SpWorkspaceEntry *entry = NULL;

  g_return_if_fail (SP_IS_WORKSPACE (self));
  g_return_if_fail (SP_IS_CONVERSATION (conversation));
  g_return_if_fail (SP_IS_FILE (file));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sp_workspace_fetch_file_async);
  entry = _sp_workspace_get_entry (self, conversation);
  if (sp_file_get_local_path (file) != NULL)
    g_task_return_pointer (task, g_strdup (sp_file_get_local_path (file)), g_free);
  else if (entry == NULL || sp_file_get_id (file) == NULL)
    g_task_return_new_error (task, SP_API_ERROR, SP_API_ERROR_CONTENT, _("“%s” is not there any more."),
                             sp_file_get_filename (file));
  else
    sp_workspace_fetch (entry, file, task);
}

/**
 * sp_workspace_fetch_file_finish:
 *
 * Returns: (transfer full): the path of the contents; or %NULL with @error, which the file tells too
 */
char *
sp_workspace_fetch_file_finish (SpWorkspace   *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * sp_workspace_retry_file:
 * @file: a file of @conversation or of its draft that has failed
 *
 * Uploads or fetches it again. A file of a type that cannot be sent stays failed.
 */
void
sp_workspace_retry_file (SpWorkspace    *self,
                         SpConversation *conversation,
                         SpFile         *file)
{
  SpWorkspaceEntry *entry = NULL;

  g_return_if_fail (SP_IS_WORKSPACE (self));
  g_return_if_fail (SP_IS_CONVERSATION (conversation));
  g_return_if_fail (SP_IS_FILE (file));

  entry = _sp_workspace_get_entry (self, conversation);
  if (entry == NULL || (sp_file_get_state (file) != SP_FILE_FAILED && sp_file_get_state (file) != SP_FILE_GONE))
    return;

  if (sp_file_get_origin (file) == SP_FILE_GENERATED)
    sp_workspace_fetch (entry, file, NULL);
  else if (sp_file_get_local_path (file) != NULL && !_sp_workspace_is_connected (self))
    _sp_workspace_connect (self);
  else if (sp_file_get_local_path (file) != NULL)
    sp_workspace_upload (entry, file);
}

/* Keeping files moving. */

static void
fetch_new (SpWorkspaceEntry *entry,
           GListModel       *files,
           guint             position,
           guint             n_files)
{
  for (guint i = position; i < position + n_files; i++)
    {
      g_autoptr(SpFile) file = g_list_model_get_item (files, i);

      if (sp_file_get_origin (file) == SP_FILE_GENERATED && sp_file_get_state (file) == SP_FILE_READY
          && sp_file_get_local_path (file) == NULL && sp_file_get_id (file) != NULL)
        sp_workspace_fetch (entry, file, NULL);
    }
}

static void
files_changed_cb (GListModel       *files,
                  guint             position,
                  guint             removed,
                  guint             added,
                  SpWorkspaceEntry *entry)
{
  if (_sp_workspace_is_connected (entry->workspace))
    fetch_new (entry, files, position, added);
}

/* Looks after the files of a conversation that has come to the workspace. */
void
_sp_workspace_watch_files (SpWorkspaceEntry *entry)
{
  g_signal_connect (sp_conversation_get_files (entry->conversation), "items-changed", G_CALLBACK (files_changed_cb),
                    entry);
}

static void
upload_local (SpWorkspaceEntry *entry,
              GListModel       *files)
{
  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr(SpFile) file = g_list_model_get_item (files, i);

      if (sp_file_get_origin (file) == SP_FILE_UPLOADED && sp_file_get_state (file) == SP_FILE_LOCAL)
        sp_workspace_upload (entry, file);
    }
}

/* The connection is there: what waited for it goes on. A question that was never sent keeps its files to itself. */
void
_sp_workspace_continue_files (SpWorkspaceEntry *entry)
{
  SpConversation *conversation = entry->conversation;
  GListModel *files = sp_conversation_get_files (conversation);

  if (entry->deleted)
    return;
  upload_local (entry, sp_conversation_get_draft_files (conversation));
  if (entry->waiting != NULL)
    upload_local (entry, sp_message_get_attachments (entry->waiting));
  fetch_new (entry, files, 0, g_list_model_get_n_items (files));
}

/* Ends the uploads of a question that is not to be asked any more. */
void
_sp_workspace_stop_uploads (SpWorkspaceEntry *entry,
                            SpMessage        *message)
{
  GListModel *files = sp_message_get_attachments (message);

  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr(SpFile) file = g_list_model_get_item (files, i);

      cancel_work (entry->workspace, file);
    }
}

/* The workspace closes: what is under way is begun again at the next start. */
void
_sp_workspace_leave_files (SpWorkspace *self)
{
  GHashTableIter iter;
  gpointer cancellable = NULL;

  g_hash_table_iter_init (&iter, self->file_work);
  while (g_hash_table_iter_next (&iter, NULL, &cancellable))
    g_cancellable_cancel (cancellable);
}

/* What lies in the sandbox. */

static void
tick_file (GListModel *files,
           SpFile     *found)
{
  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr(SpFile) file = g_list_model_get_item (files, i);

      if (sp_file_get_origin (file) == SP_FILE_UPLOADED
          && g_str_equal (sp_file_get_filename (file), sp_file_get_filename (found)))
        sp_file_set_in_sandbox (file, TRUE);
    }
}

static SpMessage *
find_last_answer (SpConversation *conversation)
{
  GListModel *items = sp_conversation_get_items (conversation);

  for (guint i = g_list_model_get_n_items (items); i > 0; i--)
    {
      g_autoptr(SpItem) item = g_list_model_get_item (items, i - 1);

      if (!SP_IS_MESSAGE (item))
        continue;
      if (sp_message_get_role (SP_MESSAGE (item)) == SP_ROLE_ASSISTANT)
        return SP_MESSAGE (item);
      return NULL;
    }
  return NULL;
}

/* A file that the agent made and did not mention: the answer mentions it at its end. */
static void
cite_file (SpConversation *conversation,
           SpFile         *file)
{
  SpMessage *answer = find_last_answer (conversation);
  guint end = answer != NULL ? (guint) g_utf8_strlen (sp_message_get_text (answer), -1) : 0;
  g_autoptr(SpAnnotation) annotation = NULL;

  if (answer != NULL)
    {
      annotation = sp_annotation_new ("container_file_citation", end, end, file, NULL);
      sp_message_add_annotation (answer, annotation);
    }
  sp_conversation_add_file (conversation, file);
}

static void
take_container_files (SpWorkspaceEntry *entry,
                      GPtrArray        *found)
{
  SpConversation *conversation = entry->conversation;
  gboolean busy = sp_conversation_get_busy (conversation);

  for (guint i = 0; i < found->len; i++)
    {
      SpFile *file = g_ptr_array_index (found, i);

      if (sp_file_get_origin (file) == SP_FILE_UPLOADED)
        tick_file (sp_conversation_get_files (conversation), file);
      else if (!busy && sp_conversation_find_file (conversation, sp_file_get_id (file)) == NULL)
        cite_file (conversation, file);
    }
  if (!busy)
    sp_keeper_touch (entry->keeper);
}

static void
container_listed_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr(Work) work = user_data;
  SpWorkspaceEntry *entry = _sp_workspace_get_entry (work->self, work->conversation);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) found = sp_backend_list_container_files_finish (SP_BACKEND (source), result, &error);

  if (found == NULL)
    g_debug ("Listing a container: %s", error->message);
  else if (entry != NULL && !entry->deleted)
    take_container_files (entry, found);
}

static gboolean
waits_for_tick (SpConversation *conversation)
{
  GListModel *files = sp_conversation_get_files (conversation);

  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr(SpFile) file = g_list_model_get_item (files, i);

      if (sp_file_get_origin (file) == SP_FILE_UPLOADED && sp_file_get_state (file) == SP_FILE_READY
          && !sp_file_get_in_sandbox (file))
        return TRUE;
    }
  return FALSE;
}

/* Asks what lies in the sandbox: while a turn runs, once, to tick the files that have arrived; at its end, to find what
 * the answer did not mention. */
void
_sp_workspace_look_at_container (SpWorkspaceEntry *entry,
                                 gboolean          at_end)
{
  SpWorkspace *self = entry->workspace;
  SpConversation *conversation = entry->conversation;
  const char *container_id = sp_conversation_get_container_id (conversation);
  Work *work = NULL;

  if (container_id == NULL || !_sp_workspace_is_connected (self)
      || (!at_end && (entry->container_asked || !waits_for_tick (conversation))))
    return;

  entry->container_asked = !at_end;
  work = g_new0 (Work, 1);
  work->self = g_object_ref (self);
  work->conversation = g_object_ref (conversation);
  sp_backend_list_container_files_async (self->backend, container_id, self->cancellable, container_listed_cb, work);
}
