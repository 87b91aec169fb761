/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Conversations and containers (foundry-v2.md 4 and 7) ↔ SpConversation and SpSession. The title is kept as
 * `metadata.title`. Plain functions; the objects belong to the caller's thread. */

#include "config.h"

#include "wire/sp-conversation-codec.h"

#include "base/sp-json.h"
#include "base/sp-str.h"
#include "wire/sp-message-codec.h"

/* The longest metadata value that a service takes. */
#define MAX_METADATA 512

/**
 * sp_conversation_codec_update:
 * @conversation: a conversation
 * @json: what the place says that it is
 * @response_id: (out) (optional) (nullable) (transfer full): the response that runs in it; only the local service tells
 *
 * Takes over id, title (unless the conversation has one and the place has none) and container.
 *
 * Returns: %FALSE with @error of SP_BASE_ERROR when it has no id
 */
gboolean
sp_conversation_codec_update (SpConversation  *conversation,
                              JsonObject      *json,
                              char           **response_id,
                              GError         **error)
{
  const char *id = NULL;
  const char *title = NULL;
  JsonObject *metadata = NULL;
  JsonObject *details = NULL;
  gint64 created = 0;

  g_return_val_if_fail (SP_IS_CONVERSATION (conversation), FALSE);
  g_return_val_if_fail (json != NULL, FALSE);

  if (response_id != NULL)
    *response_id = NULL;
  if (!sp_json_get_string (json, "id", &id, error))
    return FALSE;

  sp_conversation_set_id (conversation, id);
  metadata = sp_json_peek_object (json, "metadata");
  title = metadata != NULL ? sp_json_peek_string (metadata, "title", NULL) : NULL;
  if (title != NULL && *title != '\0')
    sp_conversation_set_title (conversation, title);

  created = MAX ((gint64) sp_json_peek_double (json, "created_at", 0), 0);
  if (sp_conversation_get_updated (conversation) == 0)
    sp_conversation_set_updated (conversation, created);

  details = sp_json_peek_object (json, "sandpiper");
  if (details != NULL)
    {
      const char *container_id = sp_json_peek_string (details, "container_id", NULL);

      if (container_id != NULL)
        sp_conversation_set_container_id (conversation, container_id);
      if (response_id != NULL)
        *response_id = g_strdup (sp_json_peek_string (details, "response_id", NULL));
    }
  return TRUE;
}

/**
 * sp_conversation_codec_encode:
 * @conversation: a conversation
 *
 * Returns: (transfer full): the body that makes or updates it
 */
JsonObject *
sp_conversation_codec_encode (SpConversation *conversation)
{
  JsonObject *body = json_object_new ();
  JsonObject *metadata = json_object_new ();
  const char *title = NULL;
  g_autofree char *cut = NULL;

  g_return_val_if_fail (SP_IS_CONVERSATION (conversation), body);

  title = sp_conversation_get_title (conversation);
  if (*title != '\0')
    {
      cut = sp_str_ellipsize (title, MAX_METADATA);
      json_object_set_string_member (metadata, "title", cut);
    }
  json_object_set_object_member (body, "metadata", metadata);
  return body;
}

/**
 * sp_conversation_codec_encode_input:
 * @message: a user's message whose attachments have been uploaded
 *
 * Returns: (transfer full): the "input" of the response that answers it
 */
JsonArray *
sp_conversation_codec_encode_input (SpMessage *message)
{
  JsonArray *input = json_array_new ();
  JsonObject *item = json_object_new ();

  g_return_val_if_fail (SP_IS_MESSAGE (message), input);

  json_object_set_string_member (item, "type", "message");
  json_object_set_string_member (item, "role", "user");
  json_object_set_array_member (item, "content", sp_message_codec_encode_content (message));
  json_array_add_object_element (input, item);
  return input;
}

/**
 * sp_conversation_codec_decode_session:
 * @json: a Container object
 *
 * Returns: (transfer full): the session, or %NULL with @error of SP_BASE_ERROR when it has no id
 */
SpSession *
sp_conversation_codec_decode_session (JsonObject  *json,
                                      GError     **error)
{
  SpSession *session = NULL;
  JsonObject *expires = NULL;
  const char *id = NULL;
  gint64 last_active = 0;
  gint64 minutes = 0;

  g_return_val_if_fail (json != NULL, NULL);

  if (!sp_json_get_string (json, "id", &id, error))
    return NULL;

  session = sp_session_new (id);
  sp_session_set_status (session, sp_json_peek_string (json, "status", "running"));
  last_active = (gint64) sp_json_peek_double (json, "last_active_at", 0);
  expires = sp_json_peek_object (json, "expires_after");
  minutes = expires != NULL ? sp_json_peek_int (expires, "minutes", 0) : 0;
  sp_session_set_times (session, (gint64) sp_json_peek_double (json, "created_at", 0), last_active,
                        last_active > 0 && minutes > 0 ? last_active + minutes * 60 : 0);
  return session;
}
