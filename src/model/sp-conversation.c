/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* A conversation with an agent: its items, files, draft, and the turn that runs. Owned by the workspace's
 * list; it outlives containers and services, because what it holds is kept on this computer. Lives on the
 * main thread. */

#include "config.h"

#include "model/sp-conversation.h"

#include "base/sp-str.h"
#include "model/sp-conversation-private.h"
#include "model/sp-file.h"
#include "model/sp-item.h"
#include "model/sp-turn.h"

G_DEFINE_FINAL_TYPE (SpConversation, sp_conversation, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_AGENT_NAME,
  PROP_BUSY,
  PROP_CONNECTION_ID,
  PROP_CONTAINER_ID,
  PROP_DRAFT_FILES,
  PROP_DRAFT_TEXT,
  PROP_FILES,
  PROP_ID,
  PROP_ITEMS,
  PROP_LOADED,
  PROP_LOCAL_ID,
  PROP_TITLE,
  PROP_TURN,
  PROP_UPDATED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
turn_active_cb (SpConversation *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
}

static void
sp_conversation_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  SpConversation *self = SP_CONVERSATION (object);

  switch (prop_id)
    {
    case PROP_AGENT_NAME:
      g_value_set_string (value, sp_conversation_get_agent_name (self));
      break;
    case PROP_BUSY:
      g_value_set_boolean (value, sp_conversation_get_busy (self));
      break;
    case PROP_CONNECTION_ID:
      g_value_set_string (value, sp_conversation_get_connection_id (self));
      break;
    case PROP_CONTAINER_ID:
      g_value_set_string (value, sp_conversation_get_container_id (self));
      break;
    case PROP_DRAFT_FILES:
      g_value_set_object (value, sp_conversation_get_draft_files (self));
      break;
    case PROP_DRAFT_TEXT:
      g_value_set_string (value, sp_conversation_get_draft_text (self));
      break;
    case PROP_FILES:
      g_value_set_object (value, sp_conversation_get_files (self));
      break;
    case PROP_ID:
      g_value_set_string (value, sp_conversation_get_id (self));
      break;
    case PROP_ITEMS:
      g_value_set_object (value, sp_conversation_get_items (self));
      break;
    case PROP_LOADED:
      g_value_set_boolean (value, sp_conversation_get_loaded (self));
      break;
    case PROP_LOCAL_ID:
      g_value_set_string (value, sp_conversation_get_local_id (self));
      break;
    case PROP_TITLE:
      g_value_set_string (value, sp_conversation_get_title (self));
      break;
    case PROP_TURN:
      g_value_set_object (value, sp_conversation_get_turn (self));
      break;
    case PROP_UPDATED:
      g_value_set_int64 (value, sp_conversation_get_updated (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      break;
    }
}

static void
sp_conversation_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  SpConversation *self = SP_CONVERSATION (object);

  switch (prop_id)
    {
    case PROP_AGENT_NAME:
      sp_conversation_set_agent_name (self, g_value_get_string (value));
      break;
    case PROP_CONNECTION_ID:
      sp_conversation_set_connection_id (self, g_value_get_string (value));
      break;
    case PROP_CONTAINER_ID:
      sp_conversation_set_container_id (self, g_value_get_string (value));
      break;
    case PROP_DRAFT_TEXT:
      sp_conversation_set_draft_text (self, g_value_get_string (value));
      break;
    case PROP_ID:
      sp_conversation_set_id (self, g_value_get_string (value));
      break;
    case PROP_LOADED:
      sp_conversation_set_loaded (self, g_value_get_boolean (value));
      break;
    case PROP_LOCAL_ID:
      self->local_id = g_value_dup_string (value);
      break;
    case PROP_TITLE:
      sp_conversation_set_title (self, g_value_get_string (value));
      break;
    case PROP_UPDATED:
      sp_conversation_set_updated (self, g_value_get_int64 (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      break;
    }
}

static void
sp_conversation_dispose (GObject *object)
{
  SpConversation *self = SP_CONVERSATION (object);

  g_clear_object (&self->turn_signals);
  g_clear_object (&self->draft_files);
  g_clear_object (&self->files);
  g_clear_object (&self->items);
  g_clear_object (&self->turn);

  G_OBJECT_CLASS (sp_conversation_parent_class)->dispose (object);
}

static void
sp_conversation_finalize (GObject *object)
{
  SpConversation *self = SP_CONVERSATION (object);

  g_clear_pointer (&self->agent_name, g_free);
  g_clear_pointer (&self->connection_id, g_free);
  g_clear_pointer (&self->container_id, g_free);
  g_clear_pointer (&self->draft_text, g_free);
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->local_id, g_free);
  g_clear_pointer (&self->title, g_free);

  G_OBJECT_CLASS (sp_conversation_parent_class)->finalize (object);
}

static void
sp_conversation_class_init (SpConversationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sp_conversation_dispose;
  object_class->finalize = sp_conversation_finalize;
  object_class->get_property = sp_conversation_get_property;
  object_class->set_property = sp_conversation_set_property;

  properties[PROP_AGENT_NAME] =
    g_param_spec_string ("agent-name", NULL, NULL, NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  properties[PROP_BUSY] =
    g_param_spec_boolean ("busy", NULL, NULL, FALSE,
                          (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  properties[PROP_CONNECTION_ID] =
    g_param_spec_string ("connection-id", NULL, NULL, NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  properties[PROP_CONTAINER_ID] =
    g_param_spec_string ("container-id", NULL, NULL, NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  properties[PROP_DRAFT_FILES] =
    g_param_spec_object ("draft-files", NULL, NULL, G_TYPE_LIST_MODEL,
                         (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  properties[PROP_DRAFT_TEXT] =
    g_param_spec_string ("draft-text", NULL, NULL, "",
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  properties[PROP_FILES] =
    g_param_spec_object ("files", NULL, NULL, G_TYPE_LIST_MODEL,
                         (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  properties[PROP_ID] =
    g_param_spec_string ("id", NULL, NULL, NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  properties[PROP_ITEMS] =
    g_param_spec_object ("items", NULL, NULL, G_TYPE_LIST_MODEL,
                         (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  properties[PROP_LOADED] =
    g_param_spec_boolean ("loaded", NULL, NULL, FALSE,
                          (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  properties[PROP_LOCAL_ID] =
    g_param_spec_string ("local-id", NULL, NULL, NULL,
                         (G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS));

  properties[PROP_TITLE] =
    g_param_spec_string ("title", NULL, NULL, "",
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  properties[PROP_TURN] =
    g_param_spec_object ("turn", NULL, NULL, SP_TYPE_TURN,
                         (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  properties[PROP_UPDATED] =
    g_param_spec_int64 ("updated", NULL, NULL, 0, G_MAXINT64, 0,
                        (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sp_conversation_init (SpConversation *self)
{
  self->draft_files = g_list_store_new (SP_TYPE_FILE);
  self->draft_text = g_strdup ("");
  self->files = g_list_store_new (SP_TYPE_FILE);
  self->items = g_list_store_new (SP_TYPE_ITEM);
  self->title = g_strdup ("");

  self->turn_signals = g_signal_group_new (SP_TYPE_TURN);
  g_signal_group_connect_swapped (self->turn_signals, "notify::active", G_CALLBACK (turn_active_cb), self);
}

/**
 * sp_conversation_new:
 * @local_id: names it on this computer
 *
 * Returns: (transfer full): an empty conversation
 */
SpConversation *
sp_conversation_new (const char *local_id)
{
  g_return_val_if_fail (local_id != NULL, NULL);

  return g_object_new (SP_TYPE_CONVERSATION, "local-id", local_id, NULL);
}

/**
 * sp_conversation_get_agent_name:
 * @self: a #SpConversation
 *
 * Returns: (transfer none) (nullable): the agent that answers
 */
const char *
sp_conversation_get_agent_name (SpConversation *self)
{
  g_return_val_if_fail (SP_IS_CONVERSATION (self), NULL);

  return self->agent_name;
}

/**
 * sp_conversation_set_agent_name:
 * @self: a #SpConversation
 * @agent_name: (nullable): the agent that answers
 */
void
sp_conversation_set_agent_name (SpConversation *self,
                                const char     *agent_name)
{
  g_return_if_fail (SP_IS_CONVERSATION (self));

  if (sp_set_str (&self->agent_name, agent_name))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_AGENT_NAME]);
}

/**
 * sp_conversation_get_connection_id:
 * @self: a #SpConversation
 *
 * Returns: (transfer none) (nullable): the connection that it lives at
 */
const char *
sp_conversation_get_connection_id (SpConversation *self)
{
  g_return_val_if_fail (SP_IS_CONVERSATION (self), NULL);

  return self->connection_id;
}

/**
 * sp_conversation_set_connection_id:
 * @self: a #SpConversation
 * @connection_id: (nullable): the connection that it lives at
 */
void
sp_conversation_set_connection_id (SpConversation *self,
                                   const char     *connection_id)
{
  g_return_if_fail (SP_IS_CONVERSATION (self));

  if (sp_set_str (&self->connection_id, connection_id))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONNECTION_ID]);
}

/**
 * sp_conversation_get_container_id:
 * @self: a #SpConversation
 *
 * Returns: (transfer none) (nullable): the container of its last cell
 */
const char *
sp_conversation_get_container_id (SpConversation *self)
{
  g_return_val_if_fail (SP_IS_CONVERSATION (self), NULL);

  return self->container_id;
}

/**
 * sp_conversation_set_container_id:
 * @self: a #SpConversation
 * @container_id: (nullable): the container of its last cell
 */
void
sp_conversation_set_container_id (SpConversation *self,
                                  const char     *container_id)
{
  g_return_if_fail (SP_IS_CONVERSATION (self));

  if (sp_set_str (&self->container_id, container_id))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONTAINER_ID]);
}

/**
 * sp_conversation_get_draft_files:
 * @self: a #SpConversation
 *
 * Returns: (transfer none): the #SpFile objects that the next message will carry
 */
GListModel *
sp_conversation_get_draft_files (SpConversation *self)
{
  g_return_val_if_fail (SP_IS_CONVERSATION (self), NULL);

  return G_LIST_MODEL (self->draft_files);
}

/**
 * sp_conversation_get_draft_text:
 * @self: a #SpConversation
 *
 * Returns: (transfer none): what is typed and not sent; never %NULL
 */
const char *
sp_conversation_get_draft_text (SpConversation *self)
{
  g_return_val_if_fail (SP_IS_CONVERSATION (self), NULL);

  return self->draft_text;
}

/**
 * sp_conversation_set_draft_text:
 * @self: a #SpConversation
 * @draft_text:: what is typed and not sent; never %NULL
 */
void
sp_conversation_set_draft_text (SpConversation *self,
                                const char     *draft_text)
{
  g_return_if_fail (SP_IS_CONVERSATION (self));

  if (sp_set_str (&self->draft_text, draft_text != NULL ? draft_text : ""))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DRAFT_TEXT]);
}

/**
 * sp_conversation_get_files:
 * @self: a #SpConversation
 *
 * Returns: (transfer none): all #SpFile objects, uploaded and generated, newest last
 */
GListModel *
sp_conversation_get_files (SpConversation *self)
{
  g_return_val_if_fail (SP_IS_CONVERSATION (self), NULL);

  return G_LIST_MODEL (self->files);
}

/**
 * sp_conversation_get_id:
 * @self: a #SpConversation
 *
 * Returns: (transfer none) (nullable): the service's id, %NULL until it is known there
 */
const char *
sp_conversation_get_id (SpConversation *self)
{
  g_return_val_if_fail (SP_IS_CONVERSATION (self), NULL);

  return self->id;
}

/**
 * sp_conversation_set_id:
 * @self: a #SpConversation
 * @id: (nullable): the service's id, %NULL until it is known there
 */
void
sp_conversation_set_id (SpConversation *self,
                        const char     *id)
{
  g_return_if_fail (SP_IS_CONVERSATION (self));

  if (sp_set_str (&self->id, id))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ID]);
}

/**
 * sp_conversation_get_items:
 * @self: a #SpConversation
 *
 * Returns: (transfer none): its #SpItem objects, oldest first
 */
GListModel *
sp_conversation_get_items (SpConversation *self)
{
  g_return_val_if_fail (SP_IS_CONVERSATION (self), NULL);

  return G_LIST_MODEL (self->items);
}

/**
 * sp_conversation_get_loaded:
 * @self: a #SpConversation
 *
 * Returns: whether its items have been read from where they are kept
 */
gboolean
sp_conversation_get_loaded (SpConversation *self)
{
  g_return_val_if_fail (SP_IS_CONVERSATION (self), FALSE);

  return self->loaded;
}

/**
 * sp_conversation_set_loaded:
 * @self: a #SpConversation
 * @loaded:: whether its items have been read from where they are kept
 */
void
sp_conversation_set_loaded (SpConversation *self,
                            gboolean        loaded)
{
  g_return_if_fail (SP_IS_CONVERSATION (self));

  loaded = !!loaded;
  if (self->loaded == loaded)
    return;

  self->loaded = loaded;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADED]);
}

/**
 * sp_conversation_get_local_id:
 * @self: a #SpConversation
 *
 * Returns: (transfer none): names it on this computer from its birth
 */
const char *
sp_conversation_get_local_id (SpConversation *self)
{
  g_return_val_if_fail (SP_IS_CONVERSATION (self), NULL);

  return self->local_id;
}

/**
 * sp_conversation_get_title:
 * @self: a #SpConversation
 *
 * Returns: (transfer none): what it is called; "" while nobody has named it
 */
const char *
sp_conversation_get_title (SpConversation *self)
{
  g_return_val_if_fail (SP_IS_CONVERSATION (self), NULL);

  return self->title;
}

/**
 * sp_conversation_set_title:
 * @self: a #SpConversation
 * @title:: what it is called; "" while nobody has named it
 */
void
sp_conversation_set_title (SpConversation *self,
                           const char     *title)
{
  g_return_if_fail (SP_IS_CONVERSATION (self));

  if (sp_set_str (&self->title, title != NULL ? title : ""))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

/**
 * sp_conversation_get_turn:
 * @self: a #SpConversation
 *
 * Returns: (transfer none) (nullable): the turn that runs or was the last to run
 */
SpTurn *
sp_conversation_get_turn (SpConversation *self)
{
  g_return_val_if_fail (SP_IS_CONVERSATION (self), NULL);

  return self->turn;
}

/**
 * sp_conversation_get_updated:
 * @self: a #SpConversation
 *
 * Returns: Unix seconds of the last change
 */
gint64
sp_conversation_get_updated (SpConversation *self)
{
  g_return_val_if_fail (SP_IS_CONVERSATION (self), 0);

  return self->updated;
}

/**
 * sp_conversation_set_updated:
 * @self: a #SpConversation
 * @updated:: Unix seconds of the last change
 */
void
sp_conversation_set_updated (SpConversation *self,
                             gint64          updated)
{
  g_return_if_fail (SP_IS_CONVERSATION (self));

  if (self->updated == updated)
    return;

  self->updated = updated;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_UPDATED]);
}

/**
 * sp_conversation_append_item:
 * @self: a #SpConversation
 * @item: (transfer none): what comes next
 */
void
sp_conversation_append_item (SpConversation *self,
                             SpItem         *item)
{
  g_return_if_fail (SP_IS_CONVERSATION (self));
  g_return_if_fail (SP_IS_ITEM (item));

  g_list_store_append (self->items, item);
}

/**
 * sp_conversation_remove_item:
 * @self: a #SpConversation
 * @item: an item
 *
 * Returns: whether @item was one of its items
 */
gboolean
sp_conversation_remove_item (SpConversation *self,
                             SpItem         *item)
{
  guint position;

  g_return_val_if_fail (SP_IS_CONVERSATION (self), FALSE);
  g_return_val_if_fail (SP_IS_ITEM (item), FALSE);

  if (!g_list_store_find (self->items, item, &position))
    return FALSE;

  g_list_store_remove (self->items, position);
  return TRUE;
}

/**
 * sp_conversation_find_item:
 * @self: a #SpConversation
 * @item_id: the id of an item
 *
 * Looks from the newest on, because that is what streams ask for.
 *
 * Returns: (transfer none) (nullable): the item
 */
SpItem *
sp_conversation_find_item (SpConversation *self,
                           const char     *item_id)
{
  guint n_items;

  g_return_val_if_fail (SP_IS_CONVERSATION (self), NULL);
  g_return_val_if_fail (item_id != NULL, NULL);

  n_items = g_list_model_get_n_items (G_LIST_MODEL (self->items));
  for (guint i = n_items; i > 0; i--)
    {
      g_autoptr(SpItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), i - 1);

      if (g_strcmp0 (sp_item_get_id (item), item_id) == 0)
        return item;
    }

  return NULL;
}

/**
 * sp_conversation_replace_items:
 * @self: a #SpConversation
 * @items: (element-type SpItem): all items, oldest first
 *
 * Puts @items in the place of what is there, as one change of the list.
 */
void
sp_conversation_replace_items (SpConversation *self,
                               GPtrArray      *items)
{
  g_return_if_fail (SP_IS_CONVERSATION (self));
  g_return_if_fail (items != NULL);

  g_list_store_splice (self->items, 0, g_list_model_get_n_items (G_LIST_MODEL (self->items)),
                       items->pdata, items->len);
}

/**
 * sp_conversation_set_turn:
 * @self: a #SpConversation
 * @turn: (nullable): the turn that runs now
 */
void
sp_conversation_set_turn (SpConversation *self,
                          SpTurn         *turn)
{
  gboolean was_busy;

  g_return_if_fail (SP_IS_CONVERSATION (self));
  g_return_if_fail (turn == NULL || SP_IS_TURN (turn));

  was_busy = sp_conversation_get_busy (self);
  if (!g_set_object (&self->turn, turn))
    return;

  g_signal_group_set_target (self->turn_signals, turn);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TURN]);
  if (was_busy != sp_conversation_get_busy (self))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
}

/**
 * sp_conversation_get_busy:
 * @self: a #SpConversation
 *
 * Returns: whether a turn of it is active
 */
gboolean
sp_conversation_get_busy (SpConversation *self)
{
  g_return_val_if_fail (SP_IS_CONVERSATION (self), FALSE);

  return self->turn != NULL && sp_turn_is_active (self->turn);
}
