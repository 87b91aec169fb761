/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Finds where the rows of a delimited text begin, window by window, at some
 * gigabytes in a second. It stops only at quotes and line ends; everything
 * between is found by sp-byte-mask.
 *
 * The reading is that of pandas and of Python's csv module, so that the
 * preview shows the rows that the agent's code will see: a quote opens only at
 * the beginning of a cell. In one point we are kinder than they are. A stray
 * quote that opens and is never properly closed would swallow the rest of the
 * file; here it is taken for an ordinary character when
 *  - the text ends, or SP_SCAN_MAX_QUOTED have passed, before it is closed, or
 *  - it is closed some lines later, or had spaces before it, and is not closed
 *    in front of a delimiter.
 *
 * A plain struct for one thread at a time. */

#include "config.h"

#include "table/sp-record-scanner.h"

/* Marks are searched in blocks that stay in the processor's first cache. */
#define BLOCK 4096

typedef struct
{
  const guint8 *units;
  guint64       start;
  gsize         n_units;
  gboolean      is_last;
} Window;

static gboolean
is_line_end (const SpRecordScanner *self,
             guint8                 c)
{
  return self->dialect.nel ? c == 0x85 : c == '\n' || c == '\r';
}

/* Does the cell begin here? Spaces before the quote are forgiven. */
static inline gboolean
opens_cell (const SpRecordScanner *self,
            const Window          *window,
            gsize                  at)
{
  gsize least = at > SP_SCAN_BEHIND ? at - SP_SCAN_BEHIND : 0;
  gsize i = at;

  if (at > 0 && window->units[at - 1] == self->delimiter)
    return TRUE;

  while (i > least && window->units[i - 1] == ' ' && self->dialect.delimiter != ' ')
    i--;

  if (window->start + i == self->row_start)
    return TRUE;

  return i > 0 && window->units[i - 1] == self->delimiter;
}

/* Is this closing quote followed by what should follow? */
static gboolean
closes_cell (const SpRecordScanner *self,
             const Window          *window,
             gsize                  at)
{
  gsize most = MIN (window->n_units, at + SP_SCAN_AHEAD);
  gsize i = at + 1;

  while (i < most && window->units[i] == ' ' && self->dialect.delimiter != ' ')
    i++;

  return i >= window->n_units ||
         window->units[i] == self->delimiter ||
         is_line_end (self, window->units[i]) ||
         (self->dialect.nel && window->units[i] == 0xC2);
}

static inline void
end_row (SpRecordScanner *self,
         guint64          end,
         guint64          next)
{
  if (end > self->row_start || !self->dialect.skip_blank)
    {
      if (self->n_until_kept == 0)
        {
          g_array_append_val (self->starts, self->row_start);
          self->n_until_kept = self->every;
        }
      self->n_until_kept--;
      self->n_rows++;
    }

  self->row_start = next;
}

static inline void
take_line_end (SpRecordScanner *self,
               const Window    *window,
               gsize            at)
{
  guint64 position = window->start + at;
  guint8 before = at > 0 ? window->units[at - 1] : 0;
  guint8 c = window->units[at];

  if (self->dialect.nel && self->dialect.encoding == SP_ENCODING_UTF_8)
    {
      /* U+0085 is C2 85; another 85 is the end of another character. */
      if (before == 0xC2 && position > self->row_start)
        end_row (self, position - 1, position + 1);
    }
  else if (c == '\n' && before == '\r' && position == self->row_start)
    self->row_start = position + 1;
  else
    end_row (self, position, position + 1);
}

/* The quote that is open was an ordinary character: go back behind it. */
static void
forget_quote (SpRecordScanner *self)
{
  self->position = self->quote_start + 1;
  self->skip_until = 0;
  self->in_quotes = FALSE;
}

/* Returns FALSE when the scan must go on from another position. */
static inline gboolean
take_quote (SpRecordScanner *self,
            const Window    *window,
            gsize            at)
{
  guint64 position = window->start + at;

  if (!self->in_quotes)
    {
      if (opens_cell (self, window, at))
        {
          self->in_quotes = TRUE;
          self->quoted_newline = FALSE;
          self->quote_is_padded = at > 0 && window->units[at - 1] == ' ' && self->dialect.delimiter != ' ';
          self->quote_start = position;
        }
      return TRUE;
    }

  if (self->escape == '\0' &&
      at + 1 < window->n_units &&
      window->units[at + 1] == self->quote)
    {
      self->skip_until = position + 2;
      return TRUE;
    }

  if ((self->quoted_newline || self->quote_is_padded) && !closes_cell (self, window, at))
    {
      forget_quote (self);
      return FALSE;
    }

  self->in_quotes = FALSE;
  return TRUE;
}

/* Returns FALSE when the scan must go on from another position. */
static inline gboolean
take_mark (SpRecordScanner *self,
           const Window    *window,
           gsize            at)
{
  guint8 c = window->units[at];
  guint64 position = window->start + at;

  if (position < self->skip_until)
    return TRUE;

  if (c == self->quote && c != '\0')
    {
      if (!window->is_last && at + SP_SCAN_AHEAD >= window->n_units)
        {
          self->position = position;
          return FALSE;
        }
      return take_quote (self, window, at);
    }

  if (c == self->escape && c != '\0')
    self->skip_until = position + 2;
  else if (self->in_quotes)
    self->quoted_newline = TRUE;
  else
    take_line_end (self, window, at);

  return TRUE;
}

