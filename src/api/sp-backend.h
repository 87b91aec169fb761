/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <json-glib/json-glib.h>

#include "api/sp-deployment.h"
#include "model/sp-agent.h"
#include "model/sp-connection.h"
#include "model/sp-conversation.h"
#include "model/sp-file.h"
#include "model/sp-item.h"
#include "model/sp-message.h"
#include "model/sp-session.h"
#include "model/sp-turn.h"

G_BEGIN_DECLS

#define SP_TYPE_BACKEND (sp_backend_get_type ())
G_DECLARE_INTERFACE (SpBackend, sp_backend, SP, BACKEND, GObject)

/* Bytes done and bytes in all (-1: not known), on the caller's main context. */
typedef void (*SpProgressFunc) (gint64   done,
                                gint64   total,
                                gpointer user_data);

/* An implementation answers through @task, which it owns, with what the `_finish` function of the same name returns. */
struct _SpBackendInterface
{
  GTypeInterface parent_iface;

  void (* list_deployments)     (SpBackend *self,
                                 GTask     *task);
  void (* list_agents)          (SpBackend *self,
                                 GTask     *task);
  void (* save_agent)           (SpBackend *self,
                                 SpAgent   *agent,
                                 GTask     *task);
  void (* delete_agent)         (SpBackend  *self,
                                 const char *name,
                                 GTask      *task);
  void (* create_conversation)  (SpBackend      *self,
                                 SpConversation *conversation,
                                 GTask          *task);
  void (* list_conversations)   (SpBackend *self,
                                 GTask     *task);
  void (* refresh_conversation) (SpBackend      *self,
                                 SpConversation *conversation,
                                 GTask          *task);
  void (* update_conversation)  (SpBackend      *self,
                                 SpConversation *conversation,
                                 GTask          *task);
  void (* delete_conversation)  (SpBackend  *self,
                                 const char *id,
                                 GTask      *task);
  void (* list_items)           (SpBackend      *self,
                                 SpConversation *conversation,
                                 GTask          *task);
  void (* get_last_item_id)     (SpBackend      *self,
                                 SpConversation *conversation,
                                 GTask          *task);
  void (* start_turn)           (SpBackend      *self,
                                 SpConversation *conversation,
                                 SpTurn         *turn,
                                 SpMessage      *message,
                                 GTask          *task);
  void (* resume_turn)          (SpBackend      *self,
                                 SpConversation *conversation,
                                 SpTurn         *turn,
                                 GTask          *task);
  void (* poll_turn)            (SpBackend      *self,
                                 SpConversation *conversation,
                                 SpTurn         *turn,
                                 GTask          *task);
  void (* cancel_turn)          (SpBackend      *self,
                                 SpConversation *conversation,
                                 SpTurn         *turn,
                                 GTask          *task);
  void (* upload_file)          (SpBackend      *self,
                                 SpFile         *file,
                                 SpProgressFunc  progress,
                                 gpointer        progress_data,
                                 GTask          *task);
  void (* delete_file)          (SpBackend  *self,
                                 const char *file_id,
                                 GTask      *task);
  void (* download_file)        (SpBackend      *self,
                                 SpFile         *file,
                                 const char     *path,
                                 SpProgressFunc  progress,
                                 gpointer        progress_data,
                                 GTask          *task);
  void (* list_container_files) (SpBackend  *self,
                                 const char *container_id,
                                 GTask      *task);
  void (* get_session)          (SpBackend  *self,
                                 const char *container_id,
                                 GTask      *task);
  /* Only this computer's service has it; NULL elsewhere. */
  void (* call_session)         (SpBackend  *self,
                                 const char *method,
                                 const char *container_id,
                                 const char *what,
                                 GTask      *task);
};

