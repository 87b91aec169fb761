/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include <string.h>

#include "base/sp-json.h"
#include "engine-test-utils.h"
#include "service/sp-citations.h"
#include "service/sp-code-extractor.h"
#include "service/sp-guard.h"
#include "service/sp-prompt.h"
#include "service/sp-structured-inputs.h"

/* The small parts of the engine that need neither a store nor a loop. */

/* ---- Code out of partial arguments ---- */

static const struct { const char *arguments; const char *code; } extractions[] = {
  { "{\"code\":\"print(1)\"}", "print(1)" },
  { " { \"code\" : \"a\\nb\\t\\\"c\\\"\\\\d\\/\\b\\f\\r\" } ", "a\nb\t\"c\"\\d/\b\f\r" },
  { "{\"note\":\"code\",\"deep\":{\"code\":\"no\",\"x\":[1,{\"y\":\"}\"}]},\"code\":\"yes\",\"n\":-1.5e3}", "yes" },
  { "{\"n\":null,\"code\":\"\\u00e9\\u20AC\\ud83d\\ude00é😀\"}", "é€😀é😀" },
  { "{\"code\":\"lone \\ud83d.\"}", "lone \357\277\275." },
  { "{\"c\\u006fde\":\"escaped key\"}", "escaped key" },
  { "{\"code\":\"\"}", "" },
  { "import os\nprint('raw {é}')", "import os\nprint('raw {é}')" },
};

static void
test_extract_whole (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (extractions); i++)
    {
      g_autoptr(SpCodeExtractor) extractor = sp_code_extractor_new ();
      g_autofree char *delta = sp_code_extractor_feed (extractor, extractions[i].arguments,
                                                       strlen (extractions[i].arguments));

      g_assert_cmpstr (delta, ==, extractions[i].code);
      g_assert_cmpstr (sp_code_extractor_get_code (extractor), ==, extractions[i].code);
    }
}

/* Every text, cut at every byte and fed in pieces of every size: always whole characters, always the same sum. */
static void
test_extract_split (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (extractions); i++)
    for (gsize split = 0; split <= strlen (extractions[i].arguments); split++)
      for (gsize size = 1; size <= 16; size++)
        {
          g_autoptr(SpCodeExtractor) extractor = sp_code_extractor_new ();
          g_autoptr(GString) sum = g_string_new (NULL);
          const char *text = extractions[i].arguments;
          gsize length = strlen (text);
          gsize at = 0;

          while (at < length)
            {
              gsize end = at < split ? MIN (split, at + size) : MIN (length, at + size);
              g_autofree char *delta = sp_code_extractor_feed (extractor, text + at, end - at);

              g_assert_true (g_utf8_validate (delta, -1, NULL));
              g_string_append (sum, delta);
              at = end;
            }

          g_assert_cmpstr (sum->str, ==, extractions[i].code);
        }
}

static void
test_extract_parse (void)
{
  static const char * const unreadable[] = { "", "{", "{\"code\":7}", "{\"kode\":\"x\"}", "{\"code\":\"x\"" };
  g_autofree char *code = sp_code_extractor_parse ("{\"code\":\"x = 1\"}", NULL);
  g_autofree char *raw = sp_code_extractor_parse ("  x = 2", NULL);

  g_assert_cmpstr (code, ==, "x = 1");
  g_assert_cmpstr (raw, ==, "x = 2");
  for (gsize i = 0; i < G_N_ELEMENTS (unreadable); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (sp_code_extractor_parse (unreadable[i], &error));
      g_assert_error (error, SP_SERVICE_ERROR, SP_SERVICE_ERROR_INVALID);
    }
}

/* ---- The guard ---- */

