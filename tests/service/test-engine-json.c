/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include <string.h>

#include <glib/gstdio.h>

#include "base/sp-json.h"
#include "engine-test-utils.h"
#include "sandbox/sp-bwrap-launcher.h"
#include "service/sp-cell-outputs.h"
#include "service/sp-input.h"
#include "service/sp-sandbox-factory.h"
#include "service/sp-validate.h"

/* How JSON comes in and goes out: checks of bodies, input items, what of an
 * item is shown, what a cell's item holds; and a factory without bubblewrap. */

/* ---- Checks ---- */

static const char body_text[] = "{'s':'x','b':true,'n':1.5,'i':7,'o':{},'a':[],'z':null}";

static void
test_validate_types (void)
{
  g_autoptr(JsonObject) body = parse (body_text);
  const char *string = "kept";
  gboolean boolean = FALSE;
  double number = 0;
  gint64 integer = 0;
  JsonObject *object = NULL;
  JsonArray *array = NULL;

  g_assert_true (sp_validate_string (body, "s", &string, NULL));
  g_assert_cmpstr (string, ==, "x");
  g_assert_true (sp_validate_boolean (body, "b", &boolean, NULL));
  g_assert_true (boolean);
  g_assert_true (sp_validate_number (body, "i", 0, 10, &number, NULL));
  g_assert_cmpfloat (number, ==, 7);
  g_assert_true (sp_validate_integer (body, "i", 0, 10, &integer, NULL));
  g_assert_cmpint (integer, ==, 7);
  g_assert_true (sp_validate_object (body, "o", &object, NULL));
  g_assert_nonnull (object);
  g_assert_true (sp_validate_array (body, "a", &array, NULL));
  g_assert_nonnull (array);

  /* Missing and null leave the value alone. */
  g_assert_true (sp_validate_string (body, "z", &string, NULL));
  g_assert_true (sp_validate_string (body, "none", &string, NULL));
  g_assert_cmpstr (string, ==, "x");
}

static void
test_validate_refuses (void)
{
  g_autoptr(JsonObject) body = parse (body_text);
  g_autoptr(GError) error = NULL;
  const char *string;
  gboolean boolean;
  double number;
  gint64 integer;
  JsonObject *object;
  JsonArray *array;

  g_assert_false (sp_validate_string (body, "i", &string, NULL));
  g_assert_false (sp_validate_boolean (body, "s", &boolean, NULL));
  g_assert_false (sp_validate_number (body, "s", 0, 1, &number, NULL));
  g_assert_false (sp_validate_number (body, "n", 0, 1, &number, NULL));
  g_assert_false (sp_validate_integer (body, "n", 0, 9, &integer, NULL));
  g_assert_false (sp_validate_integer (body, "i", 8, 9, &integer, NULL));
  g_assert_false (sp_validate_object (body, "a", &object, NULL));
  g_assert_false (sp_validate_array (body, "o", &array, &error));
  g_assert_error (error, SP_SERVICE_ERROR, SP_SERVICE_ERROR_INVALID);
  g_assert_cmpstr (sp_service_error_get_param (error), ==, "o");
}

static void
test_validate_metadata (void)
{
  g_autofree char *long_key = g_strnfill (65, 'k');
  g_autofree char *long_value = g_strnfill (513, 'v');
  g_autofree char *bad_key = g_strdup_printf ("{'metadata':{'%s':'x'}}", long_key);
  g_autofree char *bad_value = g_strdup_printf ("{'metadata':{'k':'%s'}}", long_value);
  g_autoptr(GString) many = g_string_new ("{'metadata':{");
  const char *bodies[4] = { bad_key, bad_value, "{'metadata':[]}", NULL };
  g_autoptr(JsonObject) good = parse ("{'metadata':{'k':'é'}}");
  JsonObject *metadata = NULL;

  for (guint i = 0; i < 17; i++)
    g_string_append_printf (many, "%s'k%u':'x'", i > 0 ? "," : "", i);
  g_string_append (many, "}}");
  bodies[3] = many->str;

  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr(JsonObject) body = parse (bodies[i]);
      g_autoptr(GError) error = NULL;

      g_assert_false (sp_validate_metadata (body, &metadata, &error));
      g_assert_cmpstr (sp_service_error_get_param (error), ==, "metadata");
    }

  g_assert_true (sp_validate_metadata (good, &metadata, NULL));
  g_assert_cmpstr (json_object_get_string_member (metadata, "k"), ==, "é");
}

