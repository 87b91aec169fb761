/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Reading JSON that we did not write. json-glib's own getters warn or abort on surprises; these answer with a value or
 * an error that names the member. Any thread. */

#include "config.h"

#include "base/sp-json.h"

#include <string.h>

#include "base/sp-base-error.h"

/* Whether @text nests deeper than SP_JSON_MAX_DEPTH; brackets inside strings do not count. */
static gboolean
is_too_deep (const char *text,
             gsize       length)
{
  gboolean in_string = FALSE;
  guint depth = 0;

  for (gsize i = 0; i < length; i++)
    {
      char c = text[i];

      if (in_string && c == '\\')
        i++;
      else if (c == '"')
        in_string = !in_string;
      else if (!in_string && (c == '[' || c == '{') && ++depth > SP_JSON_MAX_DEPTH)
        return TRUE;
      else if (!in_string && (c == ']' || c == '}') && depth > 0)
        depth--;
    }

  return FALSE;
}

/**
 * sp_json_parse:
 * @text: what should be JSON
 * @length: bytes of @text, or -1 when it ends with a NUL
 * @error: return location
 *
 * Parses @text, nested at most %SP_JSON_MAX_DEPTH deep.
 *
 * Returns: (transfer full): the root, or %NULL with %SP_BASE_ERROR_JSON_SYNTAX or %SP_BASE_ERROR_JSON_DEPTH
 */
JsonNode *
sp_json_parse (const char  *text,
               gssize       length,
               GError     **error)
{
  g_autoptr(JsonParser) parser = NULL;
  g_autoptr(GError) local_error = NULL;
  g_autoptr(JsonNode) root = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  if (length < 0)
    length = strlen (text);

  /* This also refuses NULs, at which json-glib would stop reading. */
  if (!g_utf8_validate_len (text, length, NULL))
    {
      g_set_error_literal (error, SP_BASE_ERROR, SP_BASE_ERROR_JSON_SYNTAX, "The text is not UTF-8");
      return NULL;
    }
  if (is_too_deep (text, length))
    {
      g_set_error (error, SP_BASE_ERROR, SP_BASE_ERROR_JSON_DEPTH, "Nested deeper than %d levels", SP_JSON_MAX_DEPTH);
      return NULL;
    }

  parser = json_parser_new ();
  if (!json_parser_load_from_data (parser, text, length, &local_error))
    {
      g_set_error_literal (error, SP_BASE_ERROR, SP_BASE_ERROR_JSON_SYNTAX, local_error->message);
      return NULL;
    }

  root = json_parser_steal_root (parser);
  if (root == NULL)
    {
      g_set_error_literal (error, SP_BASE_ERROR, SP_BASE_ERROR_JSON_SYNTAX, "There is nothing in the text");
      return NULL;
    }

  return g_steal_pointer (&root);
}

/**
 * sp_json_parse_object:
 * @text: what should be a JSON object
 * @length: bytes of @text, or -1 when it ends with a NUL
 * @error: return location
 *
 * As sp_json_parse(), for texts whose root must be an object.
 *
 * Returns: (transfer full): the object, or %NULL with an error of sp_json_parse() or %SP_BASE_ERROR_JSON_TYPE
 */
JsonObject *
sp_json_parse_object (const char  *text,
                      gssize       length,
                      GError     **error)
{
  g_autoptr(JsonNode) root = sp_json_parse (text, length, error);

  if (root == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error_literal (error, SP_BASE_ERROR, SP_BASE_ERROR_JSON_TYPE, "Expected an object");
      return NULL;
    }

  return json_node_dup_object (root);
}

/**
 * sp_json_to_string:
 * @node: any node
 *
 * Returns: (transfer full): compact JSON text
 */
char *
sp_json_to_string (JsonNode *node)
{
  g_return_val_if_fail (node != NULL, NULL);

  return json_to_string (node, FALSE);
}

/**
 * sp_json_object_to_string:
 * @object: an object
 *
 * Returns: (transfer full): compact JSON text
 */
char *
sp_json_object_to_string (JsonObject *object)
{
  g_autoptr(JsonNode) node = NULL;

  g_return_val_if_fail (object != NULL, NULL);

  node = json_node_new (JSON_NODE_OBJECT);
  json_node_set_object (node, object);
  return json_to_string (node, FALSE);
}

static JsonNode *copy_node (JsonNode *node);

static JsonArray *
copy_array (JsonArray *array)
{
  guint n_elements = json_array_get_length (array);
  JsonArray *copy = json_array_sized_new (n_elements);

  for (guint i = 0; i < n_elements; i++)
    json_array_add_element (copy, copy_node (json_array_get_element (array, i)));

  return copy;
}