/* Looks at one block of the window; FALSE when the position was set anew. */
static gboolean
scan_block (SpRecordScanner *self,
            const Window    *window,
            gsize            from,
            gsize            n_units)
{
  guint64 masks[BLOCK / 64];

  self->find_marks (window->units + from, n_units, self->marks, masks);

  for (gsize w = 0; w * 64 < n_units; w++)
    {
      guint64 mask = masks[w];

      while (mask != 0)
        {
          gsize at = from + w * 64 + (gsize) __builtin_ctzll (mask);

          mask &= mask - 1;
          if (!take_mark (self, window, at))
            return FALSE;
        }
    }

  self->position = window->start + from + n_units;
  return TRUE;
}

/* The text ends here: what is open is closed. FALSE when it goes on after all. */
static gboolean
finish (SpRecordScanner *self,
        guint64          end)
{
  if (self->in_quotes)
    {
      forget_quote (self);
      return FALSE;
    }

  if (end > self->row_start)
    end_row (self, end, end);

  return TRUE;
}

/**
 * sp_record_scanner_init:
 * @self: an uninitialized scanner
 * @dialect: how the text is written
 * @position: where a row begins
 * @every: keep the start of each row (1), or of each @every-th only
 *
 * Gets @self ready. Free what it collects with sp_record_scanner_clear().
 */
void
sp_record_scanner_init (SpRecordScanner *self,
                        const SpDialect *dialect,
                        guint64          position,
                        guint            every)
{
  guint8 line_end;

  g_return_if_fail (self != NULL);
  g_return_if_fail (dialect != NULL);
  g_return_if_fail (every > 0);

  line_end = dialect->nel ? 0x85 : '\n';

  *self = (SpRecordScanner) {
    .find_marks = sp_byte_mask_get_best (),
    .dialect = *dialect,
    .delimiter = (guint8) dialect->delimiter,
    .quote = (guint8) dialect->quote,
    .escape = (guint8) dialect->escape,
    .every = every,
    .origin = position,
    .position = position,
    .row_start = position,
    .starts = g_array_new (FALSE, FALSE, sizeof (guint64)),
  };

  self->marks[0] = line_end;
  self->marks[1] = dialect->nel ? line_end : '\r';
  self->marks[2] = dialect->quote != '\0' ? (guint8) dialect->quote : line_end;
  self->marks[3] = dialect->escape != '\0' ? (guint8) dialect->escape : line_end;
}

/**
 * sp_record_scanner_clear:
 * @self: a scanner
 *
 * Frees what it has collected.
 */
void
sp_record_scanner_clear (SpRecordScanner *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->starts, g_array_unref);
}

/**
 * sp_record_scanner_scan:
 * @self: a scanner
 * @window: a piece of the text
 * @window_start: its position in the text
 * @n_units: its length
 * @is_last: whether the text ends with it
 *
 * Scans as much of the window as it can. The next window must again begin
 * %SP_SCAN_BEHIND before the scanner's position, which may have gone back, or
 * where the scanner began; and
 * hold more than %SP_SCAN_BEHIND + %SP_SCAN_AHEAD unless it is the last.
 *
 * Returns: %TRUE while there is more to scan
 */
gboolean
sp_record_scanner_scan (SpRecordScanner *self,
                        const guint8    *window,
                        guint64          window_start,
                        gsize            n_units,
                        gboolean         is_last)
{
  Window view = { window, window_start, n_units, is_last };
  guint64 end = window_start + n_units;

  g_return_val_if_fail (self != NULL && self->starts != NULL, FALSE);
  g_return_val_if_fail (window != NULL || n_units == 0, FALSE);
  g_return_val_if_fail (self->position >= window_start, FALSE);

  while (self->position >= window_start)
    {
      gsize from;

      if (self->position >= end)
        {
          if (!is_last)
            return TRUE;
          if (finish (self, end))
            return FALSE;
          continue;
        }

      if (self->in_quotes && self->position - self->quote_start > SP_SCAN_MAX_QUOTED)
        {
          forget_quote (self);
          continue;
        }

      from = self->position - window_start;
      if (from < SP_SCAN_BEHIND && window_start > self->origin)
        return TRUE;

      if (!scan_block (self, &view, from, MIN (BLOCK, n_units - from)) &&
          !is_last && self->position + SP_SCAN_AHEAD >= end)
        return TRUE;
    }

  return TRUE;
}

/**
 * sp_record_scanner_text:
 * @self: a scanner
 * @text: a whole text
 * @n_units: its length
 *
 * Scans a text that is in memory from the scanner's position to its end.
 */
void
sp_record_scanner_text (SpRecordScanner *self,
                        const guint8    *text,
                        gsize            n_units)
{
  g_return_if_fail (self != NULL);

  while (sp_record_scanner_scan (self, text, 0, n_units, TRUE))
    ;
}
