/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "table/sp-byte-mask.h"
#include "table/sp-dialect.h"

G_BEGIN_DECLS

/* How far around a mark the scanner looks: a window reaches this far before
 * the scanner's position (or to the beginning) and beyond it (or to the end). */
#define SP_SCAN_BEHIND 16
#define SP_SCAN_AHEAD  16

/* A quoted cell longer than this was never meant to be one. */
#define SP_SCAN_MAX_QUOTED (G_GUINT64_CONSTANT (16) * 1024 * 1024)

/* Where the rows of a delimited text begin. All positions count units (see
 * sp_encoding_get_unit()) from the beginning of the text. */
typedef struct
{
  /* Input */
  SpByteMaskFunc find_marks;
  guint8         marks[SP_N_MARKS];
  SpDialect      dialect;
  guint8         delimiter;      /* the dialect's, as units */
  guint8         quote;
  guint8         escape;
  guint          every;          /* keep the start of each n-th row */
  guint64        origin;         /* where the first row begins */

  /* In progress */
  guint64        position;       /* the next unit to look at */
  guint64        row_start;
  guint64        quote_start;
  guint64        skip_until;
  guint          n_until_kept;   /* rows until the next start is kept */
  guint          in_quotes : 1;
  guint          quoted_newline : 1;
  guint          quote_is_padded : 1;  /* spaces stand before the quote that is open */

  /* Output */
  guint64        n_rows;
  GArray        *starts;         /* (owned) of guint64 */
} SpRecordScanner;

void     sp_record_scanner_init  (SpRecordScanner *self,
                                  const SpDialect *dialect,
                                  guint64          position,
                                  guint            every);
void     sp_record_scanner_clear (SpRecordScanner *self);
gboolean sp_record_scanner_scan  (SpRecordScanner *self,
                                  const guint8    *window,
                                  guint64          window_start,
                                  gsize            n_units,
                                  gboolean         is_last);
void     sp_record_scanner_text  (SpRecordScanner *self,
                                  const guint8    *text,
                                  gsize            n_units);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SpRecordScanner, sp_record_scanner_clear)

G_END_DECLS
