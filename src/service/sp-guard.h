/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How far a turn may go by itself. */
typedef struct
{
  guint  max_cells;
  guint  max_same_failures;  /* of one after the other */
  gint64 max_seconds;
} SpGuardLimits;

typedef enum
{
  SP_GUARD_GO_ON,
  SP_GUARD_TOO_MANY_CELLS,
  SP_GUARD_SAME_FAILURE,
  SP_GUARD_TOO_LONG,
} SpGuardVerdict;

/* Facts in, verdict out: no clock and no I/O of its own. */
typedef struct
{
  SpGuardLimits  limits;
  char          *last_code;     /* (owned) (nullable) of the failure before */
  char          *last_error;    /* (owned) (nullable) */
  guint          n_cells;
  guint          n_same;
} SpGuard;

void            sp_guard_limits_init (SpGuardLimits       *limits);
void            sp_guard_init        (SpGuard             *self,
                                      const SpGuardLimits *limits);
void            sp_guard_clear       (SpGuard             *self);
void            sp_guard_note_cell   (SpGuard             *self,
                                      const char          *code,
                                      const char          *failure);
SpGuardVerdict  sp_guard_decide      (SpGuard             *self,
                                      gint64               seconds,
                                      gboolean             wants_cell);
const char     *sp_guard_get_reason  (SpGuardVerdict       verdict);
char           *sp_guard_dup_words   (SpGuard             *self,
                                      SpGuardVerdict       verdict);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SpGuard, sp_guard_clear)

G_END_DECLS
