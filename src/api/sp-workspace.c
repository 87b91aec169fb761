/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* SpWorkspace: the coordinator between the model and the places where agents run; owned by the application, lives on
 * its main context. */

#include "config.h"

#include "api/sp-workspace.h"

struct _SpWorkspace
{
  GObject parent_instance;

  GListStore   *agents;
  GListStore   *conversations;
  GListStore   *deployments;
  SpConnection *connection;
};

G_DEFINE_FINAL_TYPE (SpWorkspace, sp_workspace, G_TYPE_OBJECT)

static void
sp_workspace_class_init (SpWorkspaceClass *klass)
{
  g_signal_new ("turn-ended", SP_TYPE_WORKSPACE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 2, SP_TYPE_CONVERSATION, SP_TYPE_TURN);
}

static void
sp_workspace_init (SpWorkspace *self)
{
  self->agents = g_list_store_new (SP_TYPE_AGENT);
  self->conversations = g_list_store_new (SP_TYPE_CONVERSATION);
  self->deployments = g_list_store_new (SP_TYPE_DEPLOYMENT);
  self->connection = sp_connection_new ("local", SP_CONNECTION_LOCAL);
}

SpWorkspace *
sp_workspace_new (const char *data_dir)
{
  return g_object_new (SP_TYPE_WORKSPACE, NULL);
}

SpWorkspace *
sp_workspace_new_for_launcher (const char *data_dir, SpServiceLauncher *launcher)
{
  return g_object_new (SP_TYPE_WORKSPACE, NULL);
}

GListModel *
sp_workspace_get_agents (SpWorkspace *self)
{
  return G_LIST_MODEL (self->agents);
}

SpConnection *
sp_workspace_get_connection (SpWorkspace *self)
{
  return self->connection;
}

GListModel *
sp_workspace_get_conversations (SpWorkspace *self)
{
  return G_LIST_MODEL (self->conversations);
}

GListModel *
sp_workspace_get_deployments (SpWorkspace *self)
{
  return G_LIST_MODEL (self->deployments);
}

void 
sp_workspace_open_async (SpWorkspace *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "Not yet");
}

gboolean 
sp_workspace_open_finish (SpWorkspace *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void 
sp_workspace_close_async (SpWorkspace *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "Not yet");
}

gboolean 
sp_workspace_close_finish (SpWorkspace *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void 
sp_workspace_reconnect (SpWorkspace *self)
{
}

SpConversation *
sp_workspace_create_conversation (SpWorkspace *self)
{
  return NULL;
}

SpConversation *
sp_workspace_find_conversation (SpWorkspace *self, const char *local_id)
{
  return NULL;
}

void 
sp_workspace_load_conversation_async (SpWorkspace *self, SpConversation *conversation, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "Not yet");
}

gboolean 
sp_workspace_load_conversation_finish (SpWorkspace *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void 
sp_workspace_rename (SpWorkspace *self, SpConversation *conversation, const char *title)
{
}

void 
sp_workspace_delete (SpWorkspace *self, SpConversation *conversation)
{
}

gboolean 
sp_workspace_undo_delete (SpWorkspace *self, SpConversation *conversation)
{
  return FALSE;
}

SpFile *
sp_workspace_attach (SpWorkspace *self, SpConversation *conversation, GFile *file)
{
  return NULL;
}

SpFile *
sp_workspace_attach_bytes (SpWorkspace *self, SpConversation *conversation, GBytes *bytes, const char *filename)
{
  return NULL;
}

void 
sp_workspace_detach (SpWorkspace *self, SpConversation *conversation, SpFile *file)
{
}

void 
sp_workspace_retry_file (SpWorkspace *self, SpConversation *conversation, SpFile *file)
{
}

gboolean 
sp_workspace_can_send (SpWorkspace *self, SpConversation *conversation)
{
  return FALSE;
}

gboolean 
sp_workspace_send (SpWorkspace *self, SpConversation *conversation)
{
  return FALSE;
}

void 
sp_workspace_stop (SpWorkspace *self, SpConversation *conversation)
{
}

void 
sp_workspace_fetch_file_async (SpWorkspace *self, SpConversation *conversation, SpFile *file, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "Not yet");
}

char *
sp_workspace_fetch_file_finish (SpWorkspace *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