static void
test_validate_tools (void)
{
  g_autoptr(JsonArray) many = json_array_new ();
  g_autoptr(JsonArray) files = json_array_new ();
  g_autoptr(JsonObject) tool = parse ("{'type':'code_interpreter','container':{'file_ids':[]}}");
  JsonArray *ids = json_object_get_array_member (json_object_get_object_member (tool, "container"), "file_ids");
  g_autoptr(GError) error = NULL;

  g_assert_true (sp_validate_tools (NULL, NULL));
  for (guint i = 0; i < 128; i++)
    json_array_add_object_element (many, parse ("{'type':'anything','of':'it'}"));
  g_assert_true (sp_validate_tools (many, NULL));
  json_array_add_object_element (many, parse ("{'type':'anything'}"));
  g_assert_false (sp_validate_tools (many, &error));
  g_assert_cmpstr (sp_service_error_get_code (error), ==, "tool_limit_exceeded");

  for (guint i = 0; i < 51; i++)
    json_array_add_string_element (ids, "assistant-1");
  json_array_add_object_element (files, json_object_ref (tool));
  g_assert_false (sp_validate_tools (files, NULL));
}

/* ---- Input ---- */

static char *
name_file (const char  *file_id,
           gpointer     user_data,
           GError     **error)
{
  return g_strconcat (file_id, ".csv", NULL);
}

static JsonObject *
find_item (const char  *item_id,
           gpointer     user_data,
           GError     **error)
{
  sp_service_error_set (error, SP_SERVICE_ERROR_NOT_FOUND, "not_found", NULL, "No %s", item_id);

  return NULL;
}

static const SpInputReader reader = { name_file, find_item, NULL, FALSE };

static GPtrArray *
read_input (const char  *json,
            GError     **error)
{
  g_autoptr(JsonObject) body = parse (json);
  JsonNode *input = json_object_get_member (body, "input");

  g_assert_true (sp_input_check (input, SP_INPUT_CONTINUES, "input", NULL));

  return sp_input_read (input, &reader, "input", error);
}

static void
test_input_string (void)
{
  g_autoptr(GPtrArray) items = read_input ("{'input':'Hello'}", NULL);
  g_autoptr(GPtrArray) none = read_input ("{'input':null}", NULL);

  g_assert_cmpuint (items->len, ==, 1);
  g_assert_cmpstr (member (g_ptr_array_index (items, 0), "$.content[0].text"), ==, "Hello");
  g_assert_true (g_str_has_prefix (member (g_ptr_array_index (items, 0), "$.id"), "msg_"));
  g_assert_cmpuint (none->len, ==, 0);
}

static void
test_input_items (void)
{
  g_autoptr(GPtrArray) items = NULL;
  g_autoptr(GError) error = NULL;
  JsonObject *first;

  items = read_input ("{'input':[{'role':'user','id':'mine','kept':1,'content':[{'type':'input_file','file_id':'f'},"
                      "{'type':'brand_new'}]},{'role':'assistant','content':'Hi'},{'type':'reasoning','summary':[]}]}",
                      &error);
  g_assert_no_error (error);
  first = g_ptr_array_index (items, 0);
  g_assert_cmpstr (member (first, "$.type"), ==, "message");
  g_assert_cmpstr (member (first, "$.id"), !=, "mine");
  g_assert_cmpint (json_object_get_int_member (first, "kept"), ==, 1);
  g_assert_cmpstr (member (first, "$.content[0].filename"), ==, "f.csv");
  g_assert_cmpstr (member (g_ptr_array_index (items, 1), "$.content[0].type"), ==, "output_text");
  g_assert_true (g_str_has_prefix (member (g_ptr_array_index (items, 2), "$.id"), "rs_"));
}

