/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "model/sp-types.h"

G_BEGIN_DECLS

#define SP_TYPE_CONVERSATION (sp_conversation_get_type ())
G_DECLARE_FINAL_TYPE (SpConversation, sp_conversation, SP, CONVERSATION, GObject)

/* "local-id" names the conversation on this computer from its birth; "id" is the service's, NULL until it is known. */
SpConversation *sp_conversation_new                (const char     *local_id);
const char     *sp_conversation_get_local_id       (SpConversation *self);
const char     *sp_conversation_get_id             (SpConversation *self);
void            sp_conversation_set_id             (SpConversation *self,
                                                    const char     *id);
const char     *sp_conversation_get_connection_id  (SpConversation *self);
void            sp_conversation_set_connection_id  (SpConversation *self,
                                                    const char     *connection_id);
const char     *sp_conversation_get_agent_name     (SpConversation *self);
void            sp_conversation_set_agent_name     (SpConversation *self,
                                                    const char     *agent_name);
const char     *sp_conversation_get_container_id   (SpConversation *self);
void            sp_conversation_set_container_id   (SpConversation *self,
                                                    const char     *container_id);
/* "" while nobody has named it. */
const char     *sp_conversation_get_title          (SpConversation *self);
void            sp_conversation_set_title          (SpConversation *self,
                                                    const char     *title);
gint64          sp_conversation_get_updated        (SpConversation *self);
void            sp_conversation_set_updated        (SpConversation *self,
                                                    gint64          unix_seconds);
/* Of SpItem, oldest first. */
GListModel     *sp_conversation_get_items          (SpConversation *self);
void            sp_conversation_append_item        (SpConversation *self,
                                                    SpItem         *item);
gboolean        sp_conversation_remove_item        (SpConversation *self,
                                                    SpItem         *item);
SpItem         *sp_conversation_find_item          (SpConversation *self,
                                                    const char     *item_id);
void            sp_conversation_replace_items      (SpConversation *self,
                                                    GPtrArray      *items);
/* FALSE until the items have been read from where they are kept. */
gboolean        sp_conversation_get_loaded         (SpConversation *self);
void            sp_conversation_set_loaded         (SpConversation *self,
                                                    gboolean        loaded);
/* The turn that is running or was the last to run, or NULL. */
SpTurn         *sp_conversation_get_turn           (SpConversation *self);
void            sp_conversation_set_turn           (SpConversation *self,
                                                    SpTurn         *turn);
/* "busy": a turn of it is active. Notified. */
gboolean        sp_conversation_get_busy           (SpConversation *self);
const char     *sp_conversation_get_draft_text     (SpConversation *self);
void            sp_conversation_set_draft_text     (SpConversation *self,
                                                    const char     *text);
/* Of SpFile: what the next message will carry. */
GListModel     *sp_conversation_get_draft_files    (SpConversation *self);
void            sp_conversation_add_draft_file     (SpConversation *self,
                                                    SpFile         *file);
void            sp_conversation_remove_draft_file  (SpConversation *self,
                                                    SpFile         *file);
void            sp_conversation_clear_draft        (SpConversation *self);
/* Of SpFile: all uploaded and generated ones, newest last. */
GListModel     *sp_conversation_get_files          (SpConversation *self);
void            sp_conversation_add_file           (SpConversation *self,
                                                    SpFile         *file);
SpFile         *sp_conversation_find_file          (SpConversation *self,
                                                    const char     *file_id);
SpFile         *sp_conversation_find_file_by_name  (SpConversation *self,
                                                    const char     *filename);

G_END_DECLS
