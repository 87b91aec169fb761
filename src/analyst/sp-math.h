/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Equations and arithmetic that stand in a question. */

typedef struct
{
  GPtrArray *equations;    /* of char: as they were written, with "="; or one expression without */
  GPtrArray *unknowns;     /* of char: single letters, sorted; none for arithmetic */
} SpMath;

SpMath  *sp_math_find         (const char    *question,
                               gboolean       arithmetic);
char    *sp_math_compile      (const SpMath  *self);
gboolean sp_math_is_own_code  (const char    *code);
char    *sp_math_dup_subject  (const SpMath  *self);
void     sp_math_free         (SpMath        *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpMath, sp_math_free)

G_END_DECLS
