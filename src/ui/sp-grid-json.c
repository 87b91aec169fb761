/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Reads the two JSON forms of tables that cells display into an SpGrid: a data frame's
 * "application/vnd.sandpiper.table+json" and the look at a file "application/vnd.sandpiper.datacard+json". Both come out
 * of a sandbox, where any code may have written them: nothing is taken for granted, everything is bounded. */

#include "config.h"

#include "ui/sp-grid.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/sp-json.h"
#include "base/sp-str.h"

/* The shortest text that reads back as the same number. */
static char *
format_double (double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (!isfinite (value))
    return g_strdup (isnan (value) ? "" : value > 0 ? "∞" : "−∞");
  g_ascii_formatd (buffer, sizeof buffer, "%.15g", value);
  if (g_ascii_strtod (buffer, NULL) != value)
    g_ascii_dtostr (buffer, sizeof buffer, value);
  return g_strdup (buffer);
}

static char *
format_node (JsonNode *node)
{
  GType type;

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return g_strdup ("");
  if (!JSON_NODE_HOLDS_VALUE (node))
    return sp_json_to_string (node);

  type = json_node_get_value_type (node);
  if (type == G_TYPE_STRING)
    return g_strdup (json_node_get_string (node));
  if (type == G_TYPE_BOOLEAN)
    return g_strdup (json_node_get_boolean (node) ? "True" : "False");
  if (type == G_TYPE_INT64)
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
  return format_double (json_node_get_double (node));
}

static gboolean
node_is_array (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_ARRAY (node);
}

static gboolean
node_is_object (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node);
}

static char **
column_names (JsonArray *columns)
{
  guint n_columns = MIN (json_array_get_length (columns), SP_GRID_MAX_COLUMNS);
  char **names = g_new0 (char *, n_columns + 1);

  for (guint i = 0; i < n_columns; i++)
    {
      JsonNode *node = json_array_get_element (columns, i);

      if (node_is_object (node))
        names[i] = format_node (json_object_get_member (json_node_get_object (node), "name"));
      else
        names[i] = format_node (node);
    }
  return names;
}

static void
add_json_row (SpGrid    *grid,
              JsonArray *row)
{
  guint n_cells = MIN (json_array_get_length (row), SP_GRID_MAX_COLUMNS);
  g_auto(GStrv) cells = g_new0 (char *, n_cells + 1);

  for (guint i = 0; i < n_cells; i++)
    cells[i] = format_node (json_array_get_element (row, i));
  sp_grid_add_row (grid, (const char *const *) cells);
}

/**
 * sp_grid_new_from_json:
 * @text: JSON of the form {columns, rows, n_rows, n_cols}
 * @error: return location for an error
 *
 * Reads a data frame as the kernel displays it.
 *
 * Returns: (transfer full): the grid, or %NULL with @error set when it is not of that form
 */
SpGrid *
sp_grid_new_from_json (const char  *text,
                       GError     **error)
{
  g_autoptr(JsonObject) object = NULL;
  g_autoptr(SpGrid) grid = NULL;
  g_auto(GStrv) names = NULL;
  JsonArray *columns = NULL;
  JsonArray *rows = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  object = sp_json_parse_object (text, -1, error);
  if (object == NULL || !sp_json_get_array (object, "columns", &columns, error) ||
      !sp_json_get_array (object, "rows", &rows, error))
    return NULL;

  names = column_names (columns);
  grid = sp_grid_new ((const char *const *) names);
  for (guint i = 0; i < MIN (json_array_get_length (rows), SP_GRID_MAX_ROWS); i++)
    {
      JsonNode *row = json_array_get_element (rows, i);

      if (node_is_array (row))
        add_json_row (grid, json_node_get_array (row));
    }
  sp_grid_set_totals (grid,
                      sp_json_peek_int (object, "n_rows", json_array_get_length (rows)),
                      sp_json_peek_int (object, "n_cols", json_array_get_length (columns)));

  return g_steal_pointer (&grid);
}

static char *
format_member (JsonObject *object,
               const char *member)
{
  return format_node (json_object_get_member (object, member));
}

static gboolean
has_number (JsonObject *object,
            const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) != G_TYPE_STRING;
}

