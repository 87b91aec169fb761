/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Takes one record of a delimited text apart. The reading agrees with that of
 * sp-record-scanner, which found the record. Pure functions; any thread. */

#include "config.h"

#include "table/sp-record-parser.h"

#include <string.h>

typedef struct
{
  const SpDialect *dialect;
  const char      *at;
  const char      *end;
  gsize            max_cell;
  GString         *text;      /* (unowned) */
  SpCell           cell;
} Parser;

/* How many bytes the line end at @at takes; 0 if there is none. */
static gsize
line_end_length (const Parser *self,
                 const char   *at)
{
  gsize n_left = self->end - at;

  if (self->dialect->nel)
    return n_left >= 2 && memcmp (at, "\xC2\x85", 2) == 0 ? 2 : 0;

  if (n_left >= 2 && at[0] == '\r' && at[1] == '\n')
    return 2;

  return n_left >= 1 && (at[0] == '\r' || at[0] == '\n') ? 1 : 0;
}

static gboolean
is_cell_end (const Parser *self,
             const char   *at)
{
  return at >= self->end ||
         (*at == self->dialect->delimiter && self->dialect->delimiter != '\0') ||
         line_end_length (self, at) > 0;
}

static const char *
skip_spaces (const Parser *self,
             const char   *at)
{
  while (at < self->end && *at == ' ' && self->dialect->delimiter != ' ')
    at++;

  return at;
}

/* A cell is kept up to a bound; characters are never split. */
static void
append (Parser     *self,
        const char *bytes,
        gsize       n_bytes)
{
  gsize used = self->text->len - self->cell.offset;
  gsize room = self->max_cell > used ? self->max_cell - used : 0;

  if (self->cell.is_cut)
    return;

  if (n_bytes > room)
    {
      n_bytes = room;
      while (n_bytes > 0 && ((guchar) bytes[n_bytes] & 0xC0) == 0x80)
        n_bytes--;
      self->cell.is_cut = TRUE;
    }

  g_string_append_len (self->text, bytes, n_bytes);
}

static void
parse_plain (Parser *self)
{
  const char *start = self->at;

  while (!is_cell_end (self, self->at))
    {
      if (*self->at == self->dialect->escape && self->dialect->escape != '\0' &&
          self->at + 1 < self->end)
        {
          append (self, start, self->at - start);
          start = ++self->at;
        }
      self->at++;
    }

  append (self, start, self->at - start);
}

/* The closing quote of the cell whose opening quote stands at @quote; NULL if
 * the record ends before it. */
static const char *
find_closing_quote (const Parser *self,
                    const char   *quote)
{
  const char *at = quote + 1;

  for (; at < self->end; at++)
    {
      if (*at == self->dialect->escape && self->dialect->escape != '\0')
        at++;
      else if (*at != self->dialect->quote)
        continue;
      else if (self->dialect->escape == '\0' && at + 1 < self->end && at[1] == *at)
        at++;
      else
        return at;
    }

  return NULL;
}

static void
append_unquoted (Parser     *self,
                 const char *start,
                 const char *end)
{
  char escape = self->dialect->escape != '\0' ? self->dialect->escape : self->dialect->quote;
  const char *at;

  while ((at = memchr (start, escape, end - start)) != NULL)
    {
      append (self, start, at - start);
      if (at + 1 < end)
        append (self, at + 1, 1);
      start = MIN (at + 2, end);
    }

  append (self, start, end - start);
}

/* FALSE if this is no quoted cell after all. */
static gboolean
parse_quoted (Parser *self)
{
  const char *quote = skip_spaces (self, self->at);
  const char *close;
  const char *after;
  gboolean is_proper;

  if (quote >= self->end || self->dialect->quote == '\0' || *quote != self->dialect->quote)
    return FALSE;

  close = find_closing_quote (self, quote);
  if (close == NULL)
    return FALSE;

  after = skip_spaces (self, close + 1);
  is_proper = is_cell_end (self, after);
  if (!is_proper && quote > self->at)
    return FALSE;

  append_unquoted (self, quote + 1, close);
  self->cell.was_quoted = TRUE;
  self->at = is_proper ? after : close + 1;
  if (!is_proper)
    parse_plain (self);

  return TRUE;
}

/**
 * sp_record_parse:
 * @dialect: how the record is written
 * @record: a record in UTF-8, beginning at a row's start
 * @length: how much of the text there is; the record may end before
 * @max_cells: keep no more cells than this
 * @max_cell: keep no more bytes of a cell than this
 * @text: the cells' texts are appended here, without anything between them
 * @cells: (element-type SpCell): the cells are appended here
 *
 * Takes the first record of the text apart.
 *
 * Returns: how many bytes the record took, with its line end
 */
gsize
sp_record_parse (const SpDialect *dialect,
                 const char      *record,
                 gsize            length,
                 guint            max_cells,
                 gsize            max_cell,
                 GString         *text,
                 GArray          *cells)
{
  Parser self = { dialect, record, record + length, max_cell, text, { 0 } };
  guint n_cells = 0;

  g_return_val_if_fail (dialect != NULL, 0);
  g_return_val_if_fail (record != NULL || length == 0, 0);
  g_return_val_if_fail (text != NULL && cells != NULL, 0);

  for (;;)
    {
      gsize text_length = text->len;

      self.cell = (SpCell) { .offset = text_length };
      if (!parse_quoted (&self))
        parse_plain (&self);

      self.cell.length = text->len - text_length;
      if (n_cells < max_cells)
        g_array_append_val (cells, self.cell);
      else
        g_string_truncate (text, text_length);
      n_cells++;

      if (self.at >= self.end || line_end_length (&self, self.at) > 0)
        break;
      self.at++;
    }

  return self.at - record + line_end_length (&self, self.at);
}
