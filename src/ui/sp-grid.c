/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* A small table of texts, whatever it was read from: a data frame's JSON, an HTML table, a table in Markdown. Bounded in
 * rows, columns and cells, because what it is read from is untrusted. Owned by the view that shows it; main thread.
 * Filled by whoever made it, then left alone. */

#include "config.h"

#include "ui/sp-grid.h"

#include <math.h>
#include <string.h>

#include "base/sp-json.h"
#include "base/sp-str.h"
#include "ui/sp-safe-text.h"

struct _SpGrid
{
  GObject    parent_instance;

  char      *title;          /* (nullable) */
  GPtrArray *columns;        /* of char* */
  GPtrArray *rows;           /* of char**, each as long as @columns */
  float     *alignments;     /* as long as @columns; less than 0: by what the cells hold */
  gint64     total_rows;
  gint64     total_columns;
  guint      markup : 1;
};

G_DEFINE_FINAL_TYPE (SpGrid, sp_grid, G_TYPE_OBJECT)

static char *
copy_cell (const char *text)
{
  g_autofree char *safe = sp_safe_text (text, -1);

  return sp_str_ellipsize (safe, SP_GRID_MAX_CELL);
}

/* Numbers as people write them: signs, thousands, percents, currencies. */
static gboolean
is_number (const char *text)
{
  gboolean digits = FALSE;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      if (g_ascii_isdigit (*p))
        digits = TRUE;
      else if (strchr ("+-.,%$() eE", *p) == NULL && g_utf8_get_char (p) != 0x2212)
        return FALSE;
    }
  return digits;
}

static gboolean
is_missing (const char *text)
{
  return *text == '\0' || strcmp (text, "NaN") == 0 || strcmp (text, "None") == 0 || strcmp (text, "NaT") == 0 ||
         strcmp (text, "<NA>") == 0 || strcmp (text, "—") == 0 || strcmp (text, "…") == 0 || strcmp (text, "...") == 0;
}

static gboolean
column_is_numeric (SpGrid *self,
                   guint   column)
{
  gboolean any = FALSE;

  for (guint i = 0; i < self->rows->len; i++)
    {
      const char *cell = sp_grid_get_cell (self, i, column);

      if (is_missing (cell))
        continue;
      if (!is_number (cell))
        return FALSE;
      any = TRUE;
    }
  return any;
}

static void
sp_grid_finalize (GObject *object)
{
  SpGrid *self = SP_GRID (object);

  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->columns, g_ptr_array_unref);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->alignments, g_free);

  G_OBJECT_CLASS (sp_grid_parent_class)->finalize (object);
}

static void
sp_grid_class_init (SpGridClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sp_grid_finalize;
}

static void
sp_grid_init (SpGrid *self)
{
  self->columns = g_ptr_array_new_with_free_func (g_free);
  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
}

/**
 * sp_grid_new:
 * @columns: (array zero-terminated=1): the names of the columns
 *
 * Makes a grid without rows. Columns past %SP_GRID_MAX_COLUMNS are only counted.
 *
 * Returns: (transfer full): the grid
 */
SpGrid *
sp_grid_new (const char *const *columns)
{
  g_autoptr(SpGrid) self = NULL;

  g_return_val_if_fail (columns != NULL, NULL);

  self = g_object_new (SP_TYPE_GRID, NULL);
  for (; columns[self->total_columns] != NULL; self->total_columns++)
    if (self->columns->len < SP_GRID_MAX_COLUMNS)
      g_ptr_array_add (self->columns, copy_cell (columns[self->total_columns]));

  self->alignments = g_new (float, self->columns->len + 1);
  for (guint i = 0; i < self->columns->len; i++)
    self->alignments[i] = -1;

  return g_steal_pointer (&self);
}

/**
 * sp_grid_add_row:
 * @self: a grid
 * @cells: (array zero-terminated=1): its cells; missing ones are empty, those too many left out
 *
 * Adds a row; past %SP_GRID_MAX_ROWS it is only counted.
 */
