/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* The heights of the rows of a long list, of which only some were measured; the others are taken to be as high as the
 * measured ones are on average. Owned by an SpItemList; plain numbers, so that it can be tested without a display.
 *
 * Sums are made by walking: two thousand additions take some microseconds, once per frame. */

#include "config.h"

#include "ui/sp-row-heights.h"

#define UNKNOWN (-1)

struct _SpRowHeights
{
  GArray *heights;  /* of int, UNKNOWN when never measured */
  gint64 known;     /* sum of the measured heights */
  guint n_known;
  int first_guess;
};

/**
 * sp_row_heights_new:
 * @first_guess: the height of a row as long as none was measured
 *
 * Returns: (transfer full): the heights of no rows
 */
SpRowHeights *
sp_row_heights_new (int first_guess)
{
  SpRowHeights *self = g_new0 (SpRowHeights, 1);

  self->heights = g_array_new (FALSE, FALSE, sizeof (int));
  self->first_guess = first_guess;

  return self;
}

/**
 * sp_row_heights_free:
 * @self: (transfer full): heights
 */
void
sp_row_heights_free (SpRowHeights *self)
{
  g_return_if_fail (self != NULL);

  g_array_unref (self->heights);
  g_free (self);
}

/**
 * sp_row_heights_get_n_rows:
 * @self: heights
 *
 * Returns: how many rows there are
 */
guint
sp_row_heights_get_n_rows (SpRowHeights *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->heights->len;
}

static void
forget (SpRowHeights *self,
        guint         row)
{
  int *height = &g_array_index (self->heights, int, row);

  if (*height == UNKNOWN)
    return;

  self->known -= *height;
  self->n_known--;
  *height = UNKNOWN;
}

/**
 * sp_row_heights_splice:
 * @self: heights
 * @position: where rows come and go
 * @n_removed: how many go
 * @n_added: how many come, not measured yet
 */
void
sp_row_heights_splice (SpRowHeights *self,
                       guint         position,
                       guint         n_removed,
                       guint         n_added)
{
  const int unknown = UNKNOWN;

  g_return_if_fail (self != NULL);
  g_return_if_fail (position + n_removed <= self->heights->len);

  for (guint i = position; i < position + n_removed; i++)
    forget (self, i);
  if (n_removed > 0)
    g_array_remove_range (self->heights, position, n_removed);
  for (guint i = 0; i < n_added; i++)
    g_array_insert_val (self->heights, position + i, unknown);
}

static inline int
guess (SpRowHeights *self)
{
  return self->n_known > 0 ? (int) (self->known / self->n_known) : self->first_guess;
}

/**
 * sp_row_heights_get:
 * @self: heights
 * @row: a row
 *
 * Returns: its height as measured, or as it is guessed
 */
int
sp_row_heights_get (SpRowHeights *self,
                    guint         row)
{
  int height;

  g_return_val_if_fail (self != NULL, 0);
  g_return_val_if_fail (row < self->heights->len, 0);

  height = g_array_index (self->heights, int, row);

  return height != UNKNOWN ? height : guess (self);
}

/**
 * sp_row_heights_set:
 * @self: heights
 * @row: a row
 * @height: its height as measured
 */
void
sp_row_heights_set (SpRowHeights *self,
                    guint         row,
                    int           height)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (row < self->heights->len);
  g_return_if_fail (height >= 0);

  forget (self, row);
  g_array_index (self->heights, int, row) = height;
  self->known += height;
  self->n_known++;
}

/**
 * sp_row_heights_get_top:
 * @self: heights
 * @row: a row, or the number of rows
 *
 * Returns: how far below the first row's top it begins; for the number of rows, the height of all
 */
double
sp_row_heights_get_top (SpRowHeights *self,
                        guint         row)
{
  double top = 0;
  int guessed;

  g_return_val_if_fail (self != NULL, 0);
  g_return_val_if_fail (row <= self->heights->len, 0);

  guessed = guess (self);
  for (guint i = 0; i < row; i++)
    {
      int height = g_array_index (self->heights, int, i);

      top += height != UNKNOWN ? height : guessed;
    }

  return top;
}

/**
 * sp_row_heights_find:
 * @self: heights
 * @y: a place, counted from the first row's top
 * @offset: (out): how far @y is below the top of the row
 *
 * Returns: the row at @y; the last one when @y is below it, 0 when there is none
 */
guint
sp_row_heights_find (SpRowHeights *self,
                     double        y,
                     int          *offset)
{
  double top = 0;
  guint row = 0;
  int guessed;

  g_return_val_if_fail (self != NULL, 0);
  g_return_val_if_fail (offset != NULL, 0);

  guessed = guess (self);
  while (row + 1 < self->heights->len)
    {
      int height = g_array_index (self->heights, int, row);

      if (height == UNKNOWN)
        height = guessed;
      if (top + height > y)
        break;
      top += height;
      row++;
    }
  *offset = (int) (y - top);

  return row;
}
