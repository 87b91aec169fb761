/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Opening tables in tests: what views do with signals, step by step. */

#include "config.h"

#include "table-test-utils.h"

#include <unistd.h>

/**
 * table_test_write:
 * @contents: bytes
 * @length: how many, or -1 for a string
 *
 * Returns: (transfer full): the path of a new file that holds them
 */
char *
table_test_write (const char *contents,
                  gssize      length)
{
  static guint n_files;
  g_autofree char *name = g_strdup_printf ("sandpiper-table-%d-%u.csv", (int) getpid (), n_files++);
  char *path = g_build_filename (g_get_tmp_dir (), name, NULL);
  g_autoptr(GError) error = NULL;

  g_file_set_contents (path, contents, length, &error);
  g_assert_no_error (error);

  return path;
}

static void
result_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  GAsyncResult **slot = user_data;

  *slot = g_object_ref (result);
}

/**
 * table_test_open:
 * @path: a file
 * @wish: (nullable): how to read it
 * @error: return location for an error
 *
 * Returns: (transfer full): the table, rows not yet counted
 */
SpTable *
table_test_open (const char       *path,
                 const SpDialect  *wish,
                 GError          **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  sp_table_open_async (path, wish, NULL, result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return sp_table_open_finish (result, error);
}

/**
 * table_test_count:
 * @table: a table
 *
 * Waits until all rows are counted.
 */
void
table_test_count (SpTable *table)
{
  while (sp_table_get_counting (table))
    g_main_context_iteration (NULL, TRUE);
}

/**
 * table_test_dup_cell:
 * @table: a table
 * @row: a row
 * @column: a column
 *
 * Waits for a cell.
 *
 * Returns: (transfer full) (nullable): its text
 */
char *
table_test_dup_cell (SpTable *table,
                     guint64  row,
                     guint    column)
{
  SpRowBlock *block;

  table_test_count (table);
  if (row >= sp_table_get_n_rows (table))
    return NULL;

  sp_table_request_block (table, row / SP_BLOCK_ROWS);
  while ((block = sp_table_peek_block (table, row / SP_BLOCK_ROWS)) == NULL)
    g_main_context_iteration (NULL, TRUE);

  return g_strdup (sp_row_block_get_cell (block, row % SP_BLOCK_ROWS, column, NULL));
}
