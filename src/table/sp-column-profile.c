/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* What a column holds, told from some of its cells. A plain value; any thread. */

#include "config.h"

#include "table/sp-column-profile.h"

/* A column is of a type when at least this share of what it holds is. One odd
 * cell among hundreds must not hide that a column is one of numbers. */
#define SHARE 0.95

static guint64
get_n_present (const SpColumnProfile *self)
{
  guint64 n = 0;

  for (guint type = SP_CELL_BOOLEAN; type < SP_N_CELL_TYPES; type++)
    n += self->counts[type];

  return n;
}

static guint64
get_n_of (const SpColumnProfile *self,
          SpCellType             type)
{
  /* A whole number fits a column of numbers. */
  return self->counts[type] + (type == SP_CELL_NUMBER ? self->counts[SP_CELL_INTEGER] : 0);
}

/**
 * sp_column_profile_add:
 * @self: a profile
 * @text: the text of one more cell
 * @length: its length
 * @decimal: the decimal separator
 *
 * Looks at one more cell.
 */
void
sp_column_profile_add (SpColumnProfile *self,
                       const char      *text,
                       gsize            length,
                       char             decimal)
{
  g_return_if_fail (self != NULL);

  self->counts[sp_cell_type_of (text, length, decimal)]++;
}

/**
 * sp_column_profile_get_cell_type:
 * @self: a profile
 *
 * Returns: what the column holds; %SP_CELL_MISSING when it holds nothing
 */
SpCellType
sp_column_profile_get_cell_type (const SpColumnProfile *self)
{
  guint64 n_present;

  g_return_val_if_fail (self != NULL, SP_CELL_TEXT);

  n_present = get_n_present (self);
  if (n_present == 0)
    return SP_CELL_MISSING;

  for (guint type = SP_CELL_BOOLEAN; type < SP_CELL_TEXT; type++)
    if ((double) get_n_of (self, type) >= SHARE * n_present)
      return type;

  return SP_CELL_TEXT;
}

/**
 * sp_column_profile_get_n_odd:
 * @self: a profile
 *
 * Returns: how many of the cells seen do not fit the column's type
 */
guint64
sp_column_profile_get_n_odd (const SpColumnProfile *self)
{
  SpCellType type;

  g_return_val_if_fail (self != NULL, 0);

  type = sp_column_profile_get_cell_type (self);
  if (type == SP_CELL_TEXT || type == SP_CELL_MISSING)
    return 0;

  return get_n_present (self) - get_n_of (self, type);
}

/**
 * sp_column_profile_is_right:
 * @self: a profile
 *
 * Returns: whether the column is read best when its cells end at the right
 */
gboolean
sp_column_profile_is_right (const SpColumnProfile *self)
{
  SpCellType type = sp_column_profile_get_cell_type (self);

  return type == SP_CELL_INTEGER || type == SP_CELL_NUMBER;
}
