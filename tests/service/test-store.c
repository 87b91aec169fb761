/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/sp-base-error.h"
#include "base/sp-json.h"
#include "engine-test-utils.h"
#include "service/sp-store.h"

/* The store: pages in both directions, groups of changes, items and their
 * links, events, containers, and what a kill leaves. */

typedef struct
{
  char    *folder;
  char    *path;
  SpStore *store;
} StoreFixture;

static void
open_store (StoreFixture *fixture)
{
  g_autoptr(GError) error = NULL;

  fixture->store = sp_store_open (fixture->path, &error);
  g_assert_no_error (error);
}

static void
set_up (StoreFixture  *fixture,
        gconstpointer  data)
{
  fixture->folder = g_dir_make_tmp ("sandpiper-store-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "service.db", NULL);
  open_store (fixture);
}

static void
tear_down (StoreFixture  *fixture,
           gconstpointer  data)
{
  g_assert_finalize_object (fixture->store);
  delete_folder (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static void
add_conversation (SpStore    *store,
                  const char *id)
{
  g_autofree char *json = g_strdup_printf ("{'id':'%s','object':'conversation','own':{'kept':true}}", id);
  g_autoptr(JsonObject) conversation = parse (json);
  g_autoptr(GError) error = NULL;

  g_assert_true (sp_store_add_conversation (store, conversation, &error));
  g_assert_no_error (error);
}

static void
add_item (SpStore    *store,
          const char *conversation,
          const char *id,
          const char *type)
{
  g_autofree char *json = g_strdup_printf ("{'id':'%s','type':'%s','status':'completed'}", id, type);
  g_autoptr(JsonObject) item = parse (json);

  g_assert_true (sp_store_put_item (store, item, NULL));
  if (conversation != NULL)
    g_assert_true (sp_store_link_item (store, conversation, id, NULL));
}

/* The ids of a page as one text, "a b c +" where + means that there is more. */
static char *
page_ids (SpStore    *store,
          const char *limit,
          const char *order,
          const char *after,
          const char *before)
{
  g_auto(SpPageQuery) query = { 0 };
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) page = NULL;
  g_autoptr(GString) text = g_string_new (NULL);
  JsonArray *rows;

  g_assert_true (sp_page_query_parse (&query, limit, order, after, before, 20, 100, &error));
  page = sp_store_list_conversations (store, &query, NULL, NULL, &error);
  g_assert_no_error (error);
  rows = json_object_get_array_member (page, "data");
  for (guint i = 0; i < json_array_get_length (rows); i++)
    g_string_append_printf (text, "%s ", json_object_get_string_member (json_array_get_object_element (rows, i), "id"));
  if (json_object_get_boolean_member (page, "has_more"))
    g_string_append_c (text, '+');

  if (json_array_get_length (rows) > 0)
    {
      g_assert_true (g_str_has_prefix (text->str, json_object_get_string_member (page, "first_id")));
      g_assert_nonnull (strstr (text->str, json_object_get_string_member (page, "last_id")));
    }
  else
    g_assert_true (json_object_get_null_member (page, "first_id"));

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
assert_page (SpStore    *store,
             const char *limit,
             const char *order,
             const char *after,
             const char *before,
             const char *expected)
{
  g_autofree char *ids = page_ids (store, limit, order, after, before);

  g_assert_cmpstr (ids, ==, expected);
}

static void
test_pages (StoreFixture  *fixture,
            gconstpointer  data)
{
  assert_page (fixture->store, NULL, NULL, NULL, NULL, "");

  for (char c = 'a'; c <= 'e'; c++)
    {
      char id[2] = { c, '\0' };

      add_conversation (fixture->store, id);
    }

  assert_page (fixture->store, NULL, NULL, NULL, NULL, "e d c b a ");
  assert_page (fixture->store, "2", NULL, NULL, NULL, "e d +");
  assert_page (fixture->store, "2", NULL, "d", NULL, "c b +");
  assert_page (fixture->store, "2", NULL, "b", NULL, "a ");
  assert_page (fixture->store, "2", "asc", NULL, NULL, "a b +");
  assert_page (fixture->store, "3", "asc", "b", NULL, "c d e ");
  assert_page (fixture->store, "2", "asc", NULL, "d", "b c +");
  assert_page (fixture->store, "9", "asc", NULL, "c", "a b ");
  assert_page (fixture->store, "2", "desc", NULL, "b", "d c +");
  assert_page (fixture->store, "9", "asc", "a", "e", "b c d ");
  assert_page (fixture->store, "5", "asc", NULL, NULL, "a b c d e ");
}

static void
test_bad_pages (StoreFixture  *fixture,
                gconstpointer  data)
{
  static const struct { const char *limit; const char *order; const char *param; } cases[] = {
    { "0", NULL, "limit" }, { "101", NULL, "limit" }, { "x", NULL, "limit" }, { "-1", NULL, "limit" },
    { NULL, "up", "order" },
  };
  g_auto(SpPageQuery) query = everything ();
  g_autoptr(GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto(SpPageQuery) bad = { 0 };
      g_autoptr(GError) parse_error = NULL;

      g_assert_false (sp_page_query_parse (&bad, cases[i].limit, cases[i].order, NULL, NULL, 20, 100, &parse_error));
      g_assert_cmpstr (sp_service_error_get_param (parse_error), ==, cases[i].param);
    }

  query.after = g_strdup ("nobody");
  g_assert_null (sp_store_list_conversations (fixture->store, &query, NULL, NULL, &error));
  g_assert_error (error, SP_SERVICE_ERROR, SP_SERVICE_ERROR_INVALID);
  g_assert_cmpstr (sp_service_error_get_param (error), ==, "after");
}

static void
test_unknown_members (StoreFixture  *fixture,
                      gconstpointer  data)
{
  g_autoptr(JsonObject) conversation = NULL;

  add_conversation (fixture->store, "conv_a");
  g_clear_object (&fixture->store);
  open_store (fixture);
  conversation = sp_store_get_conversation (fixture->store, "conv_a", NULL);
  g_assert_true (json_object_get_boolean_member (json_object_get_object_member (conversation, "own"), "kept"));
}

static void
test_groups (StoreFixture  *fixture,
             gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (sp_store_begin (fixture->store, &error));
  add_conversation (fixture->store, "one");
  g_assert_true (sp_store_begin (fixture->store, &error));
  add_conversation (fixture->store, "two");
  g_assert_true (sp_store_end (fixture->store, TRUE, &error));
  g_assert_false (sp_store_end (fixture->store, FALSE, NULL));
  assert_page (fixture->store, NULL, NULL, NULL, NULL, "");

  /* An inner failure takes the outer one along. */
  g_assert_true (sp_store_begin (fixture->store, &error));
  add_conversation (fixture->store, "three");
  g_assert_true (sp_store_begin (fixture->store, &error));
  g_assert_false (sp_store_end (fixture->store, FALSE, NULL));
  g_assert_false (sp_store_end (fixture->store, TRUE, &error));
  g_assert_error (error, SP_BASE_ERROR, SP_BASE_ERROR_DATABASE);
  assert_page (fixture->store, NULL, NULL, NULL, NULL, "");
}

static void
test_items (StoreFixture  *fixture,
            gconstpointer  data)
{
  g_auto(SpPageQuery) query = everything ();
  g_autoptr(JsonObject) page = NULL;
  g_autoptr(JsonObject) again = NULL;
  g_autoptr(GPtrArray) all = NULL;
  g_autoptr(GError) error = NULL;

  add_conversation (fixture->store, "conv_a");
  add_item (fixture->store, "conv_a", "msg_1", "message");
  add_item (fixture->store, "conv_a", "ci_1", "code_interpreter_call");
  add_item (fixture->store, "conv_a", "msg_1", "message");

  all = sp_store_load_items (fixture->store, "conv_a", &error);
  g_assert_cmpuint (all->len, ==, 2);
  page = sp_store_list_items (fixture->store, "conv_a", &query, "message", &error);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (page, "data")), ==, 1);

  g_assert_true (sp_store_unlink_item (fixture->store, "conv_a", "ci_1", &error));
  g_assert_null (sp_store_find_item (fixture->store, "ci_1", &error));
  g_assert_error (error, SP_SERVICE_ERROR, SP_SERVICE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (sp_store_unlink_item (fixture->store, "conv_a", "ci_1", &error));
  g_clear_error (&error);

  g_assert_true (sp_store_delete_conversation (fixture->store, "conv_a", &error));
  again = sp_store_find_item (fixture->store, "msg_1", NULL);
  g_assert_null (again);
}

static JsonObject *
add_response (SpStore    *store,
              const char *id,
              const char *status,
              const char *conversation)
{
  g_autofree char *json = NULL;
  JsonObject *response;
  g_autoptr(GError) error = NULL;

  json = g_strdup_printf ("{'id':'%s','status':'%s','output':[],'conversation':{'id':'%s'},"
                          "'agent_reference':{'name':'helper','version':'2'}}", id, status, conversation);
  response = parse (json);
  g_assert_true (sp_store_add_response (store, response, 3, &error));
  g_assert_no_error (error);

  return response;
}

static void
add_event (SpStore    *store,
           const char *response,
           const char *json)
{
  g_autoptr(JsonObject) event = parse (json);
  g_autoptr(GError) error = NULL;

  g_assert_true (sp_store_add_event (store, response, event, &error));
  g_assert_no_error (error);
}

static void
test_events (StoreFixture  *fixture,
             gconstpointer  data)
{
  g_autoptr(JsonObject) response = add_response (fixture->store, "resp_1", "completed", "conv_a");
  g_autoptr(JsonArray) events = NULL;
  g_autoptr(JsonObject) read_back = NULL;
  g_autoptr(GError) error = NULL;

  add_item (fixture->store, NULL, "msg_1", "message");
  g_assert_true (sp_store_add_response_output (fixture->store, "resp_1", "msg_1", 0, &error));
  add_event (fixture->store, "resp_1", "{'type':'response.created','sequence_number':0,'response':{'id':'resp_1'}}");
  add_event (fixture->store, "resp_1", "{'type':'response.output_item.done','sequence_number':1,'item':{'id':'msg_1'}}");
  add_event (fixture->store, "resp_1", "{'type':'response.completed','sequence_number':2,'response':{'id':'resp_1'}}");

  events = sp_store_read_events (fixture->store, "resp_1", 0, 10, &error);
  g_assert_cmpuint (json_array_get_length (events), ==, 2);
  g_assert_cmpstr (member (json_array_get_object_element (events, 0), "$.item.type"), ==, "message");
  g_assert_cmpstr (member (json_array_get_object_element (events, 1), "$.response.output[0].id"), ==, "msg_1");
  g_assert_cmpuint (sp_store_get_response_include (fixture->store, "resp_1"), ==, 3);

  g_assert_true (sp_store_delete_response (fixture->store, "resp_1", &error));
  g_clear_pointer (&events, json_array_unref);
  events = sp_store_read_events (fixture->store, "resp_1", -1, 10, &error);
  g_assert_cmpuint (json_array_get_length (events), ==, 0);
  read_back = sp_store_find_item (fixture->store, "msg_1", NULL);
  g_assert_null (read_back);

  /* What still comes for a deleted response is let go. */
  add_event (fixture->store, "resp_1", "{'type':'response.in_progress','sequence_number':3}");
}

static void
test_forgotten_events (StoreFixture  *fixture,
                       gconstpointer  data)
{
  g_autoptr(JsonObject) old = add_response (fixture->store, "resp_1", "completed", "conv_a");
  g_autoptr(JsonObject) running = add_response (fixture->store, "resp_2", "in_progress", "conv_a");
  g_autoptr(JsonArray) gone = NULL;
  g_autoptr(JsonArray) kept = NULL;

  json_object_set_int_member (old, "completed_at", 100);
  g_assert_true (sp_store_update_response (fixture->store, old, NULL));
  add_event (fixture->store, "resp_1", "{'type':'response.in_progress','sequence_number':0}");
  add_event (fixture->store, "resp_2", "{'type':'response.in_progress','sequence_number':0}");

  g_assert_true (sp_store_forget_events (fixture->store, 100, NULL));
  kept = sp_store_read_events (fixture->store, "resp_1", -1, 10, NULL);
  g_assert_cmpuint (json_array_get_length (kept), ==, 1);
  g_clear_pointer (&kept, json_array_unref);

  g_assert_true (sp_store_forget_events (fixture->store, 101, NULL));
  gone = sp_store_read_events (fixture->store, "resp_1", -1, 10, NULL);
  kept = sp_store_read_events (fixture->store, "resp_2", -1, 10, NULL);
  g_assert_cmpuint (json_array_get_length (gone), ==, 0);
  g_assert_cmpuint (json_array_get_length (kept), ==, 1);
}

/* An answer that was not to be stored leaves its items to the conversation alone. */
static void
test_unstored_answer (StoreFixture  *fixture,
                      gconstpointer  data)
{
  g_autoptr(JsonObject) cut = parse ("{'id':'msg_1','type':'message','status':'in_progress','content':[]}");
  g_autoptr(JsonObject) item = NULL;

  add_conversation (fixture->store, "conv_a");
  g_assert_true (sp_store_put_item (fixture->store, cut, NULL));
  g_assert_true (sp_store_link_item (fixture->store, "conv_a", "msg_1", NULL));
  g_assert_true (sp_store_recover (fixture->store, NULL, NULL));
  item = sp_store_find_item (fixture->store, "msg_1", NULL);
  g_assert_cmpstr (member (item, "$.status"), ==, "incomplete");
}

static void
test_response_lists (StoreFixture  *fixture,
                     gconstpointer  data)
{
  g_autoptr(JsonObject) one = add_response (fixture->store, "resp_1", "completed", "conv_a");
  g_autoptr(JsonObject) two = add_response (fixture->store, "resp_2", "completed", "conv_b");
  g_auto(SpPageQuery) query = everything ();
  g_autoptr(JsonObject) of_agent = sp_store_list_responses (fixture->store, &query, "helper", "2", NULL, NULL);
  g_autoptr(JsonObject) of_conversation = sp_store_list_responses (fixture->store, &query, NULL, NULL, "conv_b", NULL);
  g_autoptr(JsonObject) of_nobody = sp_store_list_responses (fixture->store, &query, "helper", "3", NULL, NULL);

  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (of_agent, "data")), ==, 2);
  g_assert_cmpstr (member (of_conversation, "$.data[0].id"), ==, "resp_2");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (of_nobody, "data")), ==, 0);
}