static void
test_input_reference (void)
{
  g_autoptr(GPtrArray) items = NULL;
  g_autoptr(GError) error = NULL;

  items = read_input ("{'input':[{'type':'item_reference','id':'msg_none'}]}", &error);
  g_assert_null (items);
  g_assert_error (error, SP_SERVICE_ERROR, SP_SERVICE_ERROR_NOT_FOUND);
}

static void
test_input_too_long (void)
{
  g_autofree char *text = g_strnfill (1500001, 'x');
  g_autoptr(JsonNode) node = json_node_init_string (json_node_alloc (), text);
  g_autoptr(GError) error = NULL;

  g_assert_false (sp_input_check (node, SP_INPUT_CONTINUES, "input", &error));
  g_assert_cmpstr (sp_service_error_get_code (error), ==, "content_size_exceeded");
}

/* ---- What is shown ---- */

static void
test_include_names (void)
{
  static const char * const values[] = { "code_interpreter_call.outputs", "file_search_call.results", NULL };
  g_autoptr(JsonObject) body = parse ("{'include':['sandpiper.details','unheard.of']}");
  g_autoptr(JsonObject) wrong = parse ("{'include':[7]}");
  SpInclude include;

  g_assert_cmpint (sp_include_from_strv (values), ==, SP_INCLUDE_CODE_OUTPUTS);
  g_assert_cmpint (sp_include_from_strv (NULL), ==, SP_INCLUDE_NONE);
  g_assert_true (sp_include_from_json (body, &include, NULL));
  g_assert_cmpint (include, ==, SP_INCLUDE_DETAILS);
  g_assert_false (sp_include_from_json (wrong, &include, NULL));
}

static void
test_include_leaves_original (void)
{
  g_autoptr(JsonObject) item = parse ("{'type':'code_interpreter_call','outputs':[{'type':'logs','logs':'x'}],"
                                      "'sandpiper':{'outcome':'ok'}}");
  g_autoptr(JsonObject) other = parse ("{'type':'message','sandpiper':1}");
  g_autoptr(JsonObject) event = json_object_new ();
  g_autoptr(JsonObject) shown = NULL;
  g_autoptr(JsonObject) same = sp_include_item (SP_INCLUDE_NONE, other);

  json_object_set_string_member (event, "type", "response.output_item.done");
  json_object_set_object_member (event, "item", json_object_ref (item));
  shown = sp_include_event (SP_INCLUDE_NONE, event);
  g_assert_true (json_object_get_null_member (json_object_get_object_member (shown, "item"), "outputs"));
  g_assert_false (json_object_has_member (json_object_get_object_member (shown, "item"), "sandpiper"));
  g_assert_cmpstr (member (event, "$.item.outputs[0].logs"), ==, "x");
  g_assert_true (same == other);
}

/* ---- What a cell's item holds ---- */

static JsonObject *
show (SpCellReport *report,
      SpInclude     include)
{
  g_autoptr(JsonObject) item = parse ("{'type':'code_interpreter_call'}");

  sp_cell_outputs_set (item, report);

  return sp_include_item (include | SP_INCLUDE_CODE_OUTPUTS, item);
}

static SpCellReport *
new_report (const char *text)
{
  SpCellReport *report = g_new0 (SpCellReport, 1);

  report->cell = sp_cell_new (SP_OUTCOME_OK);
  g_free (report->cell->text);
  report->cell->text = g_strdup (text);
  report->files = g_ptr_array_new ();

  return report;
}

static void
test_outputs_text (void)
{
  g_autoptr(SpCellReport) report = new_report ("one");
  g_autoptr(JsonObject) plain = NULL;

  report->restarted = TRUE;
  report->note = g_strdup ("big.bin: too large");
  json_array_add_object_element (report->cell->displays, parse ("{'text/plain':'42'}"));
  plain = show (report, SP_INCLUDE_NONE);
  g_assert_true (g_str_has_prefix (member (plain, "$.outputs[0].logs"), "[A new session was started"));
  g_assert_true (g_str_has_suffix (member (plain, "$.outputs[0].logs"), "one\n[big.bin: too large]\n42\n"));
}

