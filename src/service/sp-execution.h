/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "service/sp-container.h"

G_BEGIN_DECLS

typedef enum
{
  SP_EXECUTION_NOT_STARTED,
  SP_EXECUTION_RUNNING,
  SP_EXECUTION_SUCCEEDED,
  SP_EXECUTION_FAILED,
} SpExecutionState;

/* Signal "ended": it has succeeded or failed, and all its getters have values. */
#define SP_TYPE_EXECUTION (sp_execution_get_type ())
G_DECLARE_FINAL_TYPE (SpExecution, sp_execution, SP, EXECUTION, GObject)

SpExecution      *sp_execution_new          (const char    *session_key);
void              sp_execution_start        (SpExecution   *self,
                                             SpContainer   *container,
                                             const char    *code,
                                             guint          timeout_seconds);
void              sp_execution_cancel       (SpExecution   *self);
const char       *sp_execution_get_id       (SpExecution   *self);
const char       *sp_execution_get_session_key (SpExecution *self);
SpExecutionState  sp_execution_get_state    (SpExecution   *self);
const char       *sp_execution_get_stdout   (SpExecution   *self);
const char       *sp_execution_get_stderr   (SpExecution   *self);
JsonArray        *sp_execution_get_displays (SpExecution   *self);
SpOutcome         sp_execution_get_outcome  (SpExecution   *self);
const char       *sp_execution_get_message  (SpExecution   *self);
gint64            sp_execution_get_elapsed  (SpExecution   *self);
const GError     *sp_execution_get_error    (SpExecution   *self);

G_END_DECLS
