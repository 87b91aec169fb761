/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* SpWorkspace: the coordinator between the model and the places where agents run. Owned by the application (or by the
 * command line), lives on its main context; nothing here waits. Here: opening, the connection, and the conversations;
 * files and turns have files of their own. */

#include "config.h"

#include "api/sp-workspace.h"

#include <glib/gi18n.h>

#include "api/sp-api-error.h"
#include "api/sp-foundry-backend.h"
#include "api/sp-workspace-private.h"
#include "base/sp-paths.h"

G_DEFINE_FINAL_TYPE (SpWorkspace, sp_workspace, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_AGENTS,
  PROP_BACKEND,
  PROP_CONNECTION,
  PROP_CONVERSATIONS,
  PROP_DATA_DIR,
  PROP_DEPLOYMENTS,
  PROP_LAUNCHER,
  N_PROPS
};

enum
{
  TURN_ENDED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void
entry_free (SpWorkspaceEntry *entry)
{
  g_signal_handlers_disconnect_by_data (entry->conversation, entry);
  g_signal_handlers_disconnect_by_data (sp_conversation_get_files (entry->conversation), entry);
  g_signal_handlers_disconnect_by_data (sp_conversation_get_items (entry->conversation), entry);
  g_clear_handle_id (&entry->delete_timer, g_source_remove);
  g_clear_object (&entry->runner);
  g_clear_object (&entry->waiting);
  g_clear_object (&entry->keeper);
  g_clear_object (&entry->conversation);
  g_free (entry);
}

/* What the workspace knows of @conversation; NULL for one that is not (or no longer) its own. */
SpWorkspaceEntry *
_sp_workspace_get_entry (SpWorkspace    *self,
                         SpConversation *conversation)
{
  return g_hash_table_lookup (self->entries, conversation);
}

/* Begins to look after @conversation; @saved: the history has it. */
SpWorkspaceEntry *
_sp_workspace_add_entry (SpWorkspace    *self,
                         SpConversation *conversation,
                         gboolean        saved)
{
  SpWorkspaceEntry *entry = g_new0 (SpWorkspaceEntry, 1);

  entry->workspace = self;
  entry->conversation = g_object_ref (conversation);
  entry->keeper = sp_keeper_new (self->history, conversation, saved);
  g_hash_table_insert (self->entries, conversation, entry);
  _sp_workspace_watch_files (entry);
  _sp_workspace_watch_turns (entry);
  return entry;
}

/* Newest first. */
int
_sp_workspace_compare_updated (gconstpointer a,
                 gconstpointer b,
                 gpointer      user_data)
{
  gint64 left = sp_conversation_get_updated ((SpConversation *) a);
  gint64 right = sp_conversation_get_updated ((SpConversation *) b);

  return (left < right) - (left > right);
}

/* Tells the world, once, that a turn has ended. */
void
_sp_workspace_turn_ended (SpWorkspaceEntry *entry,
                          SpTurn           *turn)
{
  sp_keeper_touch (entry->keeper);
  sp_keeper_save (entry->keeper);
  g_signal_emit (entry->workspace, signals[TURN_ENDED], 0, entry->conversation, turn);
}

static void
sp_workspace_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  SpWorkspace *self = SP_WORKSPACE (object);