static void
test_outputs_nothing (void)
{
  g_autoptr(SpCellReport) report = new_report ("");
  g_autoptr(JsonObject) plain = show (report, SP_INCLUDE_NONE);
  g_autoptr(JsonObject) details = show (report, SP_INCLUDE_DETAILS);

  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (plain, "outputs")), ==, 0);
  g_assert_cmpstr (member (details, "$.sandpiper.outcome"), ==, "ok");
}

static void
test_outputs_pictures (void)
{
  g_autoptr(SpCellReport) report = new_report ("");
  g_autoptr(JsonObject) details = NULL;

  json_array_add_object_element (report->cell->displays, parse ("{'image/jpeg':'aGk=','text/plain':'<x>'}"));
  json_array_add_object_element (report->cell->displays, parse ("{'image/svg+xml':'<svg/>'}"));
  report->whole_output_id = g_strdup ("cfile_1");
  details = show (report, SP_INCLUDE_DETAILS);
  g_assert_cmpstr (member (details, "$.outputs[0].url"), ==, "data:image/jpeg;base64,aGk=");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (details, "outputs")), ==, 1);
  g_assert_cmpstr (member (details, "$.sandpiper.displays[0]['image/svg+xml']"), ==, "<svg/>");
  g_assert_cmpstr (member (details, "$.sandpiper.whole_output_file_id"), ==, "cfile_1");
}

static void
test_cell_structs (void)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "sandpiper-test-cell-file", NULL);
  SpCellFile *file;

  g_assert_cmpstr (sp_outcome_to_string (SP_OUTCOME_TIMEOUT), ==, "timeout");
  g_assert_cmpstr (sp_outcome_to_string (SP_OUTCOME_INTERRUPTED), ==, "interrupted");

  /* What nobody adopted is deleted. */
  g_assert_true (g_file_set_contents (path, "x", -1, NULL));
  file = sp_cell_file_new ("x", path, "hash", 1);
  sp_cell_file_free (file);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

/* ---- A factory that cannot ---- */

static gboolean
is_probed (gpointer data)
{
  const char *message;

  sp_session_factory_is_available (data, &message);

  return strstr (message, "not been tried") == NULL;
}

static void
test_factory_without_bwrap (void)
{
  g_autoptr(SpBwrapLauncher) launcher = sp_bwrap_launcher_new ();
  g_autoptr(SpSessionFactory) factory = NULL;
  const char *message;

  sp_bwrap_launcher_set_program (launcher, "/nowhere/bwrap");
  factory = sp_sandbox_factory_new_with_launcher (SP_LAUNCHER (launcher));
  wait_for (is_probed, factory);
  g_assert_false (sp_session_factory_is_available (factory, &message));
  g_assert_cmpuint (strlen (message), >, 20);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sp/validate/types", test_validate_types);
  g_test_add_func ("/sp/validate/refuses", test_validate_refuses);
  g_test_add_func ("/sp/validate/metadata", test_validate_metadata);
  g_test_add_func ("/sp/validate/tools", test_validate_tools);
  g_test_add_func ("/sp/input/string", test_input_string);
  g_test_add_func ("/sp/input/items", test_input_items);
  g_test_add_func ("/sp/input/reference", test_input_reference);
  g_test_add_func ("/sp/input/too-long", test_input_too_long);
  g_test_add_func ("/sp/include/names", test_include_names);
  g_test_add_func ("/sp/include/leaves-original", test_include_leaves_original);
  g_test_add_func ("/sp/cell-outputs/text", test_outputs_text);
  g_test_add_func ("/sp/cell-outputs/nothing", test_outputs_nothing);
  g_test_add_func ("/sp/cell-outputs/pictures", test_outputs_pictures);
  g_test_add_func ("/sp/session-backend/structs", test_cell_structs);
  g_test_add_func ("/sp/sandbox-factory/without-bwrap", test_factory_without_bwrap);

  return g_test_run ();
}
