/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include <string.h>

#include "base/sp-base-error.h"
#include "base/sp-json.h"
#include "model/sp-annotation.h"
#include "model/sp-file.h"
#include "model/sp-message.h"
#include "model/sp-reasoning.h"
#include "model/sp-unknown-item.h"
#include "wire/sp-file-codec.h"
#include "wire/sp-item-codec.h"

static const char message_json[] =
  "{\"id\":\"msg_1\",\"type\":\"message\",\"status\":\"completed\",\"role\":\"assistant\",\"response_id\":\"resp_1\","
  "\"content\":[{\"type\":\"output_text\",\"text\":\"Größe\",\"annotations\":[]},"
  "{\"type\":\"output_text\",\"text\":\"see [x](sandbox:/mnt/data/x.csv)\",\"logprobs\":[],\"annotations\":["
  "{\"type\":\"container_file_citation\",\"container_id\":\"cntr_1\",\"file_id\":\"cfile_1\",\"filename\":\"x.csv\","
  "\"start_index\":8,\"end_index\":31},"
  "{\"type\":\"url_citation\",\"url\":\"https://example.org\",\"title\":\"t\",\"start_index\":0,\"end_index\":3}]}]}";

static const char call_json[] =
  "{\"id\":\"ci_1\",\"type\":\"code_interpreter_call\",\"status\":\"completed\",\"container_id\":\"cntr_1\","
  "\"code\":\"print(1)\",\"outputs\":[{\"type\":\"logs\",\"logs\":\"1\\n\"},"
  "{\"type\":\"image\",\"url\":\"data:image/png;base64,iVBORw0KGgo=\"}],"
  "\"sandpiper\":{\"outcome\":\"ok\",\"elapsed\":1.5,\"displays\":["
  "{\"application/vnd.sandpiper.table+json\":{\"n_rows\":2},\"text/plain\":\"t\"},"
  "{\"data\":{\"text/html\":[\"<b>\",\"x</b>\"]},\"metadata\":{}},{\"x/y\":\"z\"}]}}";

static SpItem *
decode (const char *text,
        GHashTable *files)
{
  g_autoptr(JsonObject) json = sp_json_parse_object (text, -1, NULL);
  g_autoptr(GError) error = NULL;
  SpItem *item = sp_item_codec_decode (json, files, &error);

  g_assert_no_error (error);
  return item;
}

static void
assert_message (SpMessage  *message,
                GHashTable *files)
{
  GListModel *annotations = sp_message_get_annotations (message);
  g_autoptr(SpAnnotation) first = g_list_model_get_item (annotations, 0);
  g_autoptr(SpAnnotation) second = g_list_model_get_item (annotations, 1);
  SpFile *file = sp_annotation_get_file (first);

  g_assert_cmpstr (sp_message_get_text (message), ==, "Größe\n\nsee [x](sandbox:/mnt/data/x.csv)");
  g_assert_cmpint (sp_message_get_role (message), ==, SP_ROLE_ASSISTANT);
  g_assert_cmpuint (g_list_model_get_n_items (annotations), ==, 2);
  g_assert_cmpuint (sp_annotation_get_start (first), ==, 15);
  g_assert_cmpuint (sp_annotation_get_end (first), ==, 38);
  g_assert_cmpstr (sp_annotation_get_url (second), ==, "https://example.org");
  g_assert_cmpstr (sp_file_get_id (file), ==, "cfile_1");
  g_assert_cmpstr (sp_file_get_filename (file), ==, "x.csv");
  g_assert_cmpstr (sp_file_get_container_id (file), ==, "cntr_1");
  g_assert_cmpint (sp_file_get_origin (file), ==, SP_FILE_GENERATED);
  g_assert_true (file == g_hash_table_lookup (files, "cfile_1"));
}

static void
test_message (void)
{
  g_autoptr(GHashTable) files = sp_file_codec_table_new (NULL);
  g_autoptr(SpItem) item = decode (message_json, files);
  g_autoptr(JsonObject) json = sp_item_codec_encode (item);
  g_autoptr(SpItem) again = NULL;
  g_autoptr(GError) error = NULL;

  assert_message (SP_MESSAGE (item), files);
  g_assert_cmpstr (sp_item_get_response_id (item), ==, "resp_1");
  g_assert_cmpint (sp_item_get_status (item), ==, SP_ITEM_COMPLETED);

  again = sp_item_codec_decode (json, files, &error);
  g_assert_no_error (error);
  assert_message (SP_MESSAGE (again), files);
  g_assert_cmpstr (sp_item_get_response_id (again), ==, "resp_1");
}

