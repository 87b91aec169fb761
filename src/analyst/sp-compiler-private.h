/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "analyst/sp-compiler.h"

G_BEGIN_DECLS

/* What the compiler's files share while one analysis is compiled. */
typedef struct
{
  const SpAnalysis        *analysis;
  const SpDataCard        *card;
  const SpCompilerOptions *options;
  GString                 *body;        /* what follows the imports */
  guint                    json : 1;    /* needs these modules */
  guint                    pyplot : 1;
  guint                    stats : 1;
} SpCompiler;

void  _sp_compiler_add                (SpCompiler       *self,
                                       const char       *format,
                                       ...) G_GNUC_PRINTF (2, 3);
void  _sp_compiler_add_load           (SpCompiler       *self);
void  _sp_compiler_add_chart          (SpCompiler       *self);
void  _sp_compiler_add_statistic      (SpCompiler       *self);
char *_sp_compiler_dup_measure_name   (const SpMeasure  *measure);
char *_sp_compiler_dup_key_name       (const SpKey      *key);
char *_sp_compiler_dup_key_expression (const char       *frame,
                                       const SpKey      *key);

char *_sp_python_quote                (const char       *text);
char *_sp_python_list                 (GPtrArray        *strings,
                                       guint             first);
char *_sp_python_identifier           (const char       *text);
char *_sp_python_slug                 (const char       *text);
char *_sp_python_words                (const char       *name);

G_END_DECLS
