/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "model/sp-item.h"

#include "lib/sp-test-object.h"
#include "model/sp-reasoning.h"
#include "model/sp-unknown-item.h"

static void
test_reasoning (void)
{
  SpReasoning *reasoning = sp_reasoning_new ("first");

  sp_reasoning_append_text (reasoning, ", then");
  g_assert_cmpstr (sp_reasoning_get_text (reasoning), ==, "first, then");
  sp_test_writable_properties (G_OBJECT (reasoning));
  g_assert_finalize_object (reasoning);
}

static void
test_unknown_keeps_all (void)
{
  SpUnknownItem *item = sp_unknown_item_new ("workflow_action", "{\"type\":\"workflow_action\",\"x\":1}");

  g_assert_cmpstr (sp_unknown_item_get_type_name (item), ==, "workflow_action");
  g_assert_cmpstr (sp_unknown_item_get_json (item), ==, "{\"type\":\"workflow_action\",\"x\":1}");
  g_assert_finalize_object (item);
}

static void
test_shared (void)
{
  g_autoptr(SpItem) item = SP_ITEM (sp_reasoning_new (NULL));

  g_assert_cmpint (sp_item_get_status (item), ==, SP_ITEM_IN_PROGRESS);
  g_assert_null (sp_item_get_id (item));
  sp_item_set_id (item, "rs_1");
  sp_item_set_response_id (item, "resp_1");
  sp_item_set_created (item, 1762219267);
  g_assert_cmpstr (sp_item_get_id (item), ==, "rs_1");
  g_assert_cmpstr (sp_item_get_response_id (item), ==, "resp_1");
  g_assert_cmpint (sp_item_get_created (item), ==, 1762219267);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sp/item/reasoning", test_reasoning);
  g_test_add_func ("/sp/item/unknown-keeps-all", test_unknown_keeps_all);
  g_test_add_func ("/sp/item/shared", test_shared);

  return g_test_run ();
}
