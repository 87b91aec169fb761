/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/sp-cell-outputs.h"

#include "base/sp-json.h"
#include "service/sp-validate.h"

/* What a cell did, as the members of its item: `outputs` for everybody (logs
 * and pictures) and `sandpiper` for those who ask for the details. A display
 * that is shown whole in the details (a table) also stands in the logs as text,
 * in an entry marked "display", so that each reader gets it once: sp-include.c
 * leaves out the one or the other. Pure functions. */

static void
add_logs (JsonArray  *outputs,
          const char *text,
          gboolean    display)
{
  JsonObject *output;

  if (text == NULL || *text == '\0')
    return;

  output = json_object_new ();
  json_object_set_string_member (output, "type", "logs");
  json_object_set_string_member (output, "logs", text);
  if (display)
    json_object_set_boolean_member (output, "display", TRUE);
  json_array_add_object_element (outputs, output);
}

static gboolean
add_image (JsonArray  *outputs,
           JsonObject *bundle)
{
  static const char * const types[] = { "image/png", "image/jpeg" };

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      const char *data = sp_json_peek_string (bundle, types[i], NULL);
      g_autofree char *url = NULL;
      JsonObject *output;

      if (data == NULL)
        continue;

      url = g_strconcat ("data:", types[i], ";base64,", data, NULL);
      output = json_object_new ();
      json_object_set_string_member (output, "type", "image");
      json_object_set_string_member (output, "url", url);
      json_array_add_object_element (outputs, output);
      return TRUE;
    }

  return FALSE;
}

/* Whether the plain outputs lose something of @bundle. */
static gboolean
is_rich (JsonObject *bundle)
{
  g_autoptr(GList) types = json_object_get_members (bundle);

  for (GList *l = types; l != NULL; l = l->next)
    if (!g_str_equal (l->data, "text/plain"))
      return TRUE;

  return FALSE;
}

static void
add_display (JsonArray  *outputs,
             JsonArray  *displays,
             JsonObject *bundle)
{
  const char *text = sp_json_peek_string (bundle, "text/plain", NULL);
  g_autofree char *line = NULL;
  gboolean rich;

  if (add_image (outputs, bundle))
    return;

  rich = is_rich (bundle);
  if (rich)
    json_array_add_object_element (displays, json_object_ref (bundle));

  if (text != NULL)
    line = g_str_has_suffix (text, "\n") ? g_strdup (text) : g_strconcat (text, "\n", NULL);
  add_logs (outputs, line, rich);
}

static void
set_details (JsonObject *item,
             const char *outcome,
             double      elapsed,
             JsonArray  *displays,
             const char *whole_output_id)
{
  JsonObject *details = json_object_new ();

  json_object_set_string_member (details, "outcome", outcome);
  json_object_set_double_member (details, "elapsed", elapsed);
  json_object_set_array_member (details, "displays", displays);
  if (whole_output_id != NULL)
    json_object_set_string_member (details, "whole_output_file_id", whole_output_id);
  json_object_set_object_member (item, "sandpiper", details);
}

static char *
dup_printed (SpCellReport *report)
{
  g_autoptr(GString) text = g_string_new (NULL);

  if (report->restarted)
    g_string_append (text, "[A new session was started: the variables of earlier cells are gone, "
                           "the files are there.]\n");
  g_string_append (text, report->cell->text);

  if (report->note != NULL)
    {
      if (text->len > 0 && text->str[text->len - 1] != '\n')
        g_string_append_c (text, '\n');
      g_string_append_printf (text, "[%s]\n", report->note);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * sp_cell_outputs_set:
 * @item: a code_interpreter_call
 * @report: what its cell did
 *
 * Sets the members `outputs` and `sandpiper` of @item.
 */
void
sp_cell_outputs_set (JsonObject   *item,
                     SpCellReport *report)
{
  JsonArray *outputs = json_array_new ();
  JsonArray *displays = json_array_new ();
  g_autofree char *printed = dup_printed (report);
  JsonArray *bundles = report->cell->displays;

  add_logs (outputs, printed, FALSE);
  for (guint i = 0; i < json_array_get_length (bundles); i++)
    {
      JsonNode *bundle = json_array_get_element (bundles, i);

      /* They come out of a sandbox: one that could not be read back from the store is let go. */
      if (JSON_NODE_HOLDS_OBJECT (bundle) && sp_validate_is_flat (bundle))
        add_display (outputs, displays, json_node_get_object (bundle));
    }

  json_object_set_array_member (item, "outputs", outputs);
  set_details (item, sp_outcome_to_string (report->cell->outcome), report->cell->elapsed, displays,
               report->whole_output_id);
}

/**
 * sp_cell_outputs_set_partial:
 * @item: a code_interpreter_call that did not come to its end
 * @text: what there is to say of it
 * @outcome: the outcome in the details
 *
 * Sets the members `outputs` and `sandpiper` of @item.
 */
void
sp_cell_outputs_set_partial (JsonObject *item,
                             const char *text,
                             const char *outcome)
{
  JsonArray *outputs = json_array_new ();

  add_logs (outputs, text, FALSE);
  json_object_set_array_member (item, "outputs", outputs);
  set_details (item, outcome, 0, json_array_new (), NULL);
}