static void
test_containers (StoreFixture  *fixture,
                 gconstpointer  data)
{
  g_autoptr(JsonObject) container = parse ("{'id':'cntr_1','name':'auto','status':'running'}");
  g_autoptr(JsonObject) old = parse ("{'id':'cfile_1','container_id':'cntr_1','path':'/mnt/data/a'}");
  g_autoptr(JsonObject) new = parse ("{'id':'cfile_2','container_id':'cntr_1','path':'/mnt/data/a'}");
  g_autoptr(JsonObject) found = NULL;
  g_autoptr(JsonObject) copy = NULL;
  g_autoptr(JsonObject) expired = NULL;
  g_autoptr(GPtrArray) listed = NULL;
  g_autoptr(GPtrArray) blobs = NULL;
  g_autofree char *owner = NULL;
  g_autofree char *blob = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (sp_store_add_container (fixture->store, container, "conv_a", &error));
  owner = sp_store_find_container (fixture->store, "conv_a");
  g_assert_cmpstr (owner, ==, "cntr_1");
  g_assert_true (sp_store_add_container_file (fixture->store, old, "a", "hash1", "assistant-1", TRUE, &error));
  copy = sp_store_find_container_copy (fixture->store, "cntr_1", "assistant-1");
  g_assert_nonnull (copy);
  g_assert_true (sp_store_add_container_file (fixture->store, new, "a", "hash2", NULL, TRUE, &error));

  listed = sp_store_load_container_files (fixture->store, "cntr_1", &error);
  g_assert_cmpuint (listed->len, ==, 1);
  g_assert_cmpstr (member (g_ptr_array_index (listed, 0), "$.blob"), ==, "hash2");
  found = sp_store_get_container_file (fixture->store, "cntr_1", "cfile_1", &blob, &error);
  g_assert_cmpstr (blob, ==, "hash1");
  g_assert_true (sp_store_is_blob_used (fixture->store, "hash1"));

  g_assert_true (sp_store_expire_containers (fixture->store, &error));
  expired = sp_store_get_container (fixture->store, "cntr_1", &error);
  g_assert_cmpstr (member (expired, "$.status"), ==, "expired");

  blobs = sp_store_delete_container (fixture->store, "cntr_1", &error);
  g_assert_cmpuint (blobs->len, ==, 2);
  g_assert_false (sp_store_is_blob_used (fixture->store, "hash1"));
}