void
sp_grid_add_row (SpGrid            *self,
                 const char *const *cells)
{
  char **row;

  g_return_if_fail (SP_IS_GRID (self));
  g_return_if_fail (cells != NULL);

  self->total_rows++;
  if (self->rows->len >= SP_GRID_MAX_ROWS)
    return;

  row = g_new0 (char *, self->columns->len + 1);
  for (guint i = 0; i < self->columns->len; i++)
    {
      row[i] = *cells == NULL ? g_strdup ("") : self->markup ? g_strdup (*cells) : copy_cell (*cells);
      if (*cells != NULL)
        cells++;
    }
  g_ptr_array_add (self->rows, row);
}

/**
 * sp_grid_get_n_rows:
 * @self: a grid
 *
 * Returns: how many rows it holds
 */
guint
sp_grid_get_n_rows (SpGrid *self)
{
  g_return_val_if_fail (SP_IS_GRID (self), 0);

  return self->rows->len;
}

/**
 * sp_grid_get_n_columns:
 * @self: a grid
 *
 * Returns: how many columns it holds
 */
guint
sp_grid_get_n_columns (SpGrid *self)
{
  g_return_val_if_fail (SP_IS_GRID (self), 0);

  return self->columns->len;
}

/**
 * sp_grid_get_column:
 * @self: a grid
 * @column: a column it holds
 *
 * Returns: (transfer none): the column's name
 */
const char *
sp_grid_get_column (SpGrid *self,
                    guint   column)
{
  g_return_val_if_fail (SP_IS_GRID (self), NULL);
  g_return_val_if_fail (column < self->columns->len, NULL);

  return g_ptr_array_index (self->columns, column);
}

/**
 * sp_grid_get_cell:
 * @self: a grid
 * @row: a row it holds
 * @column: a column it holds
 *
 * Returns: (transfer none): the cell's text
 */
const char *
sp_grid_get_cell (SpGrid *self,
                  guint   row,
                  guint   column)
{
  char **cells;

  g_return_val_if_fail (SP_IS_GRID (self), NULL);
  g_return_val_if_fail (row < self->rows->len, NULL);
  g_return_val_if_fail (column < self->columns->len, NULL);

  cells = g_ptr_array_index (self->rows, row);
  return cells[column];
}

/**
 * sp_grid_get_alignment:
 * @self: a grid
 * @column: a column it holds
 *
 * Returns: where in its width the column's text stands: 0 for the left, 1 for the right, where numbers stand
 */
float
sp_grid_get_alignment (SpGrid *self,
                       guint   column)
{
  g_return_val_if_fail (SP_IS_GRID (self), 0);
  g_return_val_if_fail (column < self->columns->len, 0);

  if (self->alignments[column] < 0)
    self->alignments[column] = column_is_numeric (self, column) ? 1 : 0;
  return self->alignments[column];
}

/**
 * sp_grid_set_alignment:
 * @self: a grid
 * @column: a column it holds
 * @alignment: 0 for the left to 1 for the right, less than 0 to go by what the cells hold
 *
 * Sets where the text of @column stands.
 */
void
sp_grid_set_alignment (SpGrid *self,
                       guint   column,
                       float   alignment)
{
  g_return_if_fail (SP_IS_GRID (self));
  g_return_if_fail (column < self->columns->len);

  self->alignments[column] = alignment;
}

/**
 * sp_grid_get_total_rows:
 * @self: a grid
 *
 * Returns: how many rows the table has that this is a part of
 */
gint64
sp_grid_get_total_rows (SpGrid *self)
{
  g_return_val_if_fail (SP_IS_GRID (self), 0);

  return MAX (self->total_rows, (gint64) self->rows->len);
}

/**
 * sp_grid_get_total_columns:
 * @self: a grid
 *
 * Returns: how many columns the table has that this is a part of
 */
