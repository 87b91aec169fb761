/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Outputs of code calls: the wire's logs and images (foundry-v2.md 5.5), and the MIME bundles of the local service's
 * `sandpiper.details`, as SpOutput. What a bundle holds comes from a sandbox and is only carried here, never
 * interpreted. Plain functions; the objects belong to the caller's thread. */

#include "config.h"

#include "wire/sp-output-codec.h"

#include <string.h>

#include "base/sp-json.h"

/* What of a bundle is shown, best first, and as what. */
static const struct
{
  const char   *mime_type;
  SpOutputKind  kind;
} preferred[] = {
  { "application/vnd.sandpiper.table+json",    SP_OUTPUT_TABLE },
  { "application/vnd.sandpiper.datacard+json", SP_OUTPUT_OTHER },
  { "image/png",                               SP_OUTPUT_IMAGE },
  { "image/jpeg",                              SP_OUTPUT_IMAGE },
  { "image/svg+xml",                           SP_OUTPUT_IMAGE },
  { "text/html",                               SP_OUTPUT_TABLE },
  { "text/markdown",                           SP_OUTPUT_OTHER },
  { "text/latex",                              SP_OUTPUT_OTHER },
  { "text/plain",                              SP_OUTPUT_LOGS },
};

static SpOutput *
image_from_base64 (const char *mime_type,
                   const char *text)
{
  SpOutput *output = sp_output_new (SP_OUTPUT_IMAGE, mime_type);
  g_autoptr(GBytes) bytes = NULL;
  guchar *data = NULL;
  gsize length = 0;

  data = g_base64_decode (text, &length);
  bytes = g_bytes_new_take (data, length);
  sp_output_set_bytes (output, bytes);
  return output;
}

/* "data:image/png;base64,…" holds the picture; anything else is an address that is only kept. */
static SpOutput *
image_from_url (const char *url)
{
  const char *comma = g_str_has_prefix (url, "data:") ? strchr (url, ',') : NULL;
  g_autofree char *head = NULL;
  g_auto(GStrv) words = NULL;
  SpOutput *output = NULL;

  if (comma != NULL)
    {
      head = g_strndup (url + strlen ("data:"), (gsize) (comma - url) - strlen ("data:"));
      words = g_strsplit (head, ";", -1);
      if (words[0] != NULL && g_strv_contains ((const char *const *) words, "base64"))
        return image_from_base64 (words[0], comma + 1);
    }

  output = sp_output_new (SP_OUTPUT_IMAGE, "image/png");
  sp_output_set_url (output, url);
  return output;
}

static SpOutput *
decode_output (JsonObject *json)
{
  const char *type = sp_json_peek_string (json, "type", "");
  g_autofree char *text = NULL;
  SpOutput *output = NULL;

  if (g_str_equal (type, "logs"))
    {
      output = sp_output_new (SP_OUTPUT_LOGS, "text/plain");
      sp_output_set_text (output, sp_json_peek_string (json, "logs", ""));
      return output;
    }
  if (g_str_equal (type, "image") && sp_json_peek_string (json, "url", NULL) != NULL)
    return image_from_url (sp_json_peek_string (json, "url", NULL));

  text = sp_json_object_to_string (json);
  output = sp_output_new (SP_OUTPUT_OTHER, "application/json");
  sp_output_set_text (output, text);
  return output;
}

/* A text of a bundle may be one string or an array of lines, as in a notebook. */
static char *
dup_bundle_text (JsonNode *node)
{
  GString *text = NULL;
  JsonArray *lines = NULL;

  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    return g_strdup (json_node_get_string (node));
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return sp_json_to_string (node);

  text = g_string_new (NULL);
  lines = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (lines); i++)
    {
      JsonNode *line = json_array_get_element (lines, i);

      if (JSON_NODE_HOLDS_VALUE (line) && json_node_get_value_type (line) == G_TYPE_STRING)
        g_string_append (text, json_node_get_string (line));
    }
  return g_string_free (text, FALSE);
}

static SpOutput *
output_from_bundle (SpOutputKind  kind,
                    const char   *mime_type,
                    JsonNode     *node)
{
  g_autofree char *text = dup_bundle_text (node);
  SpOutput *output = NULL;

  if (kind == SP_OUTPUT_IMAGE && !g_str_equal (mime_type, "image/svg+xml"))
    return image_from_base64 (mime_type, text);

  output = sp_output_new (kind, mime_type);
  if (kind == SP_OUTPUT_IMAGE)
    {
      g_autoptr(GBytes) bytes = g_bytes_new (text, strlen (text));

      sp_output_set_bytes (output, bytes);
    }
  else
    {
      sp_output_set_text (output, text);
    }
  return output;
}

