/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <json-glib/json-glib.h>

#include "model/sp-variable.h"

G_BEGIN_DECLS

typedef enum
{
  SP_SESSION_STATE_NONE,       /* nothing has run yet */
  SP_SESSION_STATE_IDLE,
  SP_SESSION_STATE_BUSY,
  SP_SESSION_STATE_REPLAYING,
  SP_SESSION_STATE_EXPIRED,    /* the variables are gone */
} SpSessionStatus;

/* What the local service says of a session. Times are Unix seconds, 0 when there is none. */
typedef struct
{
  SpSessionStatus  status;
  gint64           started;
  gint64           idle_ends;
  gint64           time_ends;
  gint64           memory;           /* bytes, -1 when nobody counts them */
  double           cpu;              /* seconds */
  guint            n_cells;          /* of this session */
  guint            n_replayable;

  /* Running the earlier cells again, now or before */
  char            *replay_status;    /* (owned) (nullable): "running", "done", "stopped" or "failed" */
  char            *replay_message;   /* (owned) (nullable) */
  GStrv            replay_changes;   /* (owned): beginnings of the cells that came out otherwise */
  guint            n_replay_cells;
  guint            n_replay_done;
} SpSessionState;

SpSessionState *sp_session_codec_decode_state     (JsonObject      *json,
                                                   gint64           now);
void            sp_session_state_free             (SpSessionState  *self);
GListModel     *sp_session_codec_decode_variables (JsonObject      *json);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpSessionState, sp_session_state_free)

G_END_DECLS
