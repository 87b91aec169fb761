/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* SpWorkspace: the connection to this computer's service: launch → deployments → agents → the default agent →
 * conversations. What waited for the connection goes on when it is there, or fails with its words. */

#include "config.h"

#include <glib/gi18n.h>

#include "api/sp-workspace-private.h"

#include "api/sp-foundry-backend.h"
#include "model/sp-tool.h"

#define DEFAULT_MODEL "built-in-analyst"

/* What the default agent is told. The built-in analyst needs no telling; a language model does. */
#define DEFAULT_INSTRUCTIONS \
  "You are a careful data analyst. Look at the files that the user attached before you compute anything. Write Python " \
  "and run it with the code interpreter; when a run fails, read the error, correct the code and run it again. Save " \
  "every chart and table that the user asks for as a file below /mnt/data and name it in your answer. Say what you " \
  "did in plain words, and say so when the data do not allow an answer."

static void launched_cb      (GObject      *source,
                              GAsyncResult *result,
                              gpointer      user_data);
static void deployments_cb   (GObject      *source,
                              GAsyncResult *result,
                              gpointer      user_data);
static void agents_cb        (GObject      *source,
                              GAsyncResult *result,
                              gpointer      user_data);
static void agent_made_cb    (GObject      *source,
                              GAsyncResult *result,
                              gpointer      user_data);
static void conversations_cb (GObject      *source,
                              GAsyncResult *result,
                              gpointer      user_data);

/* Whether requests can be made now. */
gboolean
_sp_workspace_is_connected (SpWorkspace *self)
{
  return sp_connection_get_status (self->connection) == SP_CONNECTION_READY;
}

static void
sp_workspace_connect_failed (SpWorkspace *self,
                             GError      *error)
{
  GHashTableIter iter;
  gpointer value = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  sp_connection_set_status (self->connection, SP_CONNECTION_FAILED, error->message);
  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    _sp_workspace_fail_waiting (value);
}

static void
launched_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(SpWorkspace) self = user_data;
  g_autoptr(GError) error = NULL;

  if (sp_service_launcher_ensure_finish (SP_SERVICE_LAUNCHER (source), result, &error))
    sp_backend_list_deployments_async (self->backend, self->cancellable, deployments_cb, g_object_ref (self));
  else
    sp_workspace_connect_failed (self, error);
}

static void
replace_all (GListStore *store,
             GPtrArray  *objects)
{
  g_list_store_splice (store, 0, g_list_model_get_n_items (G_LIST_MODEL (store)), objects->pdata, objects->len);
}

static void
deployments_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(SpWorkspace) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) deployments = sp_backend_list_deployments_finish (SP_BACKEND (source), result, &error);

  if (deployments == NULL)
    {
      sp_workspace_connect_failed (self, error);
      return;
    }
  replace_all (self->deployments, deployments);
  sp_backend_list_agents_async (self->backend, self->cancellable, agents_cb, g_object_ref (self));
}

static SpAgent *
make_default_agent (void)
{
  SpAgent *agent = sp_agent_new (SP_WORKSPACE_DEFAULT_AGENT);
  g_autoptr(SpTool) tool = sp_tool_new ("code_interpreter", NULL);

  sp_agent_set_description (agent, _("Answers questions about files by computing"));
  sp_agent_set_model (agent, DEFAULT_MODEL);
  sp_agent_set_instructions (agent, DEFAULT_INSTRUCTIONS);
  sp_agent_add_tool (agent, tool);
  return agent;
}

/* What is lacking is told beside the status: what can be done without it goes on. */
static void
notice_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(SpWorkspace) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *notice = sp_foundry_backend_get_notice_finish (SP_FOUNDRY_BACKEND (source), result, &error);

  if (notice == NULL)
    g_debug ("Asking for a notice: %s", error->message);
  else if (*notice != '\0' && _sp_workspace_is_connected (self))
    sp_connection_set_status (self->connection, SP_CONNECTION_READY, notice);
}