static JsonNode *
copy_node (JsonNode *node)
{
  JsonNode *copy;

  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      copy = json_node_new (JSON_NODE_OBJECT);
      json_node_take_object (copy, sp_json_object_copy (json_node_get_object (node)));
    }
  else if (JSON_NODE_HOLDS_ARRAY (node))
    {
      copy = json_node_new (JSON_NODE_ARRAY);
      json_node_take_array (copy, copy_array (json_node_get_array (node)));
    }
  else
    {
      copy = json_node_copy (node);
    }

  return copy;
}

/**
 * sp_json_object_copy:
 * @object: an object
 *
 * Returns: (transfer full): a deep copy, whose members can be changed without changing those of @object
 */
JsonObject *
sp_json_object_copy (JsonObject *object)
{
  JsonObject *copy = json_object_new ();
  JsonObjectIter iter;
  const char *member;
  JsonNode *node;

  g_return_val_if_fail (object != NULL, NULL);

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &member, &node))
    json_object_set_member (copy, member, copy_node (node));

  return copy;
}

/* The node of @member; NULL with an error when it is missing or null and @required. */
static JsonNode *
find_member (JsonObject  *object,
             const char  *member,
             gboolean     required,
             GError     **error)
{
  JsonNode *node = json_object_get_member (object, member);

  if (node != NULL && !JSON_NODE_HOLDS_NULL (node))
    return node;
  if (required)
    g_set_error (error, SP_BASE_ERROR, SP_BASE_ERROR_JSON_MISSING, "“%s” is missing", member);
  return NULL;
}

static gboolean
fail_type (const char  *member,
           const char  *expected,
           GError     **error)
{
  g_set_error (error, SP_BASE_ERROR, SP_BASE_ERROR_JSON_TYPE, "“%s” is not %s", member, expected);
  return FALSE;
}

static gboolean
read_string (JsonNode     *node,
             const char   *member,
             const char  **value,
             GError      **error)
{
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return fail_type (member, "a string", error);

  *value = json_node_get_string (node);
  return TRUE;
}

/* JavaScript writes 3.0 as 3 and some servers write 3 as 3.0: a double without a fraction is a whole number too. */
static gboolean
read_int (JsonNode    *node,
          const char  *member,
          gint64      *value,
          GError     **error)
{
  GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;
  double number;

  if (type == G_TYPE_INT64)
    {
      *value = json_node_get_int (node);
      return TRUE;
    }
  if (type != G_TYPE_DOUBLE)
    return fail_type (member, "a whole number", error);

  number = json_node_get_double (node);
  if (!(number >= -9007199254740992.0 && number <= 9007199254740992.0) || number != (double) (gint64) number)
    return fail_type (member, "a whole number", error);

  *value = (gint64) number;
  return TRUE;
}

static gboolean
read_double (JsonNode    *node,
             const char  *member,
             double      *value,
             GError     **error)
{
  GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;

  if (type != G_TYPE_INT64 && type != G_TYPE_DOUBLE)
    return fail_type (member, "a number", error);

  *value = json_node_get_double (node);
  return TRUE;
}

static gboolean
read_boolean (JsonNode    *node,
              const char  *member,
              gboolean    *value,
              GError     **error)
{
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return fail_type (member, "true or false", error);

  *value = json_node_get_boolean (node);
  return TRUE;
}

static gboolean
read_object (JsonNode     *node,
             const char   *member,
             JsonObject  **value,
             GError      **error)
{
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return fail_type (member, "an object", error);

  *value = json_node_get_object (node);
  return TRUE;
}

static gboolean
read_array (JsonNode    *node,
            const char  *member,
            JsonArray  **value,
            GError     **error)
{
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return fail_type (member, "an array", error);

  *value = json_node_get_array (node);
  return TRUE;
}

/**
 * sp_json_get_string:
 * @object: an object
 * @member: the name of a member
 * @value: (out) (transfer none): a string
 * @error: return location
 *
 * Reads a member that must be there.
 *
 * Returns: %FALSE with %SP_BASE_ERROR_JSON_MISSING or %SP_BASE_ERROR_JSON_TYPE; @value is then left alone
 */
gboolean
sp_json_get_string (JsonObject  *object,
                    const char  *member,
                    const char **value,
                    GError     **error)
{
  JsonNode *node;

  g_return_val_if_fail (object != NULL && member != NULL && value != NULL, FALSE);

  node = find_member (object, member, TRUE, error);
  return node != NULL && read_string (node, member, value, error);
}

