/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "api/sp-model-server.h"

#include "lib/sp-test-object.h"

static void
test_life (void)
{
  SpModelServer *server = sp_model_server_new ("home", SP_MODEL_SERVER_OLLAMA);

  g_assert_cmpstr (sp_model_server_get_address (server), ==, "http://127.0.0.1:11434");
  g_assert_cmpstr (sp_model_server_get_title (server), ==, "Ollama");
  sp_test_writable_properties (G_OBJECT (server));
  g_assert_finalize_object (server);
}

static void
test_addresses (void)
{
  static const struct { const char *typed, *kept; } cases[] = {
    { "http://127.0.0.1:8080", "http://127.0.0.1:8080" },
    { "  http://box.local:8080/v1/  ", "http://box.local:8080" },
    { "https://api.openai.com/v1/chat/completions", "https://api.openai.com" },
    { "https://x.openai.azure.com/openai/v1", "https://x.openai.azure.com" },
    { "https://example.org/llm//", "https://example.org/llm" },
    { "127.0.0.1:8080", NULL },
    { "ftp://example.org", NULL },
    { "http://", NULL },
    { "file:///etc/passwd", NULL },
    { "", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(SpModelServer) server = sp_model_server_new ("s", SP_MODEL_SERVER_OTHER);
      g_autoptr(GError) error = NULL;

      g_assert_cmpint (sp_model_server_set_address (server, cases[i].typed, &error), ==, cases[i].kept != NULL);
      g_assert_cmpstr (sp_model_server_get_address (server), ==, cases[i].kept);
      if (cases[i].kept == NULL)
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
    }
}

static void
test_paths (void)
{
  g_autoptr(SpModelServer) azure = sp_model_server_new ("a", SP_MODEL_SERVER_AZURE_OPENAI);
  g_autoptr(SpModelServer) home = sp_model_server_new ("h", SP_MODEL_SERVER_LLAMA_CPP);
  g_autofree char *home_base = sp_model_server_dup_base_url (home, "m");
  g_autofree char *base = NULL;
  g_autofree char *dated_base = NULL;
  g_autofree char *dated_path = NULL;

  g_assert_cmpstr (home_base, ==, "http://127.0.0.1:8080/v1");
  g_assert_cmpstr (sp_model_server_get_key_header (home), ==, "Authorization");

  g_assert_true (sp_model_server_set_address (azure, "https://x.openai.azure.com/", NULL));
  base = sp_model_server_dup_base_url (azure, "gpt 4");
  g_assert_cmpstr (base, ==, "https://x.openai.azure.com/openai/v1");
  sp_model_server_set_api_version (azure, "2024-10-21");
  dated_base = sp_model_server_dup_base_url (azure, "gpt 4");
  dated_path = sp_model_server_dup_chat_path (azure);
  g_assert_cmpstr (dated_base, ==, "https://x.openai.azure.com/openai/deployments/gpt%204");
  g_assert_cmpstr (dated_path, ==, "chat/completions?api-version=2024-10-21");
  g_assert_cmpstr (sp_model_server_get_key_header (azure), ==, "api-key");
}

static void
test_saved_and_loaded (void)
{
  static const char *const models[] = { "a:7b", "b;c", NULL };
  g_autoptr(GKeyFile) file = g_key_file_new ();
  g_autoptr(SpModelServer) server = sp_model_server_new ("home", SP_MODEL_SERVER_VLLM);
  g_autoptr(GPtrArray) loaded = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *kept = NULL;
  SpModelServer *same;

  g_key_file_set_string (file, "server home", "from-a-newer-program", "kept");
  g_key_file_set_string (file, "other group", "kind", "x");
  sp_model_server_set_key_env (server, "MY_KEY");
  sp_model_server_set_models (server, models);
  sp_model_server_save (server, file);
  loaded = sp_model_server_load_all (file, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (loaded->len, ==, 1);
  same = loaded->pdata[0];
  g_assert_cmpint (sp_model_server_get_kind (same), ==, SP_MODEL_SERVER_VLLM);
  g_assert_cmpstr (sp_model_server_get_id (same), ==, "home");
  g_assert_cmpstr (sp_model_server_get_key_env (same), ==, "MY_KEY");
  g_assert_cmpstr (sp_model_server_get_models (same)[1], ==, "b;c");
  kept = g_key_file_get_string (file, "server home", "from-a-newer-program", NULL);
  g_assert_cmpstr (kept, ==, "kept");
}

static void
test_bad_configuration (void)
{
  static const char *const texts[] = {
    "[server a]\nkind=other\n",
    "[server a]\nkind=azure-openai\nmodels=x\n",
    "[server a]\naddress=nonsense\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(GKeyFile) file = g_key_file_new ();
      g_autoptr(GError) error = NULL;

      g_assert_true (g_key_file_load_from_data (file, texts[i], -1, G_KEY_FILE_NONE, NULL));
      g_assert_null (sp_model_server_load_all (file, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sp/model-server/life", test_life);
  g_test_add_func ("/sp/model-server/addresses", test_addresses);
  g_test_add_func ("/sp/model-server/paths", test_paths);
  g_test_add_func ("/sp/model-server/saved-and-loaded", test_saved_and_loaded);
  g_test_add_func ("/sp/model-server/bad-configuration", test_bad_configuration);

  return g_test_run ();
}
