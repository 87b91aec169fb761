/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "sp-test-actions.h"

static void
activate_cb (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  g_autofree char *printed = g_variant_print (parameter, FALSE);

  g_ptr_array_add (user_data, g_strdup_printf ("%s %s", g_action_get_name (G_ACTION (action)), printed));
}

GPtrArray *
sp_test_actions_record (GtkWidget *widget)
{
  static const struct { const char *name; const char *type; } actions[] = {
    { "preview-file", "s" }, { "save-file", "s" }, { "open-file", "s" }, { "show-file", "s" }, { "copy-file", "s" },
    { "retry-file", "s" }, { "preview-output", "(su)" }, { "open-link", "s" },
  };
  GPtrArray *log = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GSimpleActionGroup) group = g_simple_action_group_new ();

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      g_autoptr(GVariantType) type = g_variant_type_new (actions[i].type);
      g_autoptr(GSimpleAction) action = g_simple_action_new (actions[i].name, type);

      g_signal_connect (action, "activate", G_CALLBACK (activate_cb), log);
      g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
    }
  gtk_widget_insert_action_group (widget, "conversation", G_ACTION_GROUP (group));

  return log;
}