  switch (prop_id)
    {
    case PROP_AGENTS:
      g_value_set_object (value, sp_workspace_get_agents (self));
      break;

    case PROP_BACKEND:
      g_value_set_object (value, self->backend);
      break;

    case PROP_CONNECTION:
      g_value_set_object (value, sp_workspace_get_connection (self));
      break;

    case PROP_CONVERSATIONS:
      g_value_set_object (value, sp_workspace_get_conversations (self));
      break;

    case PROP_DATA_DIR:
      g_value_set_string (value, self->data_dir);
      break;

    case PROP_DEPLOYMENTS:
      g_value_set_object (value, sp_workspace_get_deployments (self));
      break;

    case PROP_LAUNCHER:
      g_value_set_object (value, self->launcher);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_workspace_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  SpWorkspace *self = SP_WORKSPACE (object);

  switch (prop_id)
    {
    case PROP_BACKEND:
      self->backend = g_value_dup_object (value);
      break;

    case PROP_DATA_DIR:
      self->data_dir = g_value_dup_string (value);
      break;

    case PROP_LAUNCHER:
      self->launcher = g_value_dup_object (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_workspace_constructed (GObject *object)
{
  SpWorkspace *self = SP_WORKSPACE (object);
  g_autofree char *history_path = NULL;
  g_autofree char *store_path = NULL;

  G_OBJECT_CLASS (sp_workspace_parent_class)->constructed (object);

  if (self->data_dir == NULL)
    self->data_dir = sp_paths_dup_data_dir ();
  if (self->backend == NULL)
    {
      if (self->launcher == NULL)
        self->launcher = sp_service_launcher_new (NULL, NULL, NULL);
      self->backend = sp_foundry_backend_new_local (self->launcher);
    }

  history_path = g_build_filename (self->data_dir, "history.db", NULL);
  store_path = g_build_filename (self->data_dir, "files", NULL);
  self->history = sp_history_new (history_path);
  self->store = sp_content_store_new (store_path);
  sp_connection_set_title (self->connection, _("This computer"));
}

static void
sp_workspace_dispose (GObject *object)
{
  SpWorkspace *self = SP_WORKSPACE (object);

  g_cancellable_cancel (self->cancellable);
  g_hash_table_remove_all (self->entries);
  g_hash_table_remove_all (self->file_work);
  g_hash_table_remove_all (self->fetches);
  g_clear_object (&self->history);
  g_clear_object (&self->store);
  g_clear_object (&self->backend);
  g_clear_object (&self->launcher);
  g_clear_object (&self->connection);
  g_clear_object (&self->agents);
  g_clear_object (&self->conversations);
  g_clear_object (&self->deployments);

  G_OBJECT_CLASS (sp_workspace_parent_class)->dispose (object);
}

static void
sp_workspace_finalize (GObject *object)
{
  SpWorkspace *self = SP_WORKSPACE (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->entries, g_hash_table_unref);
  g_clear_pointer (&self->file_work, g_hash_table_unref);
  g_clear_pointer (&self->fetches, g_hash_table_unref);
  g_clear_pointer (&self->data_dir, g_free);

  G_OBJECT_CLASS (sp_workspace_parent_class)->finalize (object);
}

static void
install_list (guint       prop_id,
              const char *name)
{
  properties[prop_id] = g_param_spec_object (name, NULL, NULL, G_TYPE_LIST_MODEL,
                                             (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}

static void
sp_workspace_class_init (SpWorkspaceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sp_workspace_get_property;
  object_class->set_property = sp_workspace_set_property;
  object_class->constructed = sp_workspace_constructed;
  object_class->dispose = sp_workspace_dispose;
  object_class->finalize = sp_workspace_finalize;

  install_list (PROP_AGENTS, "agents");
  install_list (PROP_CONVERSATIONS, "conversations");
  install_list (PROP_DEPLOYMENTS, "deployments");
  properties[PROP_BACKEND] =
    g_param_spec_object ("backend", NULL, NULL, SP_TYPE_BACKEND,
                         (G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS));
  properties[PROP_CONNECTION] =
    g_param_spec_object ("connection", NULL, NULL, SP_TYPE_CONNECTION, (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  properties[PROP_DATA_DIR] =
    g_param_spec_string ("data-dir", NULL, NULL, NULL,
                         (G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS));
  properties[PROP_LAUNCHER] =
    g_param_spec_object ("launcher", NULL, NULL, SP_TYPE_SERVICE_LAUNCHER,
                         (G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS));
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * SpWorkspace::turn-ended:
   * @conversation: its conversation
   * @turn: the turn, which will not change any more
   */
  signals[TURN_ENDED] = g_signal_new ("turn-ended", SP_TYPE_WORKSPACE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                      G_TYPE_NONE, 2, SP_TYPE_CONVERSATION, SP_TYPE_TURN);
}

static void
sp_workspace_init (SpWorkspace *self)
{
  self->agents = g_list_store_new (SP_TYPE_AGENT);
  self->cancellable = g_cancellable_new ();
  self->connection = sp_connection_new (SP_WORKSPACE_LOCAL, SP_CONNECTION_LOCAL);
  self->conversations = g_list_store_new (SP_TYPE_CONVERSATION);
  self->deployments = g_list_store_new (SP_TYPE_DEPLOYMENT);
  self->entries = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) entry_free);
  self->fetches = g_hash_table_new_full (NULL, NULL, g_object_unref, (GDestroyNotify) g_ptr_array_unref);
  self->file_work = g_hash_table_new_full (NULL, NULL, g_object_unref, g_object_unref);
}

/**
 * sp_workspace_new:
 * @data_dir: (nullable): where the history and the files are kept; %NULL: the user's
 *
 * Returns: (transfer full): a workspace over this computer's service, not open yet
 */
SpWorkspace *
sp_workspace_new (const char *data_dir)
{
  return g_object_new (SP_TYPE_WORKSPACE, "data-dir", data_dir, NULL);
}

/**
 * sp_workspace_new_for_launcher:
 * @data_dir: (nullable): as of sp_workspace_new()
 * @launcher: knows the service
 *
 * Returns: (transfer full): a workspace over that service, not open yet
 */
SpWorkspace *
sp_workspace_new_for_launcher (const char        *data_dir,
                               SpServiceLauncher *launcher)
{
  return g_object_new (SP_TYPE_WORKSPACE, "data-dir", data_dir, "launcher", launcher, NULL);
}

/**
 * sp_workspace_get_agents:
 *
 * Returns: (transfer none): the agents, of SpAgent
 */
GListModel *
sp_workspace_get_agents (SpWorkspace *self)
{
  g_return_val_if_fail (SP_IS_WORKSPACE (self), NULL);

  return G_LIST_MODEL (self->agents);
}

/**
 * sp_workspace_get_connection:
 *
 * Returns: (transfer none): the connection to this computer's service
 */
SpConnection *
sp_workspace_get_connection (SpWorkspace *self)
{
  g_return_val_if_fail (SP_IS_WORKSPACE (self), NULL);

  return self->connection;
}

/**
 * sp_workspace_get_conversations:
 *
 * Returns: (transfer none): the conversations, of SpConversation, newest first
 */
GListModel *
sp_workspace_get_conversations (SpWorkspace *self)
{
  g_return_val_if_fail (SP_IS_WORKSPACE (self), NULL);

  return G_LIST_MODEL (self->conversations);
}

/**
 * sp_workspace_get_deployments:
 *
 * Returns: (transfer none): the models that agents can name, of SpDeployment
 */
GListModel *
sp_workspace_get_deployments (SpWorkspace *self)
{
  g_return_val_if_fail (SP_IS_WORKSPACE (self), NULL);

  return G_LIST_MODEL (self->deployments);
}

static void
history_open_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  SpWorkspace *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) saved = sp_history_open_finish (SP_HISTORY (source), result, &error);
  g_autoptr(GPtrArray) shown = g_ptr_array_new ();

  for (guint i = 0; saved != NULL && i < saved->len; i++)
    {
      SpHistoryEntry *old = g_ptr_array_index (saved, i);
      SpWorkspaceEntry *entry = _sp_workspace_add_entry (self, old->conversation, TRUE);

      entry->deleted = old->deleted != FALSE;
      if (!old->deleted)
        g_ptr_array_add (shown, old->conversation);
    }
  g_list_store_splice (self->conversations, 0, g_list_model_get_n_items (G_LIST_MODEL (self->conversations)),
                       shown->pdata, shown->len);

  /* Also without a history there is work to be done. */
  _sp_workspace_connect (self);
  if (saved == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
prepare_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  g_autoptr(GError) error = NULL;

  if (sp_content_store_prepare (SP_CONTENT_STORE (task_data), &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
prepared_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  SpWorkspace *self = SP_WORKSPACE (source);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autoptr(GError) error = NULL;

  /* A folder that cannot be written shows again in the history, with words. */
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_message ("%s", error->message);
  sp_history_open_async (self->history, cancellable, history_open_cb, g_steal_pointer (&task));
}

/**
 * sp_workspace_open_async:
 * @cancellable: (nullable): ends it with G_IO_ERROR_CANCELLED
 * @callback: called when the history has been read
 * @user_data: for @callback
 *
 * Reads the history, then begins to connect, which "connection" tells about.
 */
void
sp_workspace_open_async (SpWorkspace         *self,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(GTask) prepare = NULL;

  g_return_if_fail (SP_IS_WORKSPACE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sp_workspace_open_async);
  prepare = g_task_new (self, NULL, prepared_cb, g_steal_pointer (&task));
  g_task_set_source_tag (prepare, sp_workspace_open_async);
  g_task_set_task_data (prepare, g_object_ref (self->store), g_object_unref);
  g_task_run_in_thread (prepare, prepare_thread);
}

/**
 * sp_workspace_open_finish:
 *
 * Returns: %TRUE; or %FALSE with @error of SP_API_ERROR_HISTORY: everything works, but nothing is kept
 */
gboolean
sp_workspace_open_finish (SpWorkspace   *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
flushed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  if (sp_history_flush_finish (SP_HISTORY (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * sp_workspace_close_async:
 * @cancellable: (nullable): ends the waiting with G_IO_ERROR_CANCELLED
 * @callback: called when everything is saved
 * @user_data: for @callback
 *
 * Saves what is pending and commits deletions. Turns go on in the service. Nothing can be done with the workspace
 * afterwards.
 */
void
sp_workspace_close_async (SpWorkspace         *self,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(GPtrArray) entries = NULL;
  GHashTableIter iter;
  gpointer value = NULL;

  g_return_if_fail (SP_IS_WORKSPACE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sp_workspace_close_async);
  entries = g_ptr_array_new ();
  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    g_ptr_array_add (entries, value);
  for (guint i = 0; i < entries->len; i++)
    {
      SpWorkspaceEntry *entry = g_ptr_array_index (entries, i);

      if (entry->deleted)
        _sp_workspace_commit_delete (entry);
      else
        sp_keeper_save (entry->keeper);
      if (entry->runner != NULL)
        sp_turn_runner_leave (entry->runner);
    }
  _sp_workspace_leave_files (self);
  g_cancellable_cancel (self->cancellable);
  sp_history_flush_async (self->history, cancellable, flushed_cb, g_steal_pointer (&task));
}

/**
 * sp_workspace_close_finish:
 *
 * Returns: %TRUE when everything is saved, %FALSE with @error when it was cancelled
 */
gboolean
sp_workspace_close_finish (SpWorkspace   *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * sp_workspace_reconnect:
 *
 * Tries again to connect when that has failed.
 */
void
sp_workspace_reconnect (SpWorkspace *self)
{
  g_return_if_fail (SP_IS_WORKSPACE (self));

  _sp_workspace_connect (self);
}