static void
test_update_adds_nothing_twice (void)
{
  g_autoptr(GHashTable) files = sp_file_codec_table_new (NULL);
  g_autoptr(SpItem) item = decode (message_json, files);
  g_autoptr(JsonObject) json = sp_json_parse_object (message_json, -1, NULL);

  sp_item_codec_update (item, json, files);
  assert_message (SP_MESSAGE (item), files);
}

static void
test_user_message (void)
{
  g_autoptr(GHashTable) files = sp_file_codec_table_new (NULL);
  g_autoptr(SpItem) item =
    decode ("{\"id\":\"msg_2\",\"type\":\"message\",\"role\":\"user\",\"content\":["
            "{\"type\":\"input_text\",\"text\":\"hi\"},"
            "{\"type\":\"input_file\",\"file_id\":\"assistant-1\",\"filename\":\"../a/b.csv\"},"
            "{\"type\":\"input_image\",\"image_url\":\"https://example.org/x\"}]}", files);
  GListModel *attachments = sp_message_get_attachments (SP_MESSAGE (item));
  g_autoptr(SpFile) file = g_list_model_get_item (attachments, 0);

  g_assert_cmpstr (sp_message_get_text (SP_MESSAGE (item)), ==, "hi");
  g_assert_cmpuint (g_list_model_get_n_items (attachments), ==, 1);
  g_assert_null (strchr (sp_file_get_filename (file), '/'));
  g_assert_cmpint (sp_file_get_origin (file), ==, SP_FILE_UPLOADED);
}

static void
test_string_content (void)
{
  g_autoptr(GHashTable) files = sp_file_codec_table_new (NULL);
  g_autoptr(SpItem) item = decode ("{\"type\":\"message\",\"role\":\"critic\",\"content\":\"words\"}", files);

  g_assert_cmpstr (sp_message_get_text (SP_MESSAGE (item)), ==, "words");
  g_assert_cmpint (sp_message_get_role (SP_MESSAGE (item)), ==, SP_ROLE_OTHER);
}

static void
assert_call (SpCodeCall *call)
{
  GListModel *outputs = sp_code_call_get_outputs (call);
  g_autoptr(SpOutput) logs = g_list_model_get_item (outputs, 0);
  g_autoptr(SpOutput) image = g_list_model_get_item (outputs, 1);
  g_autoptr(SpOutput) table = g_list_model_get_item (outputs, 2);
  g_autoptr(SpOutput) html = g_list_model_get_item (outputs, 3);
  g_autoptr(SpOutput) other = g_list_model_get_item (outputs, 4);

  g_assert_cmpstr (sp_code_call_get_code (call), ==, "print(1)");
  g_assert_cmpint (sp_code_call_get_code_status (call), ==, SP_CODE_SUCCEEDED);
  g_assert_cmpfloat (sp_code_call_get_elapsed (call), ==, 1.5);
  g_assert_cmpstr (sp_code_call_get_container_id (call), ==, "cntr_1");
  g_assert_cmpuint (g_list_model_get_n_items (outputs), ==, 5);
  g_assert_cmpstr (sp_output_get_text (logs), ==, "1\n");
  g_assert_cmpint (sp_output_get_kind (image), ==, SP_OUTPUT_IMAGE);
  g_assert_cmpuint (g_bytes_get_size (sp_output_get_bytes (image)), ==, 8);
  g_assert_cmpint (sp_output_get_kind (table), ==, SP_OUTPUT_TABLE);
  g_assert_cmpstr (sp_output_get_text (table), ==, "{\"n_rows\":2}");
  g_assert_cmpstr (sp_output_get_text (html), ==, "<b>x</b>");
  g_assert_cmpint (sp_output_get_kind (other), ==, SP_OUTPUT_OTHER);
}

static void
test_code_call (void)
{
  g_autoptr(GHashTable) files = sp_file_codec_table_new (NULL);
  g_autoptr(SpItem) item = decode (call_json, files);
  g_autoptr(JsonObject) json = sp_item_codec_encode (item);
  g_autoptr(SpItem) again = sp_item_codec_decode (json, files, NULL);

  assert_call (SP_CODE_CALL (item));
  assert_call (SP_CODE_CALL (again));
}

