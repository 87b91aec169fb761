/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* The items of a conversation in a scrolled list that follows the newest one until the reader scrolls up, with a button
 * back to it. Owned by the conversation page, main thread. */

#include "config.h"

#include "ui/sp-conversation-view.h"

#include "model/sp-item.h"
#include "ui/sp-item-list.h"
#include "ui/sp-item-row.h"

/* The width of a line that is good to read. */
#define MAX_ROW_WIDTH 820

struct _SpConversationView
{
  AdwBin parent_instance;

  SpConversation *conversation;

  SpItemList *list;
  GtkWidget *scroller;
};

enum
{
  PROP_0,
  PROP_CONVERSATION,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SpConversationView, sp_conversation_view, ADW_TYPE_BIN)

static GtkWidget *
create_row (GObject  *item,
            gpointer  user_data)
{
  return g_object_new (ADW_TYPE_CLAMP,
                       "maximum-size", MAX_ROW_WIDTH,
                       "tightening-threshold", MAX_ROW_WIDTH,
                       "child", g_object_new (SP_TYPE_ITEM_ROW, "item", item, NULL),
                       NULL);
}

static void
sp_conversation_view_jump_action (GtkWidget  *widget,
                                  const char *action_name,
                                  GVariant   *parameter)
{
  sp_conversation_view_jump_to_latest (SP_CONVERSATION_VIEW (widget));
}

static void
sp_conversation_view_get_property (GObject    *object,
                                   guint       prop_id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_CONVERSATION:
      g_value_set_object (value, sp_conversation_view_get_conversation (SP_CONVERSATION_VIEW (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_conversation_view_set_property (GObject      *object,
                                   guint         prop_id,
                                   const GValue *value,
                                   GParamSpec   *pspec)
{
  switch (prop_id)
    {
    case PROP_CONVERSATION:
      sp_conversation_view_set_conversation (SP_CONVERSATION_VIEW (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_conversation_view_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), SP_TYPE_CONVERSATION_VIEW);
  g_clear_object (&SP_CONVERSATION_VIEW (object)->conversation);

  G_OBJECT_CLASS (sp_conversation_view_parent_class)->dispose (object);
}

static void
sp_conversation_view_class_init (SpConversationViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (SP_TYPE_ITEM_LIST);

  object_class->dispose = sp_conversation_view_dispose;
  object_class->get_property = sp_conversation_view_get_property;
  object_class->set_property = sp_conversation_view_set_property;

  properties[PROP_CONVERSATION] =
    g_param_spec_object ("conversation", NULL, NULL, SP_TYPE_CONVERSATION,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, SP_RESOURCE_PREFIX "/ui/sp-conversation-view.ui");
  gtk_widget_class_bind_template_child (widget_class, SpConversationView, list);
  gtk_widget_class_bind_template_child (widget_class, SpConversationView, scroller);
  gtk_widget_class_install_action (widget_class, "view.jump-to-latest", NULL, sp_conversation_view_jump_action);
}

static void
sp_conversation_view_init (SpConversationView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  sp_item_list_set_create_func (self->list, create_row, NULL);
}

/**
 * sp_conversation_view_new:
 *
 * Returns: (transfer floating): a view without a conversation
 */
GtkWidget *
sp_conversation_view_new (void)
{
  return g_object_new (SP_TYPE_CONVERSATION_VIEW, NULL);
}

/**
 * sp_conversation_view_get_conversation:
 * @self: a view
 *
 * Returns: (transfer none) (nullable): the conversation that it shows
 */
SpConversation *
sp_conversation_view_get_conversation (SpConversationView *self)
{
  g_return_val_if_fail (SP_IS_CONVERSATION_VIEW (self), NULL);

  return self->conversation;
}

/**
 * sp_conversation_view_set_conversation:
 * @self: a view
 * @conversation: (nullable) (transfer none): the conversation to show, from its end
 */
void
sp_conversation_view_set_conversation (SpConversationView *self,
                                       SpConversation     *conversation)
{
  g_return_if_fail (SP_IS_CONVERSATION_VIEW (self));
  g_return_if_fail (conversation == NULL || SP_IS_CONVERSATION (conversation));

  if (!g_set_object (&self->conversation, conversation))
    return;

  sp_item_list_set_model (self->list, conversation != NULL ? sp_conversation_get_items (conversation) : NULL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONVERSATION]);
}

/**
 * sp_conversation_view_jump_to_latest:
 * @self: a view
 *
 * Shows the newest item and follows what comes after it.
 */
void
sp_conversation_view_jump_to_latest (SpConversationView *self)
{
  g_return_if_fail (SP_IS_CONVERSATION_VIEW (self));

  sp_item_list_scroll_to_end (self->list);
}
