/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "model/sp-agent.h"

#include "lib/sp-test-object.h"
#include "model/sp-file.h"
#include "model/sp-tool.h"

static void
test_life (void)
{
  SpAgent *agent = sp_agent_new ("data-analyst");

  g_assert_cmpstr (sp_agent_get_name (agent), ==, "data-analyst");
  g_assert_cmpfloat (sp_agent_get_temperature (agent), <, 0.0);
  sp_test_writable_properties (G_OBJECT (agent));
  g_assert_finalize_object (agent);
}

static void
test_dirty (void)
{
  g_autoptr(SpAgent) agent = sp_agent_new ("data-analyst");

  sp_agent_set_version (agent, "1");
  sp_agent_set_created (agent, 1);
  g_assert_false (sp_agent_get_dirty (agent));
  sp_agent_set_instructions (agent, "Be brief.");
  g_assert_true (sp_agent_get_dirty (agent));

  sp_agent_set_dirty (agent, FALSE);
  sp_agent_set_instructions (agent, "Be brief.");
  g_assert_false (sp_agent_get_dirty (agent));
  sp_agent_set_temperature (agent, 0.2);
  g_assert_true (sp_agent_get_dirty (agent));
}

static void
test_tools (void)
{
  g_autoptr(SpAgent) agent = sp_agent_new ("data-analyst");
  g_autoptr(SpTool) tool = sp_tool_new ("code_interpreter", NULL);
  g_autoptr(SpFile) file = sp_file_new ("a.csv");

  sp_agent_add_tool (agent, tool);
  sp_tool_add_file (tool, file);
  g_assert_true (sp_agent_find_tool (agent, "code_interpreter") == tool);
  g_assert_null (sp_agent_find_tool (agent, "file_search"));
  g_assert_cmpuint (g_list_model_get_n_items (sp_tool_get_files (tool)), ==, 1);

  sp_tool_remove_file (tool, file);
  sp_agent_remove_tool (agent, tool);
  g_assert_cmpuint (g_list_model_get_n_items (sp_tool_get_files (tool)), ==, 0);
  g_assert_null (sp_agent_find_tool (agent, "code_interpreter"));
}

static void
test_tool_life (void)
{
  SpTool *tool = sp_tool_new ("web_search", "{\"type\":\"web_search\"}");

  g_assert_cmpstr (sp_tool_get_json (tool), ==, "{\"type\":\"web_search\"}");
  sp_test_writable_properties (G_OBJECT (tool));
  g_assert_finalize_object (tool);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sp/agent/life", test_life);
  g_test_add_func ("/sp/agent/dirty", test_dirty);
  g_test_add_func ("/sp/agent/tools", test_tools);
  g_test_add_func ("/sp/agent/tool-life", test_tool_life);

  return g_test_run ();
}
