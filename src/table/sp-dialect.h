/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "table/sp-encoding.h"

#include <glib-object.h>

G_BEGIN_DECLS

/* How a delimited file is written. A plain value: copy it with =.
 *
 * The delimiter and the quote are ASCII; a NUL means that there is none. The
 * escape is '\\' or NUL, which stands for the usual doubled quote. */
typedef struct
{
  SpEncoding encoding;
  guint      bom_length;        /* bytes */
  guint      n_preamble;        /* lines before the table */
  char       delimiter;
  char       quote;
  char       escape;
  char       decimal;           /* '.' or ',' */
  guint      has_header : 1;
  guint      nel : 1;           /* lines end with U+0085 and nothing else */
  guint      skip_blank : 1;    /* an empty line is no row */
} SpDialect;

#define SP_DIALECT_INIT { SP_ENCODING_UTF_8, 0, 0, ',', '"', '\0', '.', TRUE, FALSE, TRUE }

gboolean    sp_dialect_equal          (const SpDialect *a,
                                       const SpDialect *b);
const char *sp_dialect_delimiter_name (char             delimiter);

G_END_DECLS
