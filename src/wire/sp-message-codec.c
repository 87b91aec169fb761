/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* The content of messages (foundry-v2.md 5.5 and 5.6): parts and annotations ↔ the one text of an SpMessage. The
 * texts of several parts are joined with a gap, and their annotations moved accordingly. Plain functions; the objects
 * belong to the caller's thread. */

#include "config.h"

#include "wire/sp-message-codec.h"

#include "base/sp-json.h"
#include "model/sp-annotation.h"
#include "wire/sp-file-codec.h"

static const char *const role_names[] = { "user", "assistant", "system", "developer" };

/**
 * sp_message_codec_decode_role:
 * @role: (nullable): the wire's word
 *
 * Returns: the role, SP_ROLE_OTHER for words that we do not know
 */
SpRole
sp_message_codec_decode_role (const char *role)
{
  for (guint i = 0; i < G_N_ELEMENTS (role_names); i++)
    if (g_strcmp0 (role, role_names[i]) == 0)
      return (SpRole) i;
  return SP_ROLE_OTHER;
}

/**
 * sp_message_codec_encode_role:
 * @role: a role
 *
 * Returns: the wire's word
 */
const char *
sp_message_codec_encode_role (SpRole role)
{
  return role < G_N_ELEMENTS (role_names) ? role_names[role] : "unknown";
}

static gboolean
has_annotation (SpMessage  *message,
                const char *type,
                guint       start,
                guint       end,
                SpFile     *file,
                const char *url)
{
  GListModel *annotations = sp_message_get_annotations (message);

  for (guint i = 0; i < g_list_model_get_n_items (annotations); i++)
    {
      g_autoptr(SpAnnotation) annotation = g_list_model_get_item (annotations, i);

      if (sp_annotation_get_start (annotation) == start && sp_annotation_get_end (annotation) == end
          && sp_annotation_get_file (annotation) == file
          && g_strcmp0 (sp_annotation_get_url (annotation), url) == 0
          && g_strcmp0 (sp_annotation_get_type_name (annotation), type) == 0)
        return TRUE;
    }
  return FALSE;
}

static guint
peek_index (JsonObject *json,
            const char *member)
{
  gint64 value = sp_json_peek_int (json, member, sp_json_peek_int (json, "index", 0));

  return (guint) CLAMP (value, 0, G_MAXINT32);
}

/**
 * sp_message_codec_take_annotation:
 * @message: a message
 * @annotation: an annotation of one of its parts
 * @offset: how many code points come before that part
 * @files: a table of sp_file_codec_table_new(); files that are cited first here are added to it
 *
 * Adds the annotation, unless the message has the same one: streams repeat them.
 *
 * Returns: %TRUE when it was added
 */
gboolean
sp_message_codec_take_annotation (SpMessage  *message,
                                  JsonObject *annotation,
                                  guint       offset,
                                  GHashTable *files)
{
  const char *type = sp_json_peek_string (annotation, "type", "");
  const char *file_id = sp_json_peek_string (annotation, "file_id", NULL);
  const char *container_id = sp_json_peek_string (annotation, "container_id", NULL);
  const char *url = sp_json_peek_string (annotation, "url", NULL);
  guint start = peek_index (annotation, "start_index");
  guint end = MAX (peek_index (annotation, "end_index"), start);
  g_autoptr(SpAnnotation) made = NULL;
  SpFile *file = NULL;

  g_return_val_if_fail (SP_IS_MESSAGE (message), FALSE);
  g_return_val_if_fail (files != NULL, FALSE);

  if (file_id != NULL)
    file = sp_file_codec_lookup (files, file_id, sp_json_peek_string (annotation, "filename", NULL),
                                 container_id,
                                 g_str_equal (type, "file_citation") ? SP_FILE_UPLOADED : SP_FILE_GENERATED);
  if (has_annotation (message, type, start + offset, end + offset, file, url))
    return FALSE;

  made = sp_annotation_new (type, start + offset, end + offset, file, url);
  sp_message_add_annotation (message, made);
  return TRUE;
}

static const char *
peek_part_text (JsonObject *part)
{
  const char *type = sp_json_peek_string (part, "type", "");

  if (g_str_equal (type, "refusal"))
    return sp_json_peek_string (part, "refusal", NULL);
  return sp_json_peek_string (part, "text", NULL);
}

static gboolean
has_attachment (SpMessage *message,
                SpFile    *file)
{
  GListModel *attachments = sp_message_get_attachments (message);

  for (guint i = 0; i < g_list_model_get_n_items (attachments); i++)
    {
      g_autoptr(SpFile) attachment = g_list_model_get_item (attachments, i);

      if (attachment == file)
        return TRUE;
    }
  return FALSE;
}

static void
take_attachment (SpMessage  *message,
                 JsonObject *part,
                 GHashTable *files)
{
  const char *id = sp_json_peek_string (part, "file_id", NULL);
  SpFile *file = NULL;

  if (id == NULL)
    return;

  file = sp_file_codec_lookup (files, id, sp_json_peek_string (part, "filename", NULL), NULL, SP_FILE_UPLOADED);
  if (!has_attachment (message, file))
    sp_message_add_attachment (message, file);
}