static void
test_guard (void)
{
  SpGuardLimits limits = { .max_cells = 4, .max_same_failures = 3, .max_seconds = 100 };
  g_auto(SpGuard) guard = { 0 };
  g_autofree char *words = NULL;

  sp_guard_init (&guard, &limits);
  g_assert_cmpint (sp_guard_decide (&guard, 99, TRUE), ==, SP_GUARD_GO_ON);
  g_assert_cmpint (sp_guard_decide (&guard, 100, FALSE), ==, SP_GUARD_TOO_LONG);

  sp_guard_note_cell (&guard, "a", "E: 1");
  sp_guard_note_cell (&guard, "b", "E: 2");
  sp_guard_note_cell (&guard, "c", "E: 2");
  g_assert_cmpint (sp_guard_decide (&guard, 0, TRUE), ==, SP_GUARD_GO_ON);
  sp_guard_note_cell (&guard, "c", "E: 3");
  g_assert_cmpint (sp_guard_decide (&guard, 0, FALSE), ==, SP_GUARD_SAME_FAILURE);
  words = sp_guard_dup_words (&guard, SP_GUARD_SAME_FAILURE);
  g_assert_nonnull (strstr (words, "E: 3"));

  sp_guard_note_cell (&guard, "d", NULL);
  g_assert_cmpint (sp_guard_decide (&guard, 0, FALSE), ==, SP_GUARD_GO_ON);
  g_assert_cmpint (sp_guard_decide (&guard, 0, TRUE), ==, SP_GUARD_TOO_MANY_CELLS);
}

/* ---- Citations ---- */

static JsonObject *
make_file (const char *id,
           const char *name)
{
  g_autofree char *json = g_strdup_printf ("{'id':'%s','container_id':'cntr_1','path':'/mnt/data/%s'}", id, name);

  return parse (json);
}

static char *
cite (const char *text,
      guint       n_fresh)
{
  static const char * const names[] = { "a.png", "a (2).png", "Übersicht 2024.csv", "sub/in.txt", "a.png.txt" };
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  g_autoptr(GPtrArray) fresh = g_ptr_array_new ();
  g_autoptr(JsonArray) annotations = NULL;
  g_autoptr(GString) found = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *id = g_strdup_printf ("f%" G_GSIZE_FORMAT, i);

      g_ptr_array_add (files, make_file (id, names[i]));
    }
  for (guint i = 0; i < n_fresh; i++)
    g_ptr_array_add (fresh, g_ptr_array_index (files, i));

  annotations = sp_citations_find (text, files, fresh);
  for (guint i = 0; i < json_array_get_length (annotations); i++)
    {
      JsonObject *annotation = json_array_get_object_element (annotations, i);
      gint64 start = json_object_get_int_member (annotation, "start_index");
      gint64 end = json_object_get_int_member (annotation, "end_index");
      g_autofree char *slice = g_utf8_substring (text, start, end);

      g_string_append_printf (found, "%s:%s|", json_object_get_string_member (annotation, "file_id"), slice);
    }

  return g_string_free (g_steal_pointer (&found), FALSE);
}

static void
assert_cited (const char *text,
              guint       n_fresh,
              const char *expected)
{
  g_autofree char *found = cite (text, n_fresh);

  g_assert_cmpstr (found, ==, expected);
}

static void
test_citations (void)
{
  assert_cited ("Nothing here.", 0, "");
  assert_cited ("😀 [x](sandbox:/mnt/data/a.png)", 0, "f0:sandbox:/mnt/data/a.png|");
  assert_cited ("[x](sandbox:/mnt/data/a (2).png) and [y](sandbox:/mnt/data/a.png).", 0,
                "f1:sandbox:/mnt/data/a (2).png|f0:sandbox:/mnt/data/a.png|");
  assert_cited ("(sandbox:/mnt/data/a.png.txt)", 0, "f4:sandbox:/mnt/data/a.png.txt|");
  assert_cited ("(sandbox:/mnt/data/%C3%9Cbersicht%202024.csv)", 0,
                "f2:sandbox:/mnt/data/%C3%9Cbersicht%202024.csv|");
  assert_cited ("sandbox:/mnt/data/sub/in.txt", 0, "f3:sandbox:/mnt/data/sub/in.txt|");
  assert_cited ("sandbox:/mnt/data/unknown.txt sandbox:/mnt/data/", 0, "");
}

static void
test_citations_unlinked (void)
{
  assert_cited ("", 1, "f0:|");
  assert_cited ("See sandbox:/mnt/data/a.png", 2, "f0:sandbox:/mnt/data/a.png|f1:|");
}

/* ---- Prompts ---- */

