/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "api/sp-model-outcome.h"

#include <string.h>

static void
test_round_trip (void)
{
  g_autoptr(SpModelOutcome) made = sp_model_outcome_new ();
  g_autoptr(SpModelOutcome) read = NULL;
  g_autoptr(JsonObject) json = NULL;

  made->calls = SP_MODEL_CALLS_PRINTED;
  made->first_token_ms = 1234;
  made->tokens_per_second = 12.5;
  made->streams = TRUE;
  made->reads = TRUE;
  made->refuses_tools = TRUE;
  json = sp_model_outcome_to_json (made);
  read = sp_model_outcome_from_json (json);
  g_assert_cmpint (read->date, ==, made->date);
  g_assert_null (read->error);
  g_assert_cmpint (read->calls, ==, SP_MODEL_CALLS_PRINTED);
  g_assert_cmpint (read->first_token_ms, ==, 1234);
  g_assert_cmpfloat (read->tokens_per_second, ==, 12.5);
  g_assert_true (read->streams && read->reads && read->refuses_tools);
}

static void
test_strange_json (void)
{
  g_autoptr(JsonObject) json = json_object_new ();
  g_autoptr(SpModelOutcome) outcome = NULL;
  g_autofree char *words = NULL;

  json_object_set_string_member (json, "calls", "telepathy");
  json_object_set_string_member (json, "date", "yesterday");
  json_object_set_int_member (json, "reads", 7);
  outcome = sp_model_outcome_from_json (json);
  words = sp_model_outcome_dup_words (outcome);
  g_assert_cmpint (sp_model_outcome_get_verdict (outcome), ==, SP_MODEL_VERDICT_POOR);
  g_assert_nonnull (words);
}

static void
test_verdicts_and_words (void)
{
  static const struct
  {
    SpModelCalls    calls;
    gboolean        reads;
    const char     *error;
    SpModelVerdict  verdict;
    const char     *words;
  } cases[] = {
    { SP_MODEL_CALLS_NATIVE, TRUE, NULL, SP_MODEL_VERDICT_GOOD, "runs code and reads" },
    { SP_MODEL_CALLS_PRINTED, TRUE, NULL, SP_MODEL_VERDICT_GOOD, "prints code" },
    { SP_MODEL_CALLS_NATIVE, FALSE, NULL, SP_MODEL_VERDICT_POOR, "does not read" },
    { SP_MODEL_CALLS_NONE, FALSE, NULL, SP_MODEL_VERDICT_POOR, "runs no code" },
    { SP_MODEL_CALLS_NONE, FALSE, "No such model", SP_MODEL_VERDICT_FAILED, "No such model" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(SpModelOutcome) outcome = sp_model_outcome_new ();
      g_autofree char *words = NULL;

      outcome->calls = cases[i].calls;
      outcome->reads = cases[i].reads;
      outcome->error = g_strdup (cases[i].error);
      words = sp_model_outcome_dup_words (outcome);
      g_assert_cmpint (sp_model_outcome_get_verdict (outcome), ==, cases[i].verdict);
      g_assert_nonnull (strstr (words, cases[i].words));
      g_assert_nonnull (strstr (words, "Tested on"));
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sp/model-outcome/round-trip", test_round_trip);
  g_test_add_func ("/sp/model-outcome/strange-json", test_strange_json);
  g_test_add_func ("/sp/model-outcome/verdicts-and-words", test_verdicts_and_words);

  return g_test_run ();
}
