/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "sandbox/sp-cell-result-private.h"
#include "sandbox/sp-data-folder.h"
#include "sandbox/sp-kernel-channel.h"
#include "sandbox/sp-output-collector.h"
#include "sandbox/sp-resource-group.h"
#include "sandbox/sp-runner-link.h"
#include "sandbox/sp-sandbox.h"

G_BEGIN_DECLS

/* The cell that runs, or the question about the variables that is being answered. */
typedef struct
{
  GTask          *task;               /* (owned) */
  SpCellResult   *result;             /* (owned) */
  JsonObject     *frame;              /* (owned) (nullable): what is asked of the kernel, until it is sent */
  JsonObject     *answer;             /* (owned) (nullable): to a question, from the kernel */
  gint64          started;            /* monotonic microseconds */
  gint64          display_bytes;
  gulong          cancelled_handler;
  guint           timeout_source;
  guint           grace_source;
  SpCellOutcome   stop;               /* SP_CELL_OK while nobody has asked it to stop */
  guint           id;
  guint           seconds;            /* that it may take */
  guint           is_question : 1;
} SpCell;

struct _SpSandbox
{
  GObject             parent_instance;

  SpLauncher         *launcher;       /* (owned) */
  SpSandboxLimits     limits;
  char               *spool_folder;   /* (owned) */

  /* From start to death */
  SpSandboxProcess   *process;        /* (owned) (nullable) */
  SpKernelChannel    *channel;        /* (owned) (nullable) */
  SpRunnerLink       *link;           /* (owned) (nullable) */
  SpOutputCollector  *output;         /* (owned) (nullable) */
  SpResourceGroup    *group;          /* (owned) (nullable) */
  GTask              *start_task;     /* (owned) (nullable) */
  guint               start_source;
  guint               death_source;
  guint               freeze_source;

  /* From ready on, and after death */
  SpDataFolder       *data;           /* (owned) (nullable) */
  JsonObject         *info;           /* (owned) (nullable) */
  char               *ending;         /* (owned) (nullable) */

  SpCell             *cell;           /* (owned) (nullable) */
  SpSandboxState      state;
  guint               n_cells;
  guint               n_frames;       /* since the last cell began */
  guint               n_questions;
  double              cpu;            /* seconds, as the kernel says */

  guint               greeted : 1;
  guint               preload : 1;
  guint               sweeping : 1;
};

void _sp_sandbox_set_state       (SpSandbox       *self,
                                  SpSandboxState   state);
void _sp_sandbox_die             (SpSandbox       *self,
                                  GError          *error);
void _sp_sandbox_emit_output     (SpSandbox       *self,
                                  const char      *stream,
                                  const char      *text);
void _sp_sandbox_emit_display    (SpSandbox       *self,
                                  JsonObject      *bundle);
void _sp_sandbox_connect         (SpSandbox       *self);
void _sp_sandbox_take_process    (SpSandbox        *self,
                                  SpSandboxProcess *process);

/* sp-sandbox-start.c */
void _sp_sandbox_greet_runner    (SpSandbox       *self);
void _sp_sandbox_become_ready    (SpSandbox       *self,
                                  JsonObject      *frame);
void _sp_sandbox_fail_start      (SpSandbox       *self,
                                  GError          *error);

/* sp-sandbox-cell.c */
void _sp_sandbox_begin           (SpSandbox       *self,
                                  GTask           *task,
                                  JsonObject      *frame,
                                  gboolean         is_question);
gboolean _sp_sandbox_check_idle  (SpSandbox       *self,
                                  GError         **error);
void _sp_sandbox_cell_frame      (SpSandbox       *self,
                                  JsonObject      *frame);
void _sp_sandbox_cell_swept      (SpSandbox       *self);
void _sp_sandbox_cell_died       (SpSandbox       *self);

/* sp-sandbox-variables.c */
void _sp_sandbox_return_answer   (SpSandbox       *self,
                                  SpCell          *cell,
                                  SpCellOutcome    outcome);

G_END_DECLS