static void
take_annotations (SpMessage  *message,
                  JsonObject *part,
                  guint       offset,
                  GHashTable *files)
{
  JsonArray *annotations = sp_json_peek_array (part, "annotations");
  guint length = annotations != NULL ? json_array_get_length (annotations) : 0;

  for (guint i = 0; i < length; i++)
    {
      JsonNode *node = json_array_get_element (annotations, i);

      if (JSON_NODE_HOLDS_OBJECT (node))
        sp_message_codec_take_annotation (message, json_node_get_object (node), offset, files);
    }
}

/* Calls for each part that is an object; the text before it is in @text. */
static void
take_part (SpMessage  *message,
           JsonObject *part,
           GString    *text,
           GHashTable *files)
{
  const char *part_text = peek_part_text (part);

  if (part_text == NULL)
    {
      take_attachment (message, part, files);
      return;
    }

  if (text->len > 0 && *part_text != '\0')
    g_string_append (text, SP_MESSAGE_CODEC_GAP);
  take_annotations (message, part, (guint) g_utf8_strlen (text->str, (gssize) text->len), files);
  g_string_append (text, part_text);
}

/**
 * sp_message_codec_update:
 * @message: a message
 * @content: its parts as they now are
 * @files: a table of sp_file_codec_table_new()
 *
 * Gives @message the text, the annotations and the attachments of @content; annotations and attachments that it
 * already has stay the same objects.
 */
void
sp_message_codec_update (SpMessage  *message,
                         JsonArray  *content,
                         GHashTable *files)
{
  g_autoptr(GString) text = g_string_new (NULL);

  g_return_if_fail (SP_IS_MESSAGE (message));
  g_return_if_fail (content != NULL);
  g_return_if_fail (files != NULL);

  for (guint i = 0; i < json_array_get_length (content); i++)
    {
      JsonNode *node = json_array_get_element (content, i);

      if (JSON_NODE_HOLDS_OBJECT (node))
        take_part (message, json_node_get_object (node), text, files);
    }
  sp_message_set_text (message, text->str);
}

static JsonObject *
encode_annotation (SpAnnotation *annotation)
{
  JsonObject *json = json_object_new ();
  SpFile *file = sp_annotation_get_file (annotation);
  const char *url = sp_annotation_get_url (annotation);

  json_object_set_string_member (json, "type", sp_annotation_get_type_name (annotation));
  json_object_set_int_member (json, "start_index", sp_annotation_get_start (annotation));
  json_object_set_int_member (json, "end_index", sp_annotation_get_end (annotation));
  if (file != NULL)
    {
      json_object_set_string_member (json, "file_id", sp_file_get_id (file));
      json_object_set_string_member (json, "filename", sp_file_get_filename (file));
      if (sp_file_get_container_id (file) != NULL)
        json_object_set_string_member (json, "container_id", sp_file_get_container_id (file));
    }
  if (url != NULL)
    json_object_set_string_member (json, "url", url);
  return json;
}

/**
 * sp_message_codec_encode_content:
 * @message: a message
 *
 * Returns: (transfer full): its parts: one of text, then one for each attachment that has an id
 */
JsonArray *
sp_message_codec_encode_content (SpMessage *message)
{
  JsonArray *content = json_array_new ();
  g_autoptr(JsonObject) part = json_object_new ();
  GListModel *annotations = NULL;
  GListModel *attachments = NULL;
  gboolean assistant = FALSE;

  g_return_val_if_fail (SP_IS_MESSAGE (message), content);

  assistant = sp_message_get_role (message) == SP_ROLE_ASSISTANT;
  json_object_set_string_member (part, "type", assistant ? "output_text" : "input_text");
  json_object_set_string_member (part, "text", sp_message_get_text (message));
  annotations = sp_message_get_annotations (message);
  if (assistant)
    {
      JsonArray *array = json_array_new ();

      for (guint i = 0; i < g_list_model_get_n_items (annotations); i++)
        {
          g_autoptr(SpAnnotation) annotation = g_list_model_get_item (annotations, i);

          json_array_add_object_element (array, encode_annotation (annotation));
        }
      json_object_set_array_member (part, "annotations", array);
    }

  /* Files may be sent without a word; an empty part is refused by some. */
  attachments = sp_message_get_attachments (message);
  if (*sp_message_get_text (message) != '\0' || g_list_model_get_n_items (attachments) == 0)
    json_array_add_object_element (content, json_object_ref (part));

  for (guint i = 0; i < g_list_model_get_n_items (attachments); i++)
    {
      g_autoptr(SpFile) file = g_list_model_get_item (attachments, i);
      JsonObject *reference = NULL;

      if (sp_file_get_id (file) == NULL)
        continue;

      reference = json_object_new ();
      json_object_set_string_member (reference, "type", "input_file");
      json_object_set_string_member (reference, "file_id", sp_file_get_id (file));
      json_object_set_string_member (reference, "filename", sp_file_get_filename (file));
      json_array_add_object_element (content, reference);
    }
  return content;
}
