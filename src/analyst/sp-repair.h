/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "analyst/sp-compiler.h"

G_BEGIN_DECLS

/* How the analyst's code has been changed because it failed. */
typedef struct
{
  SpAnalysis        *analysis;
  SpDataCard        *card;
  SpCompilerOptions  options;
  GPtrArray         *said;      /* of char: what was changed, in words */
  char              *give_up;   /* (nullable) why nothing can be changed any more */
} SpRepair;

SpRepair *sp_repair_new      (const SpAnalysis *analysis,
                              const SpDataCard *card);
void      sp_repair_learn    (SpRepair         *self,
                              const char       *output);
char     *sp_repair_dup_line (const char       *output);
void      sp_repair_free     (SpRepair         *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpRepair, sp_repair_free)

G_END_DECLS