/* What a column holds: from where to where its numbers go, or its most frequent values, which are [value, count] pairs. */
static char *
format_values (JsonObject *column)
{
  g_autoptr(GString) string = g_string_new (NULL);
  JsonArray *values = sp_json_peek_array (column, "values");

  if (has_number (column, "min") && has_number (column, "max"))
    {
      g_autofree char *min = format_member (column, "min");
      g_autofree char *max = format_member (column, "max");

      /* translators: the smallest and the largest number of a column */
      return g_strdup_printf (_("%s to %s"), min, max);
    }
  for (guint i = 0; values != NULL && i < MIN (json_array_get_length (values), 3); i++)
    {
      JsonNode *node = json_array_get_element (values, i);
      g_autofree char *value = NULL;

      if (node_is_array (node) && json_array_get_length (json_node_get_array (node)) > 0)
        node = json_array_get_element (json_node_get_array (node), 0);
      value = format_node (node);
      g_string_append_printf (string, "%s%s", i > 0 ? " · " : "", value);
    }
  return g_string_free (g_steal_pointer (&string), FALSE);
}

/* Faults are objects with a text, of a column or of the whole file. */
static char *
format_faults (JsonObject *object)
{
  g_autoptr(GString) string = g_string_new (NULL);
  JsonArray *faults = sp_json_peek_array (object, "faults");

  for (guint i = 0; faults != NULL && i < MIN (json_array_get_length (faults), 3); i++)
    {
      JsonNode *node = json_array_get_element (faults, i);
      g_autofree char *fault = NULL;

      if (node_is_object (node))
        fault = g_strdup (sp_json_peek_string (json_node_get_object (node), "text", ""));
      else
        fault = format_node (node);
      g_string_append_printf (string, "%s%s", i > 0 ? "; " : "", fault);
    }
  return g_string_free (g_steal_pointer (&string), FALSE);
}

static char *
card_title (JsonObject *object,
            gint64      n_rows,
            gint64      n_columns)
{
  g_autofree char *base = g_path_get_basename (sp_json_peek_string (object, "file", ""));
  g_autofree char *name = sp_str_safe_display (base);
  g_autofree char *faults = format_faults (object);
  /* translators: a file's name, its number of rows, its number of columns */
  g_autofree char *size = g_strdup_printf (_("%s: %'" G_GINT64_FORMAT " rows × %'" G_GINT64_FORMAT " columns"),
                                           name, n_rows, n_columns);
  g_autofree char *title = g_strconcat (size, *faults != '\0' ? "\n" : "", faults, NULL);

  return sp_str_ellipsize (title, SP_GRID_MAX_CELL);
}

/**
 * sp_grid_new_from_card:
 * @text: JSON of the form {file, n_rows, columns: [{name, type, n_missing, n_unique, values, min, max, faults}]}
 * @error: return location for an error
 *
 * Reads the look at a file that the agent took first: one row for each column of the file.
 *
 * Returns: (transfer full): the grid, or %NULL with @error set when it is not of that form
 */
SpGrid *
sp_grid_new_from_card (const char  *text,
                       GError     **error)
{
  const char *titles[] = { _("Column"), _("Type"), _("Missing"), _("Different"), _("Values"), _("Remarks"), NULL };
  g_autoptr(JsonObject) object = NULL;
  g_autoptr(SpGrid) grid = NULL;
  g_autofree char *title = NULL;
  JsonArray *columns = NULL;
  guint n_columns;

  g_return_val_if_fail (text != NULL, NULL);

  object = sp_json_parse_object (text, -1, error);
  if (object == NULL || !sp_json_get_array (object, "columns", &columns, error))
    return NULL;

  grid = sp_grid_new (titles);
  n_columns = json_array_get_length (columns);
  for (guint i = 0; i < MIN (n_columns, SP_GRID_MAX_ROWS); i++)
    {
      JsonNode *node = json_array_get_element (columns, i);
      g_auto(GStrv) cells = g_new0 (char *, 7);

      if (!node_is_object (node))
        continue;
      cells[0] = format_member (json_node_get_object (node), "name");
      cells[1] = format_member (json_node_get_object (node), "type");
      cells[2] = format_member (json_node_get_object (node), "n_missing");
      cells[3] = format_member (json_node_get_object (node), "n_unique");
      cells[4] = format_values (json_node_get_object (node));
      cells[5] = format_faults (json_node_get_object (node));
      sp_grid_add_row (grid, (const char *const *) cells);
    }

  sp_grid_set_alignment (grid, 4, 0);
  title = card_title (object, sp_json_peek_int (object, "n_rows", 0), n_columns);
  sp_grid_set_title (grid, title);

  return g_steal_pointer (&grid);
}
