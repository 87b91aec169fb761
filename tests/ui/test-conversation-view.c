/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "model/sp-message.h"
#include "sp-ui-test.h"
#include "ui/sp-conversation-view.h"
#include "ui/sp-item-list.h"
#include "ui/sp-welcome-page.h"

#define N_ITEMS 2000

typedef struct
{
  GtkWindow *window;
  SpConversationView *view;
  SpItemList *list;
  SpConversation *conversation;
} Fixture;

static void
append (Fixture    *fixture,
        const char *text)
{
  g_autoptr(SpMessage) message = sp_message_new (SP_ROLE_ASSISTANT, text);

  sp_conversation_append_item (fixture->conversation, SP_ITEM (message));
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  fixture->conversation = sp_conversation_new ("long");
  for (guint i = 0; i < N_ITEMS; i++)
    {
      g_autofree char *text = g_strdup_printf ("Answer **%u** of many.", i);

      g_ptr_array_add (items, sp_message_new (i % 2 == 0 ? SP_ROLE_USER : SP_ROLE_ASSISTANT, text));
    }
  sp_conversation_replace_items (fixture->conversation, items);

  fixture->view = SP_CONVERSATION_VIEW (sp_conversation_view_new ());
  sp_conversation_view_set_conversation (fixture->view, fixture->conversation);
  fixture->window = sp_ui_test_present (GTK_WIDGET (fixture->view), 600, 500);
  fixture->list = SP_ITEM_LIST (sp_ui_test_find (GTK_WIDGET (fixture->view), SP_TYPE_ITEM_LIST));
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  sp_ui_test_destroy (fixture->window);
  g_assert_finalize_object (fixture->conversation);
}

static gboolean
offers_jump (Fixture *fixture)
{
  GtkWidget *button = sp_ui_test_find_button (GTK_WIDGET (fixture->view), "view.jump-to-latest");

  return gtk_revealer_get_reveal_child (GTK_REVEALER (gtk_widget_get_ancestor (button, GTK_TYPE_REVEALER)));
}

static void
test_opens_at_end (Fixture       *fixture,
                   gconstpointer  data)
{
  g_assert_nonnull (sp_ui_test_find_text (GTK_WIDGET (fixture->view), "Answer 1999"));
  g_assert_null (sp_ui_test_find_text (GTK_WIDGET (fixture->view), "Answer 0 "));
  g_assert_false (offers_jump (fixture));
  g_assert_cmpuint (sp_item_list_get_n_built (fixture->list), <, 100);
}

static void
test_jump (Fixture       *fixture,
           gconstpointer  data)
{
  sp_item_list_scroll_to_row (fixture->list, 10);
  sp_ui_test_settle ();
  g_assert_true (offers_jump (fixture));

  append (fixture, "Something new");
  sp_ui_test_settle ();
  g_assert_true (offers_jump (fixture));
  g_assert_null (sp_ui_test_find_text (GTK_WIDGET (fixture->view), "Something new"));

  gtk_widget_activate_action (GTK_WIDGET (fixture->view), "view.jump-to-latest", NULL);
  sp_ui_test_settle ();
  g_assert_false (offers_jump (fixture));
  g_assert_nonnull (sp_ui_test_find_text (GTK_WIDGET (fixture->view), "Something new"));
}

static void
test_other_conversation (Fixture       *fixture,
                         gconstpointer  data)
{
  g_autoptr(SpConversation) other = sp_conversation_new ("other");

  sp_item_list_scroll_to_row (fixture->list, 10);
  sp_conversation_view_set_conversation (fixture->view, other);
  sp_ui_test_settle ();
  g_assert_cmpuint (sp_item_list_get_n_built (fixture->list), ==, 0);
  g_assert_false (offers_jump (fixture));
  sp_conversation_view_set_conversation (fixture->view, NULL);
  g_assert_null (sp_conversation_view_get_conversation (fixture->view));
}

static void
test_welcome (void)
{
  GtkWidget *page = sp_welcome_page_new ();
  GtkWindow *window = sp_ui_test_present (page, 360, 500);

  g_assert_nonnull (sp_ui_test_find_text (page, "What do your data say?"));
  g_assert_nonnull (sp_ui_test_find (page, ADW_TYPE_ACTION_ROW));
  sp_ui_test_destroy (window);
}

int
main (int   argc,
      char *argv[])
{
  if (!sp_ui_test_init (&argc, &argv))
    return 0;

#define ADD(name, test) g_test_add ("/sp/conversation-view/" name, Fixture, NULL, set_up, test, tear_down)

  ADD ("opens-at-end", test_opens_at_end);
  ADD ("jump", test_jump);
  ADD ("other-conversation", test_other_conversation);
  g_test_add_func ("/sp/welcome-page/texts", test_welcome);

#undef ADD

  return g_test_run ();
}
