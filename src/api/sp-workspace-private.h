/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "api/sp-content-store.h"
#include "api/sp-history.h"
#include "api/sp-keeper.h"
#include "api/sp-turn-runner.h"
#include "api/sp-workspace.h"

G_BEGIN_DECLS

/* What the workspace knows of one conversation beside the model. */
typedef struct
{
  SpWorkspace    *workspace;       /* (unowned): owns this */
  SpConversation *conversation;    /* (owned) */
  SpKeeper       *keeper;          /* (owned) */
  SpTurnRunner   *runner;          /* (owned) (nullable): while it runs */
  SpMessage      *waiting;         /* (owned) (nullable): the question that waits for the connection */
  guint           delete_timer;
  guint           deleted : 1;
  guint           refreshing : 1;
  guint           container_asked : 1;
} SpWorkspaceEntry;

struct _SpWorkspace
{
  GObject parent_instance;

  /* Construction */
  char              *data_dir;
  SpServiceLauncher *launcher;       /* (nullable) */
  SpBackend         *backend;

  /* What is shown */
  SpConnection      *connection;
  GListStore        *agents;
  GListStore        *conversations;
  GListStore        *deployments;

  /* What is behind it */
  SpHistory         *history;
  SpContentStore    *store;
  GHashTable        *entries;        /* SpConversation → SpWorkspaceEntry */
  GHashTable        *file_work;      /* SpFile → GCancellable: uploads and copies */
  GHashTable        *fetches;        /* SpFile → GPtrArray of GTask: downloads and who waits for them */
  GCancellable      *cancellable;    /* of everything that ends with the workspace */
};

/* The id of the connection to this computer's service. */
#define SP_WORKSPACE_LOCAL "local"

SpWorkspaceEntry *_sp_workspace_get_entry       (SpWorkspace      *self,
                                                 SpConversation   *conversation);
SpWorkspaceEntry *_sp_workspace_add_entry       (SpWorkspace      *self,
                                                 SpConversation   *conversation,
                                                 gboolean          saved);
int               _sp_workspace_compare_updated (gconstpointer     a,
                                                 gconstpointer     b,
                                                 gpointer          user_data);
void              _sp_workspace_commit_delete   (SpWorkspaceEntry *entry);
void              _sp_workspace_turn_ended      (SpWorkspaceEntry *entry,
                                                 SpTurn           *turn);

/* sp-workspace-connection.c */
void              _sp_workspace_connect         (SpWorkspace      *self);
gboolean          _sp_workspace_is_connected    (SpWorkspace      *self);

/* sp-workspace-refresh.c */
void              _sp_workspace_refresh         (SpWorkspaceEntry *entry);

/* sp-workspace-files.c */
void              _sp_workspace_watch_files     (SpWorkspaceEntry *entry);
void              _sp_workspace_continue_files  (SpWorkspaceEntry *entry);
void              _sp_workspace_stop_uploads    (SpWorkspaceEntry *entry,
                                                 SpMessage        *message);
void              _sp_workspace_leave_files     (SpWorkspace      *self);
void              _sp_workspace_look_at_container (SpWorkspaceEntry *entry,
                                                   gboolean          at_end);

/* sp-workspace-turns.c */
void              _sp_workspace_watch_turns     (SpWorkspaceEntry *entry);
void              _sp_workspace_continue_turn   (SpWorkspaceEntry *entry);
void              _sp_workspace_fail_waiting    (SpWorkspaceEntry *entry);
void              _sp_workspace_resume_turn     (SpWorkspaceEntry *entry,
                                                 const char       *response_id);

G_END_DECLS