/* Either the bundle itself, or a notebook's display_data around it. */
static SpOutput *
decode_display (JsonObject *display)
{
  JsonObject *bundle = sp_json_peek_object (display, "data");
  g_autofree char *text = NULL;
  SpOutput *output = NULL;

  if (bundle == NULL)
    bundle = display;

  for (guint i = 0; i < G_N_ELEMENTS (preferred); i++)
    {
      JsonNode *node = json_object_get_member (bundle, preferred[i].mime_type);

      if (node != NULL && !JSON_NODE_HOLDS_NULL (node))
        return output_from_bundle (preferred[i].kind, preferred[i].mime_type, node);
    }

  text = sp_json_object_to_string (bundle);
  output = sp_output_new (SP_OUTPUT_OTHER, "application/json");
  sp_output_set_text (output, text);
  return output;
}

static void
decode_all (GPtrArray  *result,
            JsonArray  *array,
            SpOutput *(*decode) (JsonObject *json))
{
  guint length = array != NULL ? json_array_get_length (array) : 0;

  for (guint i = 0; i < length; i++)
    {
      JsonNode *node = json_array_get_element (array, i);

      if (JSON_NODE_HOLDS_OBJECT (node))
        g_ptr_array_add (result, decode (json_node_get_object (node)));
    }
}

/**
 * sp_output_codec_decode:
 * @outputs: (nullable): the "outputs" of a code call
 * @displays: (nullable): the "displays" of its `sandpiper` member
 *
 * What has an unknown type is kept as its JSON text.
 *
 * Returns: (transfer full): an array of SpOutput, the displays last
 */
GPtrArray *
sp_output_codec_decode (JsonArray *outputs,
                        JsonArray *displays)
{
  GPtrArray *result = g_ptr_array_new_with_free_func (g_object_unref);

  decode_all (result, outputs, decode_output);
  decode_all (result, displays, decode_display);
  return result;
}

static char *
dup_image_url (SpOutput *output)
{
  GBytes *bytes = sp_output_get_bytes (output);
  g_autofree char *text = NULL;

  if (bytes == NULL)
    return g_strdup (sp_output_get_url (output));

  text = g_base64_encode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  return g_strdup_printf ("data:%s;base64,%s", sp_output_get_mime_type (output), text);
}

/**
 * sp_output_codec_encode:
 * @outputs: a list of SpOutput
 *
 * Returns: (transfer full): the logs and images among @outputs, as the wire's "outputs"
 */
JsonArray *
sp_output_codec_encode (GListModel *outputs)
{
  JsonArray *array = json_array_new ();

  g_return_val_if_fail (G_IS_LIST_MODEL (outputs), array);

  for (guint i = 0; i < g_list_model_get_n_items (outputs); i++)
    {
      g_autoptr(SpOutput) output = g_list_model_get_item (outputs, i);
      SpOutputKind kind = sp_output_get_kind (output);
      const char *text = sp_output_get_text (output);
      g_autofree char *url = NULL;
      JsonObject *json = NULL;

      if (kind != SP_OUTPUT_LOGS && kind != SP_OUTPUT_IMAGE)
        continue;

      json = json_object_new ();
      json_object_set_string_member (json, "type", kind == SP_OUTPUT_LOGS ? "logs" : "image");
      if (kind == SP_OUTPUT_IMAGE)
        url = dup_image_url (output);
      if (kind == SP_OUTPUT_LOGS)
        json_object_set_string_member (json, "logs", text != NULL ? text : "");
      else
        json_object_set_string_member (json, "url", url != NULL ? url : "");
      json_array_add_object_element (array, json);
    }
  return array;
}

/**
 * sp_output_codec_displays:
 * @outputs: a list of SpOutput
 *
 * Returns: (transfer full): what sp_output_codec_encode() leaves out, as MIME bundles
 */
JsonArray *
sp_output_codec_displays (GListModel *outputs)
{
  JsonArray *array = json_array_new ();

  g_return_val_if_fail (G_IS_LIST_MODEL (outputs), array);

  for (guint i = 0; i < g_list_model_get_n_items (outputs); i++)
    {
      g_autoptr(SpOutput) output = g_list_model_get_item (outputs, i);
      SpOutputKind kind = sp_output_get_kind (output);
      const char *text = sp_output_get_text (output);
      JsonObject *bundle = NULL;

      if (kind == SP_OUTPUT_LOGS || kind == SP_OUTPUT_IMAGE)
        continue;

      bundle = json_object_new ();
      json_object_set_string_member (bundle, sp_output_get_mime_type (output), text != NULL ? text : "");
      json_array_add_object_element (array, bundle);
    }
  return array;
}