/* Everything is there: what waited for it goes on. */
static void
sp_workspace_connected (SpWorkspace *self)
{
  g_autoptr(GPtrArray) entries = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer value = NULL;

  sp_connection_set_status (self->connection, SP_CONNECTION_READY, NULL);
  if (SP_IS_FOUNDRY_BACKEND (self->backend))
    sp_foundry_backend_get_notice_async (SP_FOUNDRY_BACKEND (self->backend), self->cancellable, notice_cb,
                                         g_object_ref (self));
  sp_backend_list_conversations_async (self->backend, self->cancellable, conversations_cb, g_object_ref (self));

  /* What goes on may add entries or take some away. */
  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    g_ptr_array_add (entries, value);
  for (guint i = 0; i < entries->len; i++)
    {
      SpWorkspaceEntry *entry = g_ptr_array_index (entries, i);

      _sp_workspace_continue_files (entry);
      _sp_workspace_continue_turn (entry);
      _sp_workspace_refresh (entry);
    }
}

static gboolean
has_agent (GListStore *agents,
           const char *name)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (agents)); i++)
    {
      g_autoptr(SpAgent) agent = g_list_model_get_item (G_LIST_MODEL (agents), i);

      if (g_str_equal (sp_agent_get_name (agent), name))
        return TRUE;
    }
  return FALSE;
}

static void
agents_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(SpWorkspace) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) agents = sp_backend_list_agents_finish (SP_BACKEND (source), result, &error);
  g_autoptr(SpAgent) agent = NULL;

  if (agents == NULL)
    {
      sp_workspace_connect_failed (self, error);
      return;
    }
  replace_all (self->agents, agents);
  if (has_agent (self->agents, SP_WORKSPACE_DEFAULT_AGENT))
    {
      sp_workspace_connected (self);
      return;
    }

  agent = make_default_agent ();
  g_list_store_append (self->agents, agent);
  sp_backend_save_agent_async (self->backend, agent, self->cancellable, agent_made_cb, g_object_ref (self));
}

static void
agent_made_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(SpWorkspace) self = user_data;
  g_autoptr(GError) error = NULL;

  if (sp_backend_save_agent_finish (SP_BACKEND (source), result, &error))
    sp_workspace_connected (self);
  else
    sp_workspace_connect_failed (self, error);
}

static SpConversation *
sp_workspace_find_by_id (SpWorkspace *self,
                         const char  *id)
{
  GHashTableIter iter;
  gpointer conversation = NULL;

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, &conversation, NULL))
    if (g_strcmp0 (sp_conversation_get_id (conversation), id) == 0)
      return conversation;
  return NULL;
}

/* Those that were begun elsewhere and have a name. What programs make by the hundred has none. */
static void
conversations_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(SpWorkspace) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) conversations = sp_backend_list_conversations_finish (SP_BACKEND (source), result, &error);

  if (conversations == NULL)
    {
      g_debug ("Listing conversations: %s", error->message);
      return;
    }

  for (guint i = 0; i < conversations->len; i++)
    {
      SpConversation *conversation = g_ptr_array_index (conversations, i);

      if (*sp_conversation_get_title (conversation) == '\0'
          || sp_workspace_find_by_id (self, sp_conversation_get_id (conversation)) != NULL)
        continue;
      sp_conversation_set_connection_id (conversation, SP_WORKSPACE_LOCAL);
      sp_conversation_set_agent_name (conversation, SP_WORKSPACE_DEFAULT_AGENT);
      _sp_workspace_add_entry (self, conversation, FALSE);
      g_list_store_insert_sorted (self->conversations, conversation, _sp_workspace_compare_updated, NULL);
    }
}

/* Begins to connect, unless that is under way or done. */
void
_sp_workspace_connect (SpWorkspace *self)
{
  SpConnectionStatus status = sp_connection_get_status (self->connection);

  if (status == SP_CONNECTION_CONNECTING || status == SP_CONNECTION_READY)
    return;

  sp_connection_set_status (self->connection, SP_CONNECTION_CONNECTING, NULL);
  if (self->launcher != NULL)
    sp_service_launcher_ensure_async (self->launcher, self->cancellable, launched_cb, g_object_ref (self));
  else
    sp_backend_list_deployments_async (self->backend, self->cancellable, deployments_cb, g_object_ref (self));
}
