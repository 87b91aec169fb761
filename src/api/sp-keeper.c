/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* SpKeeper: watches one conversation and saves it to the history. Owned by the workspace, one for each conversation,
 * on its main context. Changes are gathered for a moment and saved together. While an answer is streamed its text is
 * not saved letter by letter: a turn that was interrupted is read again from its place.
 *
 * An empty conversation is not saved: opening the window leaves nothing behind. */

#include "config.h"

#include "api/sp-keeper.h"

#include "model/sp-message.h"

#define GATHER_MS 400

struct _SpKeeper
{
  GObject parent_instance;

  SpHistory      *history;
  SpConversation *conversation;
  GHashTable     *files;          /* the SpFile that are watched */
  GSignalGroup   *turn_signals;
  guint           save_source;
  guint           n_settled;      /* that many items are in the history as they will stay */
  guint           saved : 1;      /* the history knows the conversation */
  guint           gone : 1;       /* nothing is saved any more */
};

G_DEFINE_FINAL_TYPE (SpKeeper, sp_keeper, G_TYPE_OBJECT)

static gboolean
save_cb (gpointer user_data)
{
  SpKeeper *self = SP_KEEPER (user_data);

  self->save_source = 0;
  sp_keeper_save (self);
  return G_SOURCE_REMOVE;
}

static void
changed_cb (SpKeeper *self)
{
  if (self->save_source == 0 && !self->gone)
    self->save_source = g_timeout_add (GATHER_MS, save_cb, self);
}

/* The names that the place gave are what a turn is found by after the window was killed: they do not wait. */
static void
id_changed_cb (SpKeeper *self)
{
  if (sp_conversation_get_loaded (self->conversation))
    sp_keeper_save (self);
  else
    changed_cb (self);
}

static void
items_changed_cb (SpKeeper   *self,
                  guint       position,
                  guint       removed,
                  guint       added,
                  GListModel *items)
{
  /* Being read from the history is no change. */
  if (!sp_conversation_get_loaded (self->conversation))
    {
      self->n_settled = g_list_model_get_n_items (items);
      return;
    }
  self->n_settled = MIN (self->n_settled, position);
  changed_cb (self);
}

static void
files_changed_cb (SpKeeper   *self,
                  guint       position,
                  guint       removed,
                  guint       added,
                  GListModel *files)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr(SpFile) file = g_list_model_get_item (files, i);
      static const char *const signals[] = { "notify::state", "notify::id", "notify::local-path",
                                             "notify::in-sandbox", "notify::hash", "notify::filename" };

      /* A draft's file becomes one of the conversation: it is the same. */
      if (!g_hash_table_add (self->files, g_object_ref (file)))
        continue;
      for (guint j = 0; j < G_N_ELEMENTS (signals); j++)
        g_signal_connect_object (file, signals[j], G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
    }
  changed_cb (self);
}

/* An item stays as it is when it is complete, and a question when its files have got their ids. */
static gboolean
is_settled (SpItem *item)
{
  GListModel *files = SP_IS_MESSAGE (item) ? sp_message_get_attachments (SP_MESSAGE (item)) : NULL;
  guint n_files = files != NULL ? g_list_model_get_n_items (files) : 0;

  if (sp_item_get_status (item) == SP_ITEM_IN_PROGRESS)
    return FALSE;
  for (guint i = 0; i < n_files; i++)
    {
      g_autoptr(SpFile) file = g_list_model_get_item (files, i);

      if (sp_file_get_state (file) == SP_FILE_LOCAL || sp_file_get_state (file) == SP_FILE_UPLOADING)
        return FALSE;
    }
  return TRUE;
}

static void
sp_keeper_dispose (GObject *object)
{
  SpKeeper *self = SP_KEEPER (object);

  g_clear_handle_id (&self->save_source, g_source_remove);
  g_clear_object (&self->turn_signals);
  g_clear_object (&self->history);
  g_clear_object (&self->conversation);
  g_hash_table_remove_all (self->files);

  G_OBJECT_CLASS (sp_keeper_parent_class)->dispose (object);
}

static void
sp_keeper_finalize (GObject *object)
{
  SpKeeper *self = SP_KEEPER (object);

  g_clear_pointer (&self->files, g_hash_table_unref);

  G_OBJECT_CLASS (sp_keeper_parent_class)->finalize (object);
}

static void
sp_keeper_class_init (SpKeeperClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sp_keeper_dispose;
  object_class->finalize = sp_keeper_finalize;
}

