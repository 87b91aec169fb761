/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "wire/sp-tool-call-merger.h"

#include "base/sp-json.h"
#include "wire/sp-wire-error.h"

static gboolean
feed (SpToolCallMerger  *merger,
      const char        *pieces,
      GError           **error)
{
  g_autoptr(JsonNode) node = sp_json_parse (pieces, -1, NULL);

  return sp_tool_call_merger_feed (merger, json_node_get_array (node), error);
}

static void
test_pieces (void)
{
  g_autoptr(SpToolCallMerger) merger = sp_tool_call_merger_new (NULL, NULL);
  g_autoptr(GPtrArray) calls = NULL;
  SpChatToolCall *call;

  feed (merger, "[{\"index\":1,\"id\":\"b\",\"function\":{\"name\":\"python\",\"arguments\":\"{\"}}]", NULL);
  feed (merger, "[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"python\"}}]", NULL);
  feed (merger, "[{\"index\":1,\"function\":{\"arguments\":\"}\"}}, 3, null]", NULL);
  g_assert_cmpuint (sp_tool_call_merger_get_n_calls (merger), ==, 2);
  calls = sp_tool_call_merger_finish (merger);
  call = calls->pdata[0];
  g_assert_cmpstr (call->id, ==, "b");
  g_assert_cmpstr (call->arguments, ==, "{}");
}

static void
test_nameless_calls_are_dropped (void)
{
  g_autoptr(SpToolCallMerger) merger = sp_tool_call_merger_new (NULL, NULL);

  feed (merger, "[{\"index\":0,\"id\":\"a\",\"function\":{\"arguments\":\"{}\"}}]", NULL);
  g_assert_null (sp_tool_call_merger_finish (merger));
}

static void
test_bounds (void)
{
  g_autoptr(SpToolCallMerger) merger = sp_tool_call_merger_new (NULL, NULL);
  g_autoptr(GError) error = NULL;
  guint n_taken = 0;

  while (n_taken < 1000)
    {
      g_autofree char *piece = g_strdup_printf ("[{\"index\":%u,\"id\":\"c%u\",\"function\":{\"name\":\"python\"}}]", n_taken, n_taken);

      if (!feed (merger, piece, &error))
        break;
      n_taken++;
    }
  g_assert_cmpuint (n_taken, ==, 64);
  g_assert_error (error, SP_WIRE_ERROR, SP_WIRE_ERROR_TOO_LONG);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sp/tool-call-merger/pieces", test_pieces);
  g_test_add_func ("/sp/tool-call-merger/nameless-calls-are-dropped", test_nameless_calls_are_dropped);
  g_test_add_func ("/sp/tool-call-merger/bounds", test_bounds);

  return g_test_run ();
}
