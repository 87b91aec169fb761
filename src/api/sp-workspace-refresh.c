/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* SpWorkspace: what the place knows of a conversation that is open: its title, items that other programs added, and a
 * turn that runs. The history and the place are merged so that no object that a view shows is replaced. */

#include "config.h"

#include <glib/gi18n.h>

#include "api/sp-workspace-private.h"

typedef struct
{
  SpWorkspace    *self;          /* (owned) */
  SpConversation *conversation;  /* (owned) */
  char           *response_id;   /* (owned) (nullable) */
} Refresh;

static void
refresh_free (Refresh *refresh)
{
  SpWorkspaceEntry *entry = _sp_workspace_get_entry (refresh->self, refresh->conversation);

  if (entry != NULL)
    entry->refreshing = FALSE;
  g_clear_object (&refresh->self);
  g_clear_object (&refresh->conversation);
  g_clear_pointer (&refresh->response_id, g_free);
  g_free (refresh);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Refresh, refresh_free)

static gboolean
is_same_question (SpItem *local,
                  SpItem *remote)
{
  return SP_IS_MESSAGE (local) && SP_IS_MESSAGE (remote)
         && sp_message_get_role (SP_MESSAGE (local)) == SP_ROLE_USER
         && sp_message_get_role (SP_MESSAGE (remote)) == SP_ROLE_USER
         && g_str_equal (sp_message_get_text (SP_MESSAGE (local)), sp_message_get_text (SP_MESSAGE (remote)));
}

/* The local item that @remote is, taken out of @locals; NULL when it is new to us. */
static SpItem *
take_local (GPtrArray *locals,
            SpItem    *remote)
{
  for (guint i = 0; i < locals->len; i++)
    {
      SpItem *local = g_ptr_array_index (locals, i);
      const char *id = sp_item_get_id (local);
      gboolean unsent = id == NULL || g_str_has_prefix (id, "local_");

      if (g_strcmp0 (id, sp_item_get_id (remote)) != 0 && !(unsent && is_same_question (local, remote)))
        continue;
      sp_item_set_id (local, sp_item_get_id (remote));
      return g_ptr_array_steal_index (locals, i);
    }
  return NULL;
}

/* Those of the place in its order, each as the object that we have. A question that never arrived stays at the end,
 * and what the place has forgotten stays at its beginning: history loses nothing. */
static GPtrArray *
merge_items (GListModel *items,
             GPtrArray  *remotes)
{
  g_autoptr(GPtrArray) locals = g_ptr_array_new_with_free_func (g_object_unref);
  GPtrArray *merged = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_old = 0;

  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    g_ptr_array_add (locals, g_list_model_get_item (items, i));

  for (guint i = 0; i < remotes->len; i++)
    {
      SpItem *remote = g_ptr_array_index (remotes, i);
      SpItem *local = take_local (locals, remote);

      g_ptr_array_add (merged, local != NULL ? local : g_object_ref (remote));
    }
  for (guint i = 0; i < locals->len; i++)
    {
      SpItem *local = g_ptr_array_index (locals, i);
      const char *id = sp_item_get_id (local);
      gboolean unsent = id == NULL || g_str_has_prefix (id, "local_");

      g_ptr_array_insert (merged, unsent ? -1 : (int) n_old++, g_object_ref (local));
    }
  return merged;
}

static gboolean
has_same_items (GListModel *items,
                GPtrArray  *merged)
{
  if (g_list_model_get_n_items (items) != merged->len)
    return FALSE;
  for (guint i = 0; i < merged->len; i++)
    {
      g_autoptr(SpItem) item = g_list_model_get_item (items, i);

      if (item != g_ptr_array_index (merged, i))
        return FALSE;
    }
  return TRUE;
}

static void
add_item_files (SpConversation *conversation,
                GPtrArray      *items)
{
  for (guint i = 0; i < items->len; i++)
    {
      SpItem *item = g_ptr_array_index (items, i);
      GListModel *lists[2] = { NULL, NULL };

      if (!SP_IS_MESSAGE (item))
        continue;
      lists[0] = sp_message_get_attachments (SP_MESSAGE (item));
      lists[1] = sp_message_get_files (SP_MESSAGE (item));
      for (guint j = 0; j < G_N_ELEMENTS (lists); j++)
        for (guint k = 0; k < g_list_model_get_n_items (lists[j]); k++)
          {
            g_autoptr(SpFile) file = g_list_model_get_item (lists[j], k);

            sp_conversation_add_file (conversation, file);
          }
    }
}

static gboolean
is_answered (SpConversation *conversation)
{
  GListModel *items = sp_conversation_get_items (conversation);
  guint n_items = g_list_model_get_n_items (items);
  g_autoptr(SpItem) last = n_items > 0 ? g_list_model_get_item (items, n_items - 1) : NULL;

  return SP_IS_MESSAGE (last) && sp_message_get_role (SP_MESSAGE (last)) == SP_ROLE_ASSISTANT;
}