static void
test_prompt (void)
{
  g_autoptr(SpPrompt) prompt = sp_prompt_new ("Be short.");
  g_autoptr(JsonArray) tools = json_array_new ();
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  g_autoptr(JsonObject) user = parse ("{'type':'message','role':'user','content':[{'type':'input_text','text':'Sum it'},"
                                      "{'type':'input_file','file_id':'x','filename':'data.csv'}]}");
  g_autoptr(JsonObject) call = parse ("{'type':'code_interpreter_call','id':'ci_1','code':'fail','outputs':"
                                      "[{'type':'logs','logs':'Oops'},{'type':'image','url':'data:'}],"
                                      "'sandpiper':{'outcome':'error','displays':[{'text/plain':'x'}]}}");
  g_autoptr(JsonObject) thought = parse ("{'type':'reasoning','summary':[{'text':'secret'}]}");
  g_autoptr(SpChatRequest) request = NULL;
  SpChatMessage *answer;
  SpChatFile *file;

  json_array_add_object_element (tools, parse ("{'type':'code_interpreter'}"));
  json_array_add_object_element (tools, parse ("{'type':'function','name':'weather','parameters':{}}"));
  json_array_add_object_element (tools, parse ("{'type':'web_search'}"));
  sp_prompt_set_tools (prompt, tools, TRUE);
  g_ptr_array_add (files, parse ("{'name':'data.csv','bytes':2048,'source':'user'}"));
  g_ptr_array_add (files, parse ("{'name':'agent.csv','bytes':10,'source':'user'}"));
  g_ptr_array_add (files, parse ("{'name':'out.png','bytes':10,'source':'assistant'}"));
  sp_prompt_set_files (prompt, files);
  sp_prompt_add_item (prompt, user);
  sp_prompt_add_item (prompt, thought);
  sp_prompt_add_item (prompt, call);

  request = sp_prompt_build (prompt, "model");
  g_assert_cmpuint (request->messages->len, ==, 4);
  g_assert_true (g_str_has_prefix (((SpChatMessage *) g_ptr_array_index (request->messages, 0))->text, "Be short.\n\n"));
  g_assert_nonnull (strstr (((SpChatMessage *) g_ptr_array_index (request->messages, 0))->text, "- /mnt/data/out.png"));
  g_assert_cmpstr (((SpChatMessage *) g_ptr_array_index (request->messages, 1))->text, ==, "Sum it");
  answer = g_ptr_array_index (request->messages, 3);
  g_assert_cmpstr (answer->tool_call_id, ==, "ci_1");
  g_assert_true (answer->failed);
  g_assert_nonnull (answer->data);
  g_assert_cmpuint (json_array_get_length (request->tools), ==, 2);

  g_assert_cmpuint (request->files->len, ==, 2);
  file = g_ptr_array_index (request->files, 0);
  g_assert_cmpuint (file->message, ==, 1);
  file = g_ptr_array_index (request->files, 1);
  g_assert_cmpuint (file->message, ==, G_MAXUINT);
}

static void
test_prompt_cuts_output (void)
{
  g_autofree char *long_text = g_strnfill (100000, 'x');
  g_autofree char *logs = g_strconcat ("HEAD", long_text, "é", long_text, "TAIL", NULL);
  g_autoptr(JsonObject) item = parse ("{'outputs':[{'type':'logs'}]}");
  g_autofree char *text = NULL;

  json_object_set_string_member (json_array_get_object_element (json_object_get_array_member (item, "outputs"), 0),
                                 "logs", logs);
  text = sp_prompt_dup_call_text (item);
  g_assert_cmpuint (strlen (text), <, 17000);
  g_assert_true (g_str_has_prefix (text, "HEAD"));
  g_assert_true (g_str_has_suffix (text, "TAIL"));
  g_assert_true (g_utf8_validate (text, -1, NULL));
}

/* ---- Structured inputs ---- */

static void
test_structured_inputs (void)
{
  g_autoptr(JsonObject) definition = parse ("{'structured_inputs':{'a':{'required':true},'b':{'default_value':{'n':1}},'f':{}}}");
  g_autoptr(JsonObject) body = parse ("{'structured_inputs':{'a':'one','f':'assistant-1'}}");
  g_autoptr(JsonObject) empty = parse ("{}");
  g_autoptr(JsonArray) tools = json_array_new ();
  g_autoptr(JsonArray) filled = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = sp_structured_inputs_fill ("{{a}}-{{ b }}-{{c}}-{{", definition, body, &error);

  g_assert_cmpstr (text, ==, "one-{\"n\":1}-{{c}}-{{");
  g_assert_null (sp_structured_inputs_fill ("{{a}}", definition, empty, &error));
  g_assert_cmpstr (sp_service_error_get_param (error), ==, "structured_inputs");
  g_clear_error (&error);

  json_array_add_object_element (tools, parse ("{'type':'code_interpreter','container':{'file_ids':['{{f}}','fixed']}}"));
  filled = sp_structured_inputs_fill_tools (tools, definition, body, &error);
  g_assert_cmpstr (member (json_array_get_object_element (filled, 0), "$.container.file_ids[0]"), ==, "assistant-1");
  g_assert_cmpstr (member (json_array_get_object_element (tools, 0), "$.container.file_ids[0]"), ==, "{{f}}");
}

