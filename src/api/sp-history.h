/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "model/sp-conversation.h"
#include "model/sp-file.h"
#include "model/sp-item.h"
#include "model/sp-turn.h"

G_BEGIN_DECLS

/* What the window has seen, kept in SQLite. */
#define SP_TYPE_HISTORY (sp_history_get_type ())
G_DECLARE_FINAL_TYPE (SpHistory, sp_history, SP, HISTORY, GObject)

typedef struct
{
  SpConversation *conversation;  /* with its files and draft, without its items */
  gboolean        deleted;       /* it is only still there because the place has not been told */
} SpHistoryEntry;

SpHistory *sp_history_new               (const char           *path);
void       sp_history_open_async        (SpHistory            *self,
                                         GCancellable         *cancellable,
                                         GAsyncReadyCallback   callback,
                                         gpointer              user_data);
GPtrArray *sp_history_open_finish       (SpHistory            *self,
                                         GAsyncResult         *result,
                                         GError              **error);
void       sp_history_load_items_async  (SpHistory            *self,
                                         SpConversation       *conversation,
                                         GCancellable         *cancellable,
                                         GAsyncReadyCallback   callback,
                                         gpointer              user_data);
GPtrArray *sp_history_load_items_finish (SpHistory            *self,
                                         GAsyncResult         *result,
                                         GError              **error);
void       sp_history_save_conversation (SpHistory            *self,
                                         SpConversation       *conversation);
void       sp_history_save_items        (SpHistory            *self,
                                         SpConversation       *conversation,
                                         guint                 first);
void       sp_history_set_deleted       (SpHistory            *self,
                                         SpConversation       *conversation,
                                         gboolean              deleted);
void       sp_history_forget            (SpHistory            *self,
                                         SpConversation       *conversation);
void       sp_history_flush_async       (SpHistory            *self,
                                         GCancellable         *cancellable,
                                         GAsyncReadyCallback   callback,
                                         gpointer              user_data);
gboolean   sp_history_flush_finish      (SpHistory            *self,
                                         GAsyncResult         *result,
                                         GError              **error);

G_END_DECLS