/**
 * sp_json_get_int:
 * @object: an object
 * @member: the name of a member
 * @value: (out): a whole number
 * @error: return location
 *
 * Reads a member that must be there.
 *
 * Returns: %FALSE with %SP_BASE_ERROR_JSON_MISSING or %SP_BASE_ERROR_JSON_TYPE; @value is then left alone
 */
gboolean
sp_json_get_int (JsonObject  *object,
                 const char  *member,
                 gint64      *value,
                 GError     **error)
{
  JsonNode *node;

  g_return_val_if_fail (object != NULL && member != NULL && value != NULL, FALSE);

  node = find_member (object, member, TRUE, error);
  return node != NULL && read_int (node, member, value, error);
}

/**
 * sp_json_get_double:
 * @object: an object
 * @member: the name of a member
 * @value: (out): a number
 * @error: return location
 *
 * Reads a member that must be there.
 *
 * Returns: %FALSE with %SP_BASE_ERROR_JSON_MISSING or %SP_BASE_ERROR_JSON_TYPE; @value is then left alone
 */
gboolean
sp_json_get_double (JsonObject  *object,
                    const char  *member,
                    double      *value,
                    GError     **error)
{
  JsonNode *node;

  g_return_val_if_fail (object != NULL && member != NULL && value != NULL, FALSE);

  node = find_member (object, member, TRUE, error);
  return node != NULL && read_double (node, member, value, error);
}

/**
 * sp_json_get_object:
 * @object: an object
 * @member: the name of a member
 * @value: (out) (transfer none): an object
 * @error: return location
 *
 * Reads a member that must be there.
 *
 * Returns: %FALSE with %SP_BASE_ERROR_JSON_MISSING or %SP_BASE_ERROR_JSON_TYPE; @value is then left alone
 */
gboolean
sp_json_get_object (JsonObject  *object,
                    const char  *member,
                    JsonObject **value,
                    GError     **error)
{
  JsonNode *node;

  g_return_val_if_fail (object != NULL && member != NULL && value != NULL, FALSE);

  node = find_member (object, member, TRUE, error);
  return node != NULL && read_object (node, member, value, error);
}

/**
 * sp_json_get_array:
 * @object: an object
 * @member: the name of a member
 * @value: (out) (transfer none): an array
 * @error: return location
 *
 * Reads a member that must be there.
 *
 * Returns: %FALSE with %SP_BASE_ERROR_JSON_MISSING or %SP_BASE_ERROR_JSON_TYPE; @value is then left alone
 */
gboolean
sp_json_get_array (JsonObject  *object,
                   const char  *member,
                   JsonArray  **value,
                   GError     **error)
{
  JsonNode *node;

  g_return_val_if_fail (object != NULL && member != NULL && value != NULL, FALSE);

  node = find_member (object, member, TRUE, error);
  return node != NULL && read_array (node, member, value, error);
}

/**
 * sp_json_opt_string:
 * @object: an object
 * @member: the name of a member
 * @value: (inout) (transfer none): a string; left alone when the member is missing or null
 * @error: return location
 *
 * Reads a member that may be left out.
 *
 * Returns: %FALSE with %SP_BASE_ERROR_JSON_TYPE when the member is something else
 */
gboolean
sp_json_opt_string (JsonObject  *object,
                    const char  *member,
                    const char **value,
                    GError     **error)
{
  JsonNode *node;

  g_return_val_if_fail (object != NULL && member != NULL && value != NULL, FALSE);

  node = find_member (object, member, FALSE, NULL);
  return node == NULL || read_string (node, member, value, error);
}

/**
 * sp_json_opt_int:
 * @object: an object
 * @member: the name of a member
 * @value: (inout): a whole number; left alone when the member is missing or null
 * @error: return location
 *
 * Reads a member that may be left out.
 *
 * Returns: %FALSE with %SP_BASE_ERROR_JSON_TYPE when the member is something else
 */
gboolean
sp_json_opt_int (JsonObject  *object,
                 const char  *member,
                 gint64      *value,
                 GError     **error)
{
  JsonNode *node;

  g_return_val_if_fail (object != NULL && member != NULL && value != NULL, FALSE);

  node = find_member (object, member, FALSE, NULL);
  return node == NULL || read_int (node, member, value, error);
}

/**
 * sp_json_opt_double:
 * @object: an object
 * @member: the name of a member
 * @value: (inout): a number; left alone when the member is missing or null
 * @error: return location
 *
 * Reads a member that may be left out.
 *
 * Returns: %FALSE with %SP_BASE_ERROR_JSON_TYPE when the member is something else
 */
gboolean
sp_json_opt_double (JsonObject  *object,
                    const char  *member,
                    double      *value,
                    GError     **error)
{
  JsonNode *node;

  g_return_val_if_fail (object != NULL && member != NULL && value != NULL, FALSE);

  node = find_member (object, member, FALSE, NULL);
  return node == NULL || read_double (node, member, value, error);
}