static void
test_cell_log (StoreFixture  *fixture,
               gconstpointer  data)
{
  g_autoptr(JsonObject) container = parse ("{'id':'cntr_1','name':'auto','status':'running'}");
  g_autoptr(JsonObject) cell = parse ("{'code':'x = 1','outcome':'ok','reads':{'a.csv':'hash'}}");
  g_autoptr(GPtrArray) cells = NULL;

  g_assert_true (sp_store_add_container (fixture->store, container, NULL, NULL));
  g_assert_true (sp_store_add_cell (fixture->store, "cntr_1", cell, NULL));
  g_assert_true (sp_store_add_cell (fixture->store, "cntr_1", cell, NULL));
  cells = sp_store_load_cells (fixture->store, "cntr_1", NULL);
  g_assert_cmpuint (cells->len, ==, 2);
  g_assert_cmpuint (sp_store_count_cells (fixture->store, "cntr_1"), ==, 2);
  g_assert_cmpstr (member (g_ptr_array_index (cells, 0), "$.reads['a.csv']"), ==, "hash");
}

static void
test_expired_files (StoreFixture  *fixture,
                    gconstpointer  data)
{
  g_autoptr(JsonObject) old = parse ("{'id':'assistant-1','purpose':'assistants','expires_at':10}");
  g_autoptr(JsonObject) kept = parse ("{'id':'assistant-2','purpose':'vision','expires_at':null}");
  g_autoptr(GPtrArray) blobs = NULL;
  g_autoptr(JsonObject) page = NULL;
  g_auto(SpPageQuery) query = everything ();

  g_assert_true (sp_store_add_file (fixture->store, old, "hash1", NULL));
  g_assert_true (sp_store_add_file (fixture->store, kept, "hash2", NULL));
  blobs = sp_store_delete_expired_files (fixture->store, 10, NULL);
  g_assert_cmpuint (blobs->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (blobs, 0), ==, "hash1");
  page = sp_store_list_files (fixture->store, &query, "vision", NULL);
  g_assert_cmpstr (member (page, "$.data[0].id"), ==, "assistant-2");
}

