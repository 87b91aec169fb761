/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* For each widget of a conversation: made and gone without a trace, its property read back as it was set, notified exactly
 * when it changes, and empty again. */

#include "config.h"

#include "model/sp-code-call.h"
#include "model/sp-message.h"
#include "model/sp-reasoning.h"
#include "model/sp-unknown-item.h"
#include "sp-ui-test.h"
#include "ui/sp-code-block.h"
#include "ui/sp-code-call-row.h"
#include "ui/sp-code-view.h"
#include "ui/sp-file-card.h"
#include "ui/sp-grid-view.h"
#include "ui/sp-item-row.h"
#include "ui/sp-log-view.h"
#include "ui/sp-log-whole.h"
#include "ui/sp-markdown-view.h"
#include "ui/sp-message-row.h"
#include "ui/sp-output-view.h"
#include "ui/sp-picture-area.h"
#include "ui/sp-picture-view.h"
#include "ui/sp-reasoning-row.h"
#include "ui/sp-unknown-row.h"

static void
count_cb (guint *count)
{
  (*count)++;
}

/* Sets first, first again, second, nothing, nothing again: three changes. */
static void
check_object_property (GType       type,
                       const char *name,
                       gpointer    first,
                       gpointer    second)
{
  g_autoptr(GObject) owned_first = first;
  g_autoptr(GObject) owned_second = second;
  GtkWidget *widget = g_object_ref_sink (g_object_new (type, NULL));
  g_autofree char *signal = g_strdup_printf ("notify::%s", name);
  g_autoptr(GObject) value = NULL;
  GObject *none = NULL;
  guint n_notified = 0;

  g_signal_connect_swapped (widget, signal, G_CALLBACK (count_cb), &n_notified);
  g_object_set (widget, name, owned_first, NULL);
  g_object_set (widget, name, owned_first, NULL);
  g_assert_cmpuint (n_notified, ==, 1);
  g_object_set (widget, name, owned_second, NULL);
  g_object_get (widget, name, &value, NULL);
  g_assert_true (value == owned_second);
  g_object_set (widget, name, NULL, NULL);
  g_object_set (widget, name, NULL, NULL);
  g_assert_cmpuint (n_notified, ==, 3);
  g_object_get (widget, name, &none, NULL);
  g_assert_null (none);
  g_assert_finalize_object (widget);

  /* Nothing holds on to what was shown. */
  g_clear_object (&value);
  g_assert_finalize_object (g_steal_pointer (&owned_first));
  g_assert_finalize_object (g_steal_pointer (&owned_second));
}

static void
check_text_property (GType       type,
                     const char *name)
{
  GtkWidget *widget = g_object_ref_sink (g_object_new (type, NULL));
  g_autofree char *signal = g_strdup_printf ("notify::%s", name);
  g_autofree char *value = NULL;
  guint n_notified = 0;

  g_signal_connect_swapped (widget, signal, G_CALLBACK (count_cb), &n_notified);
  g_object_set (widget, name, "one\ntwo", NULL);
  g_object_set (widget, name, "one\ntwo", NULL);
  g_assert_cmpuint (n_notified, ==, 1);
  g_object_set (widget, name, "one\ntwo\nthree \xff", NULL);
  g_object_get (widget, name, &value, NULL);
  g_assert_cmpstr (value, ==, "one\ntwo\nthree \xff");
  g_object_set (widget, name, NULL, NULL);
  g_assert_cmpuint (n_notified, ==, 3);
  g_assert_finalize_object (widget);
}

static void
check_boolean_property (GType       type,
                        const char *name)
{
  GtkWidget *widget = g_object_ref_sink (g_object_new (type, NULL));
  g_autofree char *signal = g_strdup_printf ("notify::%s", name);
  gboolean first;
  gboolean value;
  guint n_notified = 0;

  g_object_get (widget, name, &first, NULL);
  g_signal_connect_swapped (widget, signal, G_CALLBACK (count_cb), &n_notified);
  g_object_set (widget, name, first, NULL);
  g_assert_cmpuint (n_notified, ==, 0);
  g_object_set (widget, name, !first, NULL);
  g_object_get (widget, name, &value, NULL);
  g_assert_cmpint (value, ==, !first);
  g_assert_cmpuint (n_notified, ==, 1);
  g_assert_finalize_object (widget);
}

static gpointer
new_grid (void)
{
  const char *const names[] = { "a", NULL };

  return sp_grid_new (names);
}

