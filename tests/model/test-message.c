/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "model/sp-message.h"

#include "lib/sp-test-object.h"
#include "model/sp-annotation.h"
#include "model/sp-file.h"

static void
count_cb (guint *n_notified)
{
  (*n_notified)++;
}

static void
test_life (void)
{
  SpMessage *message = sp_message_new (SP_ROLE_USER, "Hello");

  g_assert_cmpint (sp_message_get_role (message), ==, SP_ROLE_USER);
  sp_test_writable_properties (G_OBJECT (message));
  g_assert_finalize_object (message);
}

static void
test_append (void)
{
  g_autoptr(SpMessage) message = sp_message_new (SP_ROLE_ASSISTANT, NULL);
  guint n_notified = 0;

  g_signal_connect_swapped (message, "notify::text", G_CALLBACK (count_cb), &n_notified);
  g_assert_cmpstr (sp_message_get_text (message), ==, "");
  sp_message_append_text (message, "Nine ");
  sp_message_append_text (message, "bars");
  sp_message_append_text (message, "");
  g_assert_cmpstr (sp_message_get_text (message), ==, "Nine bars");
  g_assert_cmpuint (n_notified, ==, 2);
}

static void
test_files_once (void)
{
  g_autoptr(SpMessage) message = sp_message_new (SP_ROLE_ASSISTANT, "see [a](sandbox:/mnt/data/a.png)");
  g_autoptr(SpFile) file = sp_file_new ("a.png");
  g_autoptr(SpAnnotation) first = sp_annotation_new ("container_file_citation", 8, 31, file, NULL);
  g_autoptr(SpAnnotation) second = sp_annotation_new ("container_file_citation", 0, 0, file, NULL);
  g_autoptr(SpAnnotation) link = sp_annotation_new ("url_citation", 0, 3, NULL, "https://example.org/");

  sp_message_add_annotation (message, first);
  sp_message_add_annotation (message, second);
  sp_message_add_annotation (message, link);

  g_assert_cmpuint (g_list_model_get_n_items (sp_message_get_annotations (message)), ==, 3);
  g_assert_cmpuint (g_list_model_get_n_items (sp_message_get_files (message)), ==, 1);
  g_assert_cmpuint (sp_annotation_get_start (first), ==, 8);
  g_assert_cmpuint (sp_annotation_get_end (first), ==, 31);
  g_assert_cmpstr (sp_annotation_get_url (link), ==, "https://example.org/");
}

static void
test_annotation_properties (void)
{
  g_autoptr(SpFile) file = sp_file_new ("a.png");
  SpAnnotation *annotation = sp_annotation_new ("file_path", 1, 2, file, "u");
  g_autofree char *type_name = NULL;
  g_autoptr(SpFile) same = NULL;
  guint start;

  g_object_get (annotation, "type-name", &type_name, "file", &same, "start", &start, NULL);
  g_assert_cmpstr (type_name, ==, "file_path");
  g_assert_true (same == file);
  g_assert_cmpuint (start, ==, 1);
  g_assert_finalize_object (annotation);
}

static void
test_attachments (void)
{
  g_autoptr(SpMessage) message = sp_message_new (SP_ROLE_USER, "look");
  g_autoptr(SpFile) file = sp_file_new ("a.csv");

  sp_message_add_attachment (message, file);
  g_assert_cmpuint (g_list_model_get_n_items (sp_message_get_attachments (message)), ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (sp_message_get_files (message)), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sp/message/life", test_life);
  g_test_add_func ("/sp/message/append", test_append);
  g_test_add_func ("/sp/message/files-once", test_files_once);
  g_test_add_func ("/sp/message/annotation-properties", test_annotation_properties);
  g_test_add_func ("/sp/message/attachments", test_attachments);

  return g_test_run ();
}
