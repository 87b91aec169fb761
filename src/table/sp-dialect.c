/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* The dialect of a delimited file: a plain value. Any thread. */

#include "config.h"

#include "table/sp-dialect.h"

#include <glib/gi18n.h>

/**
 * sp_dialect_equal:
 * @a: a dialect
 * @b: another
 *
 * Returns: whether a file reads the same in both
 */
gboolean
sp_dialect_equal (const SpDialect *a,
                  const SpDialect *b)
{
  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  return a->encoding == b->encoding &&
         a->bom_length == b->bom_length &&
         a->n_preamble == b->n_preamble &&
         a->delimiter == b->delimiter &&
         a->quote == b->quote &&
         a->escape == b->escape &&
         a->decimal == b->decimal &&
         a->has_header == b->has_header &&
         a->nel == b->nel &&
         a->skip_blank == b->skip_blank;
}

/**
 * sp_dialect_delimiter_name:
 * @delimiter: what stands between the cells; NUL for a single column
 *
 * Returns: (transfer none): what people call it
 */
const char *
sp_dialect_delimiter_name (char delimiter)
{
  switch (delimiter)
    {
    case '\0': return _("one column");
    case ',': return _("comma");
    case ';': return _("semicolon");
    case '\t': return _("tab");
    case '|': return _("vertical bar");
    case ' ': return _("space");
    case ':': return _("colon");
    default: return _("special character");
    }
}