static void
sp_keeper_init (SpKeeper *self)
{
  self->files = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->turn_signals = g_signal_group_new (SP_TYPE_TURN);
  g_signal_group_connect_swapped (self->turn_signals, "notify::id", G_CALLBACK (id_changed_cb), self);
  g_signal_group_connect_swapped (self->turn_signals, "notify::status", G_CALLBACK (changed_cb), self);
}

static void
turn_changed_cb (SpKeeper *self)
{
  g_signal_group_set_target (self->turn_signals, sp_conversation_get_turn (self->conversation));
  changed_cb (self);
}

static void
sp_keeper_watch (SpKeeper *self)
{
  static const char *const signals[] = { "notify::agent-name", "notify::container-id",
                                         "notify::title", "notify::updated", "notify::draft-text" };
  SpConversation *conversation = self->conversation;
  GListModel *items = sp_conversation_get_items (conversation);
  GListModel *lists[] = { sp_conversation_get_files (conversation), sp_conversation_get_draft_files (conversation) };

  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    g_signal_connect_object (conversation, signals[i], G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (conversation, "notify::id", G_CALLBACK (id_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (conversation, "notify::turn", G_CALLBACK (turn_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (items, "items-changed", G_CALLBACK (items_changed_cb), self, G_CONNECT_SWAPPED);
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_signal_connect_object (lists[i], "items-changed", G_CALLBACK (files_changed_cb), self, G_CONNECT_SWAPPED);
      files_changed_cb (self, 0, 0, g_list_model_get_n_items (lists[i]), lists[i]);
    }
  g_signal_group_set_target (self->turn_signals, sp_conversation_get_turn (conversation));

  /* What is there now is not a change. */
  g_clear_handle_id (&self->save_source, g_source_remove);
}

/**
 * sp_keeper_new:
 * @history: where to save
 * @conversation: what to save
 * @saved: whether the history has it already
 *
 * Returns: (transfer full): a keeper that watches
 */
SpKeeper *
sp_keeper_new (SpHistory      *history,
               SpConversation *conversation,
               gboolean        saved)
{
  SpKeeper *self = NULL;

  g_return_val_if_fail (SP_IS_HISTORY (history), NULL);
  g_return_val_if_fail (SP_IS_CONVERSATION (conversation), NULL);

  self = g_object_new (SP_TYPE_KEEPER, NULL);
  self->history = g_object_ref (history);
  self->conversation = g_object_ref (conversation);
  self->saved = saved != FALSE;
  sp_keeper_watch (self);
  return self;
}

/**
 * sp_keeper_touch:
 *
 * Tells that items since the last question may have changed although they were complete.
 */
void
sp_keeper_touch (SpKeeper *self)
{
  GListModel *items = NULL;
  guint first = 0;

  g_return_if_fail (SP_IS_KEEPER (self));

  items = sp_conversation_get_items (self->conversation);
  for (first = g_list_model_get_n_items (items); first > 0; first--)
    {
      g_autoptr(SpItem) item = g_list_model_get_item (items, first - 1);

      if (SP_IS_MESSAGE (item) && sp_message_get_role (SP_MESSAGE (item)) == SP_ROLE_USER)
        break;
    }
  self->n_settled = MIN (self->n_settled, first > 0 ? first - 1 : 0);
  changed_cb (self);
}

/**
 * sp_keeper_save:
 *
 * Saves now what has changed.
 */
void
sp_keeper_save (SpKeeper *self)
{
  GListModel *items = NULL;
  guint n_items = 0;

  g_return_if_fail (SP_IS_KEEPER (self));

  g_clear_handle_id (&self->save_source, g_source_remove);
  items = sp_conversation_get_items (self->conversation);
  n_items = g_list_model_get_n_items (items);
  if (self->gone
      || (!self->saved && n_items == 0 && *sp_conversation_get_draft_text (self->conversation) == '\0'
          && g_list_model_get_n_items (sp_conversation_get_draft_files (self->conversation)) == 0))
    return;

  self->saved = TRUE;
  sp_history_save_conversation (self->history, self->conversation);
  if (!sp_conversation_get_loaded (self->conversation) || self->n_settled > n_items)
    return;

  sp_history_save_items (self->history, self->conversation, self->n_settled);
  while (self->n_settled < n_items)
    {
      g_autoptr(SpItem) item = g_list_model_get_item (items, self->n_settled);

      if (!is_settled (item))
        break;
      self->n_settled++;
    }
}

/**
 * sp_keeper_let_go:
 *
 * Nothing is saved any more: the conversation is being deleted for good.
 */
void
sp_keeper_let_go (SpKeeper *self)
{
  g_return_if_fail (SP_IS_KEEPER (self));

  self->gone = TRUE;
  g_clear_handle_id (&self->save_source, g_source_remove);
}
