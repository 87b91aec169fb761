/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "api/sp-backend.h"
#include "api/sp-service-launcher.h"
#include "wire/sp-session-codec.h"

G_BEGIN_DECLS

/* The coordinator between the model and the places where agents run. Used by the window and by `sandpiper ask`.
 *
 * Everything that fails becomes state: SpTurn:error-message, SpFile:error-message, SpConnection:status and
 * :error-message. Lists and objects change by their own signals on the main context that made the workspace.
 *
 * Properties:
 *  - "agents"        GListModel of SpAgent (read only)
 *  - "connection"    SpConnection: this computer's service (read only)
 *  - "conversations" GListModel of SpConversation, newest first, without deleted ones (read only)
 *  - "data-dir"      char *: where history.db and the files are kept (construct only)
 *  - "deployments"   GListModel of SpDeployment (read only)
 *  - "launcher"      SpServiceLauncher (construct only, nullable: the usual one)
 *  - "backend"       SpBackend (construct only, nullable: the local service over @launcher's socket)
 * Signals:
 *  - "turn-ended" (SpConversation *, SpTurn *): the turn reached its last status; generated files may still be coming,
 *    each tells by its own state
 */
#define SP_TYPE_WORKSPACE (sp_workspace_get_type ())
G_DECLARE_FINAL_TYPE (SpWorkspace, sp_workspace, SP, WORKSPACE, GObject)

/* The agent that the workspace makes sure of on this computer's service. */
#define SP_WORKSPACE_DEFAULT_AGENT "data-analyst"

/* What can be asked of a session. */
typedef enum
{
  SP_SESSION_CALL_STATE,
  SP_SESSION_CALL_RESTART,
  SP_SESSION_CALL_END,
  SP_SESSION_CALL_REPLAY,
  SP_SESSION_CALL_STOP_REPLAY,
} SpSessionCall;

SpWorkspace    *sp_workspace_new                      (const char           *data_dir);
SpWorkspace    *sp_workspace_new_for_launcher         (const char           *data_dir,
                                                       SpServiceLauncher    *launcher);
GListModel     *sp_workspace_get_agents               (SpWorkspace          *self);
SpConnection   *sp_workspace_get_connection           (SpWorkspace          *self);
GListModel     *sp_workspace_get_conversations        (SpWorkspace          *self);
GListModel     *sp_workspace_get_deployments          (SpWorkspace          *self);

/* Reads the history, then starts the service. Finishes when the history is there; the service comes up (or fails, in
 * words) afterwards, to be watched on "connection". */
void            sp_workspace_open_async               (SpWorkspace          *self,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
gboolean        sp_workspace_open_finish              (SpWorkspace          *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);
/* Saves what is pending and commits deletions. Running turns go on in the service. */
void            sp_workspace_close_async              (SpWorkspace          *self,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
gboolean        sp_workspace_close_finish             (SpWorkspace          *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);
/* Tries again when "connection" has failed. */
void            sp_workspace_reconnect                (SpWorkspace          *self);

/* A new one at the top of the list, or the empty one that is already there. (transfer none) */
SpConversation *sp_workspace_create_conversation      (SpWorkspace          *self);
SpConversation *sp_workspace_find_conversation        (SpWorkspace          *self,
                                                       const char           *local_id);
void            sp_workspace_load_conversation_async  (SpWorkspace          *self,
                                                       SpConversation       *conversation,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
gboolean        sp_workspace_load_conversation_finish (SpWorkspace          *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);
void            sp_workspace_rename                   (SpWorkspace          *self,
                                                       SpConversation       *conversation,
                                                       const char           *title);
/* Hides it at once; what it is made of goes some seconds later, or at close. */
void            sp_workspace_delete                   (SpWorkspace          *self,
                                                       SpConversation       *conversation);
gboolean        sp_workspace_undo_delete              (SpWorkspace          *self,
                                                       SpConversation       *conversation);

/* The draft's files. A file that cannot be sent is added in the state failed, with the reason in words. (transfer none) */
SpFile         *sp_workspace_attach                   (SpWorkspace          *self,
                                                       SpConversation       *conversation,
                                                       GFile                *file);
SpFile         *sp_workspace_attach_bytes             (SpWorkspace          *self,
                                                       SpConversation       *conversation,
                                                       GBytes               *bytes,
                                                       const char           *filename);
void            sp_workspace_detach                   (SpWorkspace          *self,
                                                       SpConversation       *conversation,
                                                       SpFile               *file);
/* Uploads or downloads again a file that failed. */
void            sp_workspace_retry_file               (SpWorkspace          *self,
                                                       SpConversation       *conversation,
                                                       SpFile               *file);

/* FALSE while a turn runs, while the draft is empty, or while one of its files has failed. */
gboolean        sp_workspace_can_send                 (SpWorkspace          *self,
                                                       SpConversation       *conversation);
/* FALSE, and nothing happens, when sp_workspace_can_send() says so. */
gboolean        sp_workspace_send                     (SpWorkspace          *self,
                                                       SpConversation       *conversation);
void            sp_workspace_stop                     (SpWorkspace          *self,
                                                       SpConversation       *conversation);

void            sp_workspace_fetch_file_async         (SpWorkspace          *self,
                                                       SpConversation       *conversation,
                                                       SpFile               *file,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
char           *sp_workspace_fetch_file_finish        (SpWorkspace          *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);

/* What the sandbox of a conversation is doing; only on this computer. Every end of these is one of the finish functions,
 * in words when it cannot be had. (transfer full) */
void            sp_workspace_call_session_async       (SpWorkspace          *self,
                                                       SpConversation       *conversation,
                                                       SpSessionCall         call,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
SpSessionState *sp_workspace_call_session_finish      (SpWorkspace          *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);
void            sp_workspace_list_variables_async     (SpWorkspace          *self,
                                                       SpConversation       *conversation,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
GListModel     *sp_workspace_list_variables_finish    (SpWorkspace          *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);
void            sp_workspace_read_variable_async      (SpWorkspace          *self,
                                                       SpConversation       *conversation,
                                                       const char           *name,
                                                       gint64                offset,
                                                       guint                 limit,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
char           *sp_workspace_read_variable_finish     (SpWorkspace          *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);

G_END_DECLS
