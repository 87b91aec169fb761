/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "analyst/sp-analysis.h"
#include "analyst/sp-data-card.h"

G_BEGIN_DECLS

/* An analysis as Python that a person would be glad to read. The cell ends with `result`, a table, which the kernel
 * displays; pictures and tables that it saves lie in the working folder under the names given here. */

typedef struct
{
  gboolean  numbers_from_text;  /* used columns are turned into numbers, whatever their card says */
  gboolean  without_chart;      /* the table only: there is no matplotlib */
  gboolean  strip_names;        /* column names lose the spaces around them */
} SpCompilerOptions;

char *sp_compiler_compile          (const SpAnalysis        *analysis,
                                    const SpDataCard        *card,
                                    const SpCompilerOptions *options);
char *sp_compiler_dup_picture_name (const SpAnalysis        *analysis);
char *sp_compiler_dup_look         (GPtrArray               *files);

G_END_DECLS