static gpointer
new_texture (void)
{
  static const guint8 pixel[3] = { 1, 2, 3 };
  g_autoptr(GBytes) bytes = g_bytes_new_static (pixel, sizeof pixel);

  return gdk_memory_texture_new (1, 1, GDK_MEMORY_R8G8B8, bytes, 3);
}

static void
test_items (void)
{
  check_object_property (SP_TYPE_ITEM_ROW, "item", sp_message_new (SP_ROLE_USER, "a"), sp_code_call_new ());
  check_object_property (SP_TYPE_MESSAGE_ROW, "item", sp_message_new (SP_ROLE_USER, "a"), sp_message_new (SP_ROLE_ASSISTANT, "b"));
  check_object_property (SP_TYPE_CODE_CALL_ROW, "item", sp_code_call_new (), sp_code_call_new ());
  check_object_property (SP_TYPE_REASONING_ROW, "item", sp_reasoning_new ("a"), sp_reasoning_new ("b"));
  check_object_property (SP_TYPE_UNKNOWN_ROW, "item", sp_unknown_item_new ("a", "{}"), sp_unknown_item_new (NULL, "x"));
}

static void
test_files_and_outputs (void)
{
  check_object_property (SP_TYPE_FILE_CARD, "file", sp_file_new ("a.csv"), sp_file_new ("b.png"));
  check_object_property (SP_TYPE_PICTURE_VIEW, "file", sp_file_new ("a.png"), sp_file_new ("b.png"));
  check_object_property (SP_TYPE_OUTPUT_VIEW, "output", sp_output_new (SP_OUTPUT_LOGS, NULL), sp_output_new (SP_OUTPUT_OTHER, "x/y"));
  check_object_property (SP_TYPE_GRID_VIEW, "grid", new_grid (), new_grid ());
  check_object_property (SP_TYPE_PICTURE_AREA, "paintable", new_texture (), new_texture ());
}

static void
test_texts (void)
{
  check_text_property (SP_TYPE_CODE_VIEW, "text");
  check_text_property (SP_TYPE_LOG_VIEW, "text");
  check_text_property (SP_TYPE_MARKDOWN_VIEW, "text");
  check_text_property (SP_TYPE_CODE_VIEW, "language");
}

static void
test_booleans (void)
{
  check_boolean_property (SP_TYPE_CODE_VIEW, "folded");
  check_boolean_property (SP_TYPE_CODE_VIEW, "line-numbers");
  check_boolean_property (SP_TYPE_LOG_VIEW, "folded");
}

static void
test_bytes (void)
{
  GtkWidget *view = g_object_ref_sink (sp_picture_view_new ());
  g_autoptr(GBytes) bytes = g_bytes_new_static ("x", 1);
  guint n_notified = 0;

  g_signal_connect_swapped (view, "notify::bytes", G_CALLBACK (count_cb), &n_notified);
  g_object_set (view, "bytes", bytes, NULL);
  g_object_set (view, "bytes", bytes, NULL);
  g_assert_cmpuint (n_notified, ==, 1);
  g_assert_true (gtk_widget_get_visible (view));
  g_object_set (view, "bytes", NULL, NULL);
  g_assert_cmpuint (n_notified, ==, 2);
  g_assert_false (gtk_widget_get_visible (view));
  g_assert_finalize_object (view);
}

/* Those without properties. */
static void
test_made_and_gone (void)
{
  GtkWidget *block = g_object_ref_sink (sp_code_block_new ());
  GtkWidget *whole = g_object_ref_sink (sp_log_whole_new ());

  sp_code_block_set_text (SP_CODE_BLOCK (block), "x");
  sp_log_whole_set_text (SP_LOG_WHOLE (whole), "\033[31mx\033[0m");
  g_assert_finalize_object (block);
  g_assert_finalize_object (whole);
}

int
main (int    argc,
      char **argv)
{
  if (!sp_ui_test_init (&argc, &argv))
    return 0;

  g_test_add_func ("/sp/item-properties/items", test_items);
  g_test_add_func ("/sp/item-properties/files-and-outputs", test_files_and_outputs);
  g_test_add_func ("/sp/item-properties/texts", test_texts);
  g_test_add_func ("/sp/item-properties/booleans", test_booleans);
  g_test_add_func ("/sp/item-properties/bytes", test_bytes);
  g_test_add_func ("/sp/item-properties/made-and-gone", test_made_and_gone);

  return g_test_run ();
}