void        sp_backend_list_deployments_async      (SpBackend            *self,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
GPtrArray  *sp_backend_list_deployments_finish     (SpBackend            *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
void        sp_backend_list_agents_async           (SpBackend            *self,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
GPtrArray  *sp_backend_list_agents_finish          (SpBackend            *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
void        sp_backend_save_agent_async            (SpBackend            *self,
                                                    SpAgent              *agent,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
gboolean    sp_backend_save_agent_finish           (SpBackend            *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
void        sp_backend_delete_agent_async          (SpBackend            *self,
                                                    const char           *name,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
gboolean    sp_backend_delete_agent_finish         (SpBackend            *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
void        sp_backend_create_conversation_async   (SpBackend            *self,
                                                    SpConversation       *conversation,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
gboolean    sp_backend_create_conversation_finish  (SpBackend            *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
void        sp_backend_list_conversations_async    (SpBackend            *self,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
GPtrArray  *sp_backend_list_conversations_finish   (SpBackend            *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
void        sp_backend_refresh_conversation_async  (SpBackend            *self,
                                                    SpConversation       *conversation,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
char       *sp_backend_refresh_conversation_finish (SpBackend            *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
void        sp_backend_update_conversation_async   (SpBackend            *self,
                                                    SpConversation       *conversation,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
gboolean    sp_backend_update_conversation_finish  (SpBackend            *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
void        sp_backend_delete_conversation_async   (SpBackend            *self,
                                                    const char           *id,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
gboolean    sp_backend_delete_conversation_finish  (SpBackend            *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
void        sp_backend_list_items_async            (SpBackend            *self,
                                                    SpConversation       *conversation,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
GPtrArray  *sp_backend_list_items_finish           (SpBackend            *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
void        sp_backend_get_last_item_id_async      (SpBackend            *self,
                                                    SpConversation       *conversation,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
char       *sp_backend_get_last_item_id_finish     (SpBackend            *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
void        sp_backend_start_turn_async            (SpBackend            *self,
                                                    SpConversation       *conversation,
                                                    SpTurn               *turn,
                                                    SpMessage            *message,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
gboolean    sp_backend_start_turn_finish           (SpBackend            *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
void        sp_backend_resume_turn_async           (SpBackend            *self,
                                                    SpConversation       *conversation,
                                                    SpTurn               *turn,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
gboolean    sp_backend_resume_turn_finish          (SpBackend            *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
void        sp_backend_poll_turn_async             (SpBackend            *self,
                                                    SpConversation       *conversation,
                                                    SpTurn               *turn,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
gboolean    sp_backend_poll_turn_finish            (SpBackend            *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
void        sp_backend_cancel_turn_async           (SpBackend            *self,
                                                    SpConversation       *conversation,
                                                    SpTurn               *turn,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
gboolean    sp_backend_cancel_turn_finish          (SpBackend            *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
void        sp_backend_upload_file_async           (SpBackend            *self,
                                                    SpFile               *file,
                                                    SpProgressFunc        progress,
                                                    gpointer              progress_data,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
gboolean    sp_backend_upload_file_finish          (SpBackend            *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
void        sp_backend_delete_file_async           (SpBackend            *self,
                                                    const char           *file_id,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
gboolean    sp_backend_delete_file_finish          (SpBackend            *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
void        sp_backend_download_file_async         (SpBackend            *self,
                                                    SpFile               *file,
                                                    const char           *path,
                                                    SpProgressFunc        progress,
                                                    gpointer              progress_data,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
char       *sp_backend_download_file_finish        (SpBackend            *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
void        sp_backend_list_container_files_async  (SpBackend            *self,
                                                    const char           *container_id,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
GPtrArray  *sp_backend_list_container_files_finish (SpBackend            *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
void        sp_backend_get_session_async           (SpBackend            *self,
                                                    const char           *container_id,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
SpSession  *sp_backend_get_session_finish          (SpBackend            *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
void        sp_backend_call_session_async          (SpBackend            *self,
                                                    const char           *method,
                                                    const char           *container_id,
                                                    const char           *what,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
JsonObject *sp_backend_call_session_finish         (SpBackend            *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);

G_END_DECLS