static void
test_code_status (void)
{
  static const struct
  {
    const char  *json;
    SpCodeStatus status;
  } cases[] = {
    { "\"status\":\"in_progress\"", SP_CODE_WRITING },
    { "\"status\":\"interpreting\"", SP_CODE_RUNNING },
    { "\"status\":\"failed\"", SP_CODE_FAILED },
    { "\"status\":\"incomplete\"", SP_CODE_INTERRUPTED },
    { "\"status\":\"completed\",\"outputs\":null", SP_CODE_SUCCEEDED },
    { "\"status\":\"completed\",\"sandpiper\":{\"outcome\":\"timeout\"}", SP_CODE_FAILED },
    { "\"status\":\"completed\",\"sandpiper\":{\"outcome\":\"interrupted\"}", SP_CODE_INTERRUPTED },
    { "\"status\":\"completed\",\"outputs\":[{\"type\":\"logs\",\"logs\":\"x\\nTraceback (most recent call last):\\n"
      "ValueError\"}]", SP_CODE_FAILED },
    { "\"status\":\"completed\",\"outputs\":[{\"type\":\"logs\",\"logs\":\"'Traceback (most recent call last)'\"}]",
      SP_CODE_SUCCEEDED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GHashTable) files = sp_file_codec_table_new (NULL);
      g_autofree char *text = g_strdup_printf ("{\"type\":\"code_interpreter_call\",%s}", cases[i].json);
      g_autoptr(SpItem) item = decode (text, files);

      g_test_message ("%s", text);
      g_assert_cmpint (sp_code_call_get_code_status (SP_CODE_CALL (item)), ==, cases[i].status);
    }
}

static void
test_reasoning (void)
{
  g_autoptr(GHashTable) files = sp_file_codec_table_new (NULL);
  g_autoptr(SpItem) item = decode ("{\"type\":\"reasoning\",\"id\":\"rs_1\",\"summary\":[{\"type\":\"summary_text\","
                                   "\"text\":\"a\"},{\"text\":\"b\"}],\"content\":[{\"text\":\"c\"}],"
                                   "\"encrypted_content\":\"zzz\"}", files);
  g_autoptr(JsonObject) json = sp_item_codec_encode (item);
  g_autoptr(SpItem) again = sp_item_codec_decode (json, files, NULL);

  g_assert_cmpstr (sp_reasoning_get_text (SP_REASONING (item)), ==, "a\n\nb\n\nc");
  g_assert_cmpstr (sp_reasoning_get_text (SP_REASONING (again)), ==, "a\n\nb\n\nc");
}

static void
test_unknown_is_kept_whole (void)
{
  static const char text[] = "{\"type\":\"mcp_call\",\"id\":\"m1\",\"deep\":{\"x\":[1,null]}}";
  g_autoptr(GHashTable) files = sp_file_codec_table_new (NULL);
  g_autoptr(SpItem) item = decode (text, files);
  g_autoptr(JsonObject) json = sp_item_codec_encode (item);
  g_autofree char *again = sp_json_object_to_string (json);

  g_assert_true (SP_IS_UNKNOWN_ITEM (item));
  g_assert_cmpstr (sp_unknown_item_get_type_name (SP_UNKNOWN_ITEM (item)), ==, "mcp_call");
  g_assert_cmpstr (sp_item_get_id (item), ==, "m1");
  g_assert_cmpstr (again, ==, text);
}

static void
test_no_type (void)
{
  g_autoptr(GHashTable) files = sp_file_codec_table_new (NULL);
  g_autoptr(JsonObject) json = sp_json_parse_object ("{\"id\":\"x\"}", -1, NULL);
  g_autoptr(GError) error = NULL;

  g_assert_null (sp_item_codec_decode (json, files, &error));
  g_assert_error (error, SP_BASE_ERROR, SP_BASE_ERROR_JSON_MISSING);
}

static void
test_close (void)
{
  g_autoptr(SpItem) call = SP_ITEM (sp_code_call_new ());
  g_autoptr(GHashTable) files = sp_file_codec_table_new (NULL);
  g_autoptr(SpItem) done = decode (call_json, files);

  sp_item_codec_close (call);
  sp_item_codec_close (done);
  g_assert_cmpint (sp_item_get_status (call), ==, SP_ITEM_INCOMPLETE);
  g_assert_cmpint (sp_code_call_get_code_status (SP_CODE_CALL (call)), ==, SP_CODE_INTERRUPTED);
  g_assert_cmpint (sp_item_get_status (done), ==, SP_ITEM_COMPLETED);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sp/item-codec/message", test_message);
  g_test_add_func ("/sp/item-codec/update-adds-nothing-twice", test_update_adds_nothing_twice);
  g_test_add_func ("/sp/item-codec/user-message", test_user_message);
  g_test_add_func ("/sp/item-codec/string-content", test_string_content);
  g_test_add_func ("/sp/item-codec/code-call", test_code_call);
  g_test_add_func ("/sp/item-codec/code-status", test_code_status);
  g_test_add_func ("/sp/item-codec/reasoning", test_reasoning);
  g_test_add_func ("/sp/item-codec/unknown-is-kept-whole", test_unknown_is_kept_whole);
  g_test_add_func ("/sp/item-codec/no-type", test_no_type);
  g_test_add_func ("/sp/item-codec/close", test_close);

  return g_test_run ();
}