/* A turn that the program's end cut off: it went to its end without us, or the service never knew of it. */
static void
end_stale_turn (SpConversation *conversation)
{
  SpTurn *turn = sp_conversation_get_turn (conversation);

  if (turn == NULL || !sp_turn_is_active (turn))
    return;

  if (is_answered (conversation))
    sp_turn_set_status (turn, SP_TURN_COMPLETED);
  else
    sp_turn_fail (turn, "interrupted", _("Sandpiper was closed before the question was sent. Send it again."));
}

static void
refreshed_items_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(Refresh) refresh = user_data;
  SpConversation *conversation = refresh->conversation;
  SpWorkspaceEntry *entry = _sp_workspace_get_entry (refresh->self, conversation);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) remotes = sp_backend_list_items_finish (SP_BACKEND (source), result, &error);
  g_autoptr(GPtrArray) merged = NULL;

  if (remotes == NULL || entry == NULL || entry->deleted || entry->runner != NULL)
    return;

  merged = merge_items (sp_conversation_get_items (conversation), remotes);
  if (!has_same_items (sp_conversation_get_items (conversation), merged))
    {
      sp_conversation_replace_items (conversation, merged);
      add_item_files (conversation, merged);
    }
  if (refresh->response_id != NULL && *refresh->response_id != '\0')
    _sp_workspace_resume_turn (entry, refresh->response_id);
  else
    end_stale_turn (conversation);
}

/* A long conversation is not read again when nothing has come to it. */
static void
last_item_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(Refresh) refresh = user_data;
  SpConversation *conversation = refresh->conversation;
  GListModel *items = sp_conversation_get_items (conversation);
  guint n_items = g_list_model_get_n_items (items);
  g_autoptr(SpItem) last = n_items > 0 ? g_list_model_get_item (items, n_items - 1) : NULL;
  g_autofree char *id = sp_backend_get_last_item_id_finish (SP_BACKEND (source), result, NULL);

  if (id != NULL && last != NULL && g_strcmp0 (sp_item_get_id (last), id) == 0)
    end_stale_turn (conversation);
  else
    sp_backend_list_items_async (SP_BACKEND (source), conversation, NULL, refreshed_items_cb,
                                 g_steal_pointer (&refresh));
}

static void
refreshed_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(Refresh) refresh = user_data;
  SpConversation *conversation = refresh->conversation;
  g_autoptr(GError) error = NULL;

  refresh->response_id = sp_backend_refresh_conversation_finish (SP_BACKEND (source), result, &error);
  if (refresh->response_id == NULL)
    {
      g_debug ("Refreshing a conversation: %s", error->message);
      return;
    }
  if (*refresh->response_id != '\0')
    sp_backend_list_items_async (SP_BACKEND (source), conversation, NULL, refreshed_items_cb,
                                 g_steal_pointer (&refresh));
  else
    sp_backend_get_last_item_id_async (SP_BACKEND (source), conversation, NULL, last_item_cb,
                                       g_steal_pointer (&refresh));
}

/* Brings a conversation that is open to what its place says, when it can be asked. */
void
_sp_workspace_refresh (SpWorkspaceEntry *entry)
{
  SpWorkspace *self = entry->workspace;
  SpConversation *conversation = entry->conversation;
  SpTurn *turn = sp_conversation_get_turn (conversation);
  Refresh *refresh = NULL;

  if (!_sp_workspace_is_connected (self) || entry->runner != NULL || entry->waiting != NULL || entry->refreshing)
    return;
  if (entry->deleted)
    {
      _sp_workspace_commit_delete (entry);
      return;
    }
  if (sp_conversation_get_id (conversation) == NULL)
    {
      end_stale_turn (conversation);
      return;
    }
  if (!sp_conversation_get_loaded (conversation))
    {
      /* A turn that ran when the window ended is looked for even when nobody looks at it yet. */
      if (turn != NULL && sp_turn_is_active (turn))
        sp_workspace_load_conversation_async (self, conversation, NULL, NULL, NULL);
      return;
    }
  if (turn != NULL && sp_turn_is_active (turn) && sp_turn_get_id (turn) != NULL)
    {
      _sp_workspace_resume_turn (entry, sp_turn_get_id (turn));
      return;
    }

  entry->refreshing = TRUE;
  refresh = g_new0 (Refresh, 1);
  refresh->self = g_object_ref (self);
  refresh->conversation = g_object_ref (conversation);
  sp_backend_refresh_conversation_async (self->backend, conversation, self->cancellable, refreshed_cb, refresh);
}