/* Fills a database as a service that is working does, and is killed. */
static void
work_and_die (const char *path)
{
  g_autoptr(SpStore) store = sp_store_open (path, NULL);
  g_autoptr(JsonObject) response = NULL;
  g_autoptr(JsonObject) queued = NULL;
  g_autoptr(JsonObject) unfinished = parse ("{'id':'msg_2','type':'message','status':'in_progress','content':[]}");
  g_autoptr(JsonObject) container = parse ("{'id':'cntr_1','name':'auto','status':'running'}");

  add_conversation (store, "conv_a");
  response = add_response (store, "resp_1", "in_progress", "conv_a");
  queued = add_response (store, "resp_2", "queued", "conv_a");
  sp_store_add_container (store, container, "conv_a", NULL);
  add_item (store, NULL, "msg_0", "message");
  sp_store_add_response_input (store, "resp_2", "msg_0", NULL);
  add_item (store, "conv_a", "ci_1", "code_interpreter_call");
  sp_store_add_response_output (store, "resp_1", "ci_1", 0, NULL);
  sp_store_put_item (store, unfinished, NULL);
  sp_store_add_response_output (store, "resp_1", "msg_2", 1, NULL);
  add_event (store, "resp_1", "{'type':'response.output_text.delta','sequence_number':0,'item_id':'msg_2','delta':'Half '}");
  add_event (store, "resp_1", "{'type':'response.output_text.delta','sequence_number':1,'item_id':'msg_2','delta':'said'}");

  /* Begun, and not committed: this is what a kill may take. */
  sp_store_begin (store, NULL);
  add_conversation (store, "conv_lost");
  kill (getpid (), SIGKILL);
}

