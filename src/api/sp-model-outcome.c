/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* What a test of a model found: as JSON, which the service keeps and the deployments list shows, and in words. Owned by
 * whoever asked; knows no thread. */

#include "config.h"

#include "api/sp-model-outcome.h"

#include <glib/gi18n.h>

#include "base/sp-json.h"

static const char *const call_nicks[] = {
  [SP_MODEL_CALLS_NONE] = "none",
  [SP_MODEL_CALLS_PRINTED] = "printed",
  [SP_MODEL_CALLS_NATIVE] = "native",
};

/**
 * sp_model_outcome_new:
 *
 * Returns: (transfer full): an outcome that found nothing, of now
 */
SpModelOutcome *
sp_model_outcome_new (void)
{
  SpModelOutcome *self = g_new0 (SpModelOutcome, 1);

  self->date = g_get_real_time () / G_USEC_PER_SEC;
  return self;
}

/**
 * sp_model_outcome_free:
 * @self: (transfer full): an outcome
 */
void
sp_model_outcome_free (SpModelOutcome *self)
{
  g_clear_pointer (&self->error, g_free);
  g_free (self);
}

/**
 * sp_model_outcome_from_json:
 * @json: what sp_model_outcome_to_json() made; what is missing or strange reads as not found
 *
 * Returns: (transfer full): the outcome
 */
SpModelOutcome *
sp_model_outcome_from_json (JsonObject *json)
{
  SpModelOutcome *self = NULL;
  const char *calls = NULL;

  g_return_val_if_fail (json != NULL, NULL);

  self = g_new0 (SpModelOutcome, 1);
  self->date = sp_json_peek_int (json, "date", 0);
  self->error = g_strdup (sp_json_peek_string (json, "error", NULL));
  self->first_token_ms = sp_json_peek_int (json, "first_token_ms", 0);
  self->tokens_per_second = sp_json_peek_double (json, "tokens_per_second", 0);
  self->streams = sp_json_peek_boolean (json, "streams", FALSE);
  self->reads = sp_json_peek_boolean (json, "reads", FALSE);
  self->refuses_tools = sp_json_peek_boolean (json, "refuses_tools", FALSE);
  calls = sp_json_peek_string (json, "calls", "");
  for (guint i = 0; i < G_N_ELEMENTS (call_nicks); i++)
    if (g_str_equal (call_nicks[i], calls))
      self->calls = i;
  return self;
}

/**
 * sp_model_outcome_to_json:
 * @self: an outcome
 *
 * Returns: (transfer full): it as the deployments list shows it
 */
JsonObject *
sp_model_outcome_to_json (const SpModelOutcome *self)
{
  JsonObject *json = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  json = json_object_new ();
  json_object_set_int_member (json, "date", self->date);
  if (self->error != NULL)
    json_object_set_string_member (json, "error", self->error);
  json_object_set_boolean_member (json, "streams", self->streams);
  json_object_set_string_member (json, "calls", call_nicks[self->calls]);
  json_object_set_boolean_member (json, "reads", self->reads);
  json_object_set_boolean_member (json, "refuses_tools", self->refuses_tools);
  json_object_set_int_member (json, "first_token_ms", self->first_token_ms);
  json_object_set_double_member (json, "tokens_per_second", self->tokens_per_second);
  return json;
}

/**
 * sp_model_outcome_get_verdict:
 * @self: an outcome
 *
 * Returns: whether the model can be an analyst
 */
SpModelVerdict
sp_model_outcome_get_verdict (const SpModelOutcome *self)
{
  g_return_val_if_fail (self != NULL, SP_MODEL_VERDICT_FAILED);

  if (self->error != NULL)
    return SP_MODEL_VERDICT_FAILED;

  return self->calls != SP_MODEL_CALLS_NONE && self->reads ? SP_MODEL_VERDICT_GOOD : SP_MODEL_VERDICT_POOR;
}

static const char *
describe_calls (const SpModelOutcome *self)
{
  if (self->calls == SP_MODEL_CALLS_NONE)
    return _("It answers, but runs no code when asked to. It cannot analyse files.");
  if (!self->reads)
    return _("It runs code, but does not read what comes out. Its answers cannot be trusted.");
  if (self->calls == SP_MODEL_CALLS_PRINTED)
    return _("It prints code instead of calling the tool. Such code is run all the same, and it reads what comes out.");

  return _("It runs code and reads what comes out.");
}

/**
 * sp_model_outcome_dup_words:
 * @self: an outcome
 *
 * Returns: (transfer full): it in sentences for people
 */
char *
sp_model_outcome_dup_words (const SpModelOutcome *self)
{
  g_autoptr(GDateTime) utc = NULL;
  g_autoptr(GDateTime) local = NULL;
  g_autofree char *date = NULL;
  GString *words = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  words = g_string_new (NULL);
  utc = g_date_time_new_from_unix_utc (self->date);
  local = utc != NULL ? g_date_time_to_local (utc) : NULL;
  date = local != NULL ? g_date_time_format (local, "%x") : NULL;

  if (self->error != NULL)
    {
      /* translators: %s is a sentence of the server, or why it could not be reached */
      g_string_append_printf (words, _("It could not be asked: %s"), self->error);
    }
  else
    {
      g_string_append (words, describe_calls (self));
      g_string_append_c (words, ' ');
      /* translators: how long a model took until its first word */
      g_string_append_printf (words, _("First word after %.1f s."), (double) self->first_token_ms / 1000);
      if (self->tokens_per_second > 0)
        /* translators: pieces of words, as models count */
        g_string_append_printf (words, _(" %.0f tokens a second."), self->tokens_per_second);
      if (!self->streams)
        g_string_append (words, _(" Its answers come all at once."));
    }
  if (date != NULL)
    /* translators: a date */
    g_string_append_printf (words, _(" Tested on %s."), date);

  return g_string_free (words, FALSE);
}