/* A small request must not become a text that fills the memory. */
static void
test_structured_inputs_multiply (void)
{
  g_autoptr(JsonObject) definition = parse ("{'structured_inputs':{'a':{}}}");
  g_autoptr(JsonObject) body = parse ("{'structured_inputs':{}}");
  g_autofree char *value = g_strnfill (1024 * 1024, 'x');
  g_autoptr(GString) text = g_string_new (NULL);
  g_autofree char *filled = NULL;
  g_autoptr(GError) error = NULL;

  json_object_set_string_member (json_object_get_object_member (body, "structured_inputs"), "a", value);
  for (guint i = 0; i < 100; i++)
    g_string_append (text, "{{a}}");

  filled = sp_structured_inputs_fill (text->str, definition, body, &error);
  g_assert_null (filled);
  g_assert_error (error, SP_SERVICE_ERROR, SP_SERVICE_ERROR_INVALID);
  g_assert_cmpstr (sp_service_error_get_code (error), ==, "content_size_exceeded");
}

/* ---- Errors and models ---- */

static void
test_errors (void)
{
  g_autoptr(GError) error = sp_service_error_new (SP_SERVICE_ERROR_BUSY, "code", "param", "%d words", 2);
  g_autoptr(GError) copy = g_error_copy (error);
  g_autoptr(GError) foreign = g_error_new (G_IO_ERROR, G_IO_ERROR_FAILED, "x");

  g_clear_error (&error);
  g_assert_cmpstr (copy->message, ==, "2 words");
  g_assert_cmpstr (sp_service_error_get_code (copy), ==, "code");
  g_assert_cmpstr (sp_service_error_get_param (copy), ==, "param");
  g_assert_cmpstr (sp_service_error_get_type_name (copy), ==, "rate_limit_error");
  g_assert_null (sp_service_error_get_code (foreign));
  g_assert_cmpstr (sp_service_error_get_type_name (foreign), ==, "server_error");
}

static void
test_models (void)
{
  g_autoptr(SpModelRegistry) registry = sp_model_registry_new ();
  g_autoptr(TestModel) model = test_model_new ();
  g_autoptr(JsonArray) all = NULL;
  g_autoptr(JsonArray) none = NULL;
  g_autoptr(JsonObject) deployment = NULL;
  g_autoptr(GError) error = NULL;

  sp_model_registry_add (registry, "one", "m", "p", SP_CHAT_MODEL (model));
  sp_model_registry_add (registry, "one", "m2", "p", SP_CHAT_MODEL (model));
  all = sp_model_registry_list (registry, NULL, "p");
  none = sp_model_registry_list (registry, "m", NULL);
  g_assert_cmpuint (json_array_get_length (all), ==, 1);
  g_assert_cmpuint (json_array_get_length (none), ==, 0);
  deployment = sp_model_registry_get_deployment (registry, "one", &error);
  g_assert_cmpstr (member (deployment, "$.modelName"), ==, "m2");
  g_assert_null (sp_model_registry_lookup (registry, "two", &error));
  g_assert_cmpstr (sp_service_error_get_code (error), ==, "DeploymentNotFound");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sp/code-extractor/whole", test_extract_whole);
  g_test_add_func ("/sp/code-extractor/split", test_extract_split);
  g_test_add_func ("/sp/code-extractor/parse", test_extract_parse);
  g_test_add_func ("/sp/guard/verdicts", test_guard);
  g_test_add_func ("/sp/citations/links", test_citations);
  g_test_add_func ("/sp/citations/unlinked", test_citations_unlinked);
  g_test_add_func ("/sp/prompt/messages", test_prompt);
  g_test_add_func ("/sp/prompt/cuts-output", test_prompt_cuts_output);
  g_test_add_func ("/sp/structured-inputs/fill", test_structured_inputs);
  g_test_add_func ("/sp/structured-inputs-multiply/fill", test_structured_inputs_multiply);
  g_test_add_func ("/sp/service-error/parts", test_errors);
  g_test_add_func ("/sp/model-registry/lookup", test_models);

  return g_test_run ();
}