gint64
sp_grid_get_total_columns (SpGrid *self)
{
  g_return_val_if_fail (SP_IS_GRID (self), 0);

  return self->total_columns;
}

/**
 * sp_grid_set_totals:
 * @self: a grid
 * @rows: rows of the whole table
 * @columns: its columns
 *
 * Tells how large the table is that this is a part of.
 */
void
sp_grid_set_totals (SpGrid *self,
                    gint64  rows,
                    gint64  columns)
{
  g_return_if_fail (SP_IS_GRID (self));

  self->total_rows = rows;
  self->total_columns = columns;
}

/**
 * sp_grid_get_markup:
 * @self: a grid
 *
 * Returns: whether the texts are Pango markup that we made
 */
gboolean
sp_grid_get_markup (SpGrid *self)
{
  g_return_val_if_fail (SP_IS_GRID (self), FALSE);

  return self->markup;
}

/**
 * sp_grid_set_markup:
 * @self: a grid without rows
 * @markup: whether the rows that will be added are well-formed Pango markup
 *
 * Sets how the cells are to be read. The columns' names are always plain.
 */
void
sp_grid_set_markup (SpGrid   *self,
                    gboolean  markup)
{
  g_return_if_fail (SP_IS_GRID (self));

  self->markup = markup;
}

/**
 * sp_grid_get_title:
 * @self: a grid
 *
 * Returns: (transfer none) (nullable): a line to show above the table
 */
const char *
sp_grid_get_title (SpGrid *self)
{
  g_return_val_if_fail (SP_IS_GRID (self), NULL);

  return self->title;
}

/**
 * sp_grid_set_title:
 * @self: a grid
 * @title: (nullable): plain text
 *
 * Sets a line to show above the table.
 */
void
sp_grid_set_title (SpGrid     *self,
                   const char *title)
{
  g_return_if_fail (SP_IS_GRID (self));

  sp_set_str (&self->title, title);
}

static void
append_field (GString    *string,
              const char *field,
              gboolean    markup)
{
  g_autofree char *plain = g_strdup (field);

  if (markup)
    {
      /* Our own markup holds no literal "<" but its tags, and three entities. */
      g_autoptr(GRegex) tags = g_regex_new ("<[^>]*>", 0, 0, NULL);
      g_autofree char *text = g_regex_replace_literal (tags, field, -1, 0, "", 0, NULL);
      g_autoptr(GString) decoded = g_string_new (text);

      g_string_replace (decoded, "&lt;", "<", 0);
      g_string_replace (decoded, "&gt;", ">", 0);
      g_string_replace (decoded, "&quot;", "\"", 0);
      g_string_replace (decoded, "&apos;", "'", 0);
      g_string_replace (decoded, "&#39;", "'", 0);
      g_string_replace (decoded, "&amp;", "&", 0);
      sp_set_str (&plain, decoded->str);
    }
  g_strdelimit (plain, "\t\n", ' ');
  g_string_append (string, plain);
}

/**
 * sp_grid_to_delimited:
 * @self: a grid
 *
 * Writes the grid for the clipboard, as spreadsheets take it.
 *
 * Returns: (transfer full): lines of fields separated by tabs
 */
char *
sp_grid_to_delimited (SpGrid *self)
{
  g_autoptr(GString) string = g_string_new (NULL);

  g_return_val_if_fail (SP_IS_GRID (self), NULL);

  for (guint c = 0; c < self->columns->len; c++)
    {
      g_string_append (string, c > 0 ? "\t" : "");
      append_field (string, sp_grid_get_column (self, c), FALSE);
    }
  g_string_append_c (string, '\n');
  for (guint r = 0; r < self->rows->len; r++)
    {
      for (guint c = 0; c < self->columns->len; c++)
        {
          g_string_append (string, c > 0 ? "\t" : "");
          append_field (string, sp_grid_get_cell (self, r, c), self->markup);
        }
      g_string_append_c (string, '\n');
    }

  return g_string_free (g_steal_pointer (&string), FALSE);
}