static void
test_kill (StoreFixture  *fixture,
           gconstpointer  data)
{
  g_autoptr(JsonObject) response = NULL;
  g_autoptr(JsonObject) queued = NULL;
  g_autoptr(JsonObject) container = NULL;
  g_autoptr(JsonArray) events = NULL;
  g_autoptr(GPtrArray) items = NULL;
  g_autoptr(GError) error = NULL;
  guint n_interrupted = 0;

  if (g_test_subprocess ())
    {
      work_and_die (g_getenv ("SP_TEST_STORE"));
      return;
    }

  g_setenv ("SP_TEST_STORE", fixture->path, TRUE);
  g_test_trap_subprocess (NULL, 0, 0);
  g_assert_false (g_test_trap_has_passed ());

  g_clear_object (&fixture->store);
  open_store (fixture);
  assert_page (fixture->store, NULL, NULL, NULL, NULL, "conv_a ");
  g_assert_true (sp_store_recover (fixture->store, &n_interrupted, &error));
  g_assert_cmpuint (n_interrupted, ==, 2);

  response = sp_store_get_response (fixture->store, "resp_1", &error);
  g_assert_cmpstr (member (response, "$.status"), ==, "failed");
  g_assert_cmpstr (member (response, "$.error.code"), ==, "interrupted");
  g_assert_cmpstr (member (response, "$.output[0].status"), ==, "completed");
  g_assert_cmpstr (member (response, "$.output[1].status"), ==, "incomplete");
  g_assert_cmpstr (member (response, "$.output[1].content[0].text"), ==, "Half said");

  events = sp_store_read_events (fixture->store, "resp_1", 1, 10, &error);
  g_assert_cmpstr (member (json_array_get_object_element (events, 0), "$.type"), ==, "response.failed");
  g_assert_cmpint (json_object_get_int_member (json_array_get_object_element (events, 0), "sequence_number"), ==, 2);

  queued = sp_store_get_response (fixture->store, "resp_2", &error);
  g_assert_cmpstr (member (queued, "$.error.code"), ==, "interrupted");
  items = sp_store_load_items (fixture->store, "conv_a", &error);
  g_assert_cmpuint (items->len, ==, 2);
  container = sp_store_get_container (fixture->store, "cntr_1", &error);
  g_assert_cmpstr (member (container, "$.status"), ==, "expired");

  /* A second start finds nothing more to do. */
  g_assert_true (sp_store_recover (fixture->store, &n_interrupted, &error));
  g_assert_cmpuint (n_interrupted, ==, 0);
}

static void
test_damage (StoreFixture  *fixture,
             gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "damaged.db", NULL);
  g_autoptr(GError) error = NULL;

  g_assert_true (g_file_set_contents (path, "This is no database, and long enough to be looked at as one. ...", -1, NULL));
  g_assert_null (sp_store_open (path, &error));
  g_assert_nonnull (error);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define STORE(name, function) g_test_add ("/sp/store/" name, StoreFixture, NULL, set_up, function, tear_down)
  STORE ("pages", test_pages);
  STORE ("bad-pages", test_bad_pages);
  STORE ("unknown-members", test_unknown_members);
  STORE ("groups", test_groups);
  STORE ("items", test_items);
  STORE ("events", test_events);
  STORE ("forgotten-events", test_forgotten_events);
  STORE ("unstored-answer", test_unstored_answer);
  STORE ("response-lists", test_response_lists);
  STORE ("containers", test_containers);
  STORE ("cell-log", test_cell_log);
  STORE ("expired-files", test_expired_files);
  STORE ("kill", test_kill);
  STORE ("damage", test_damage);

  return g_test_run ();
}