/**
 * sp_json_opt_boolean:
 * @object: an object
 * @member: the name of a member
 * @value: (inout): a boolean; left alone when the member is missing or null
 * @error: return location
 *
 * Reads a member that may be left out.
 *
 * Returns: %FALSE with %SP_BASE_ERROR_JSON_TYPE when the member is something else
 */
gboolean
sp_json_opt_boolean (JsonObject  *object,
                     const char  *member,
                     gboolean    *value,
                     GError     **error)
{
  JsonNode *node;

  g_return_val_if_fail (object != NULL && member != NULL && value != NULL, FALSE);

  node = find_member (object, member, FALSE, NULL);
  return node == NULL || read_boolean (node, member, value, error);
}

/**
 * sp_json_opt_object:
 * @object: an object
 * @member: the name of a member
 * @value: (inout) (transfer none): an object; left alone when the member is missing or null
 * @error: return location
 *
 * Reads a member that may be left out.
 *
 * Returns: %FALSE with %SP_BASE_ERROR_JSON_TYPE when the member is something else
 */
gboolean
sp_json_opt_object (JsonObject  *object,
                    const char  *member,
                    JsonObject **value,
                    GError     **error)
{
  JsonNode *node;

  g_return_val_if_fail (object != NULL && member != NULL && value != NULL, FALSE);

  node = find_member (object, member, FALSE, NULL);
  return node == NULL || read_object (node, member, value, error);
}

/**
 * sp_json_opt_array:
 * @object: an object
 * @member: the name of a member
 * @value: (inout) (transfer none): an array; left alone when the member is missing or null
 * @error: return location
 *
 * Reads a member that may be left out.
 *
 * Returns: %FALSE with %SP_BASE_ERROR_JSON_TYPE when the member is something else
 */
gboolean
sp_json_opt_array (JsonObject  *object,
                   const char  *member,
                   JsonArray  **value,
                   GError     **error)
{
  JsonNode *node;

  g_return_val_if_fail (object != NULL && member != NULL && value != NULL, FALSE);

  node = find_member (object, member, FALSE, NULL);
  return node == NULL || read_array (node, member, value, error);
}

/**
 * sp_json_peek_string:
 * @object: an object
 * @member: the name of a member
 * @fallback: (nullable): what to answer when the member is missing or something else
 *
 * Returns: (transfer none): the member or @fallback
 */
const char *
sp_json_peek_string (JsonObject *object,
                     const char *member,
                     const char *fallback)
{
  const char *value = fallback;

  sp_json_opt_string (object, member, &value, NULL);
  return value;
}

/**
 * sp_json_peek_int:
 * @object: an object
 * @member: the name of a member
 * @fallback: what to answer when the member is missing or something else
 *
 * Returns: the member or @fallback
 */
gint64
sp_json_peek_int (JsonObject *object,
                  const char *member,
                  gint64      fallback)
{
  gint64 value = fallback;

  sp_json_opt_int (object, member, &value, NULL);
  return value;
}

/**
 * sp_json_peek_double:
 * @object: an object
 * @member: the name of a member
 * @fallback: what to answer when the member is missing or something else
 *
 * Returns: the member or @fallback
 */
double
sp_json_peek_double (JsonObject *object,
                     const char *member,
                     double      fallback)
{
  double value = fallback;

  sp_json_opt_double (object, member, &value, NULL);
  return value;
}

/**
 * sp_json_peek_boolean:
 * @object: an object
 * @member: the name of a member
 * @fallback: what to answer when the member is missing or something else
 *
 * Returns: the member or @fallback
 */
gboolean
sp_json_peek_boolean (JsonObject *object,
                      const char *member,
                      gboolean    fallback)
{
  gboolean value = fallback;

  sp_json_opt_boolean (object, member, &value, NULL);
  return value;
}

/**
 * sp_json_peek_object:
 * @object: an object
 * @member: the name of a member
 *
 * Returns: (transfer none) (nullable): the member, or %NULL when it is missing or something else
 */
JsonObject *
sp_json_peek_object (JsonObject *object,
                     const char *member)
{
  JsonObject *value = NULL;

  sp_json_opt_object (object, member, &value, NULL);
  return value;
}

/**
 * sp_json_peek_array:
 * @object: an object
 * @member: the name of a member
 *
 * Returns: (transfer none) (nullable): the member, or %NULL when it is missing or something else
 */
JsonArray *
sp_json_peek_array (JsonObject *object,
                    const char *member)
{
  JsonArray *value = NULL;

  sp_json_opt_array (object, member, &value, NULL);
  return value;
}
