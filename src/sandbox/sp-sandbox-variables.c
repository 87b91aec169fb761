/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* SpSandbox: what the session holds. The kernel is asked, but what it answers is taken over piece by piece: every text
 * is cut, every list is bounded, and what has another type than it should is left out. */

#include "config.h"

#include "sandbox/sp-sandbox-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/sp-json.h"
#include "base/sp-str.h"

#define MAX_VARIABLES 500
#define MAX_NAME 120
#define MAX_PREVIEW 200
#define MAX_SHAPE 8
#define MAX_ROWS 200
#define MAX_COLUMNS 200
#define MAX_INDEX_LEVELS 20
#define MAX_CELL 501

static void
copy_text (JsonObject *from,
           JsonObject *to,
           const char *member,
           gsize       max)
{
  g_autofree char *text = sp_str_ellipsize (sp_json_peek_string (from, member, ""), max);

  json_object_set_string_member (to, member, text);
}

static void
copy_count (JsonObject *from,
            JsonObject *to,
            const char *member)
{
  gint64 count = sp_json_peek_int (from, member, -1);

  if (count >= 0)
    json_object_set_int_member (to, member, count);
}

static gint64
peek_element (JsonArray *array,
              guint      position)
{
  JsonNode *node = json_array_get_element (array, position);

  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64
         ? MAX (json_node_get_int (node), 0) : 0;
}

static JsonObject *
peek_object_element (JsonArray *array,
                     guint      position)
{
  JsonNode *node = json_array_get_element (array, position);

  return JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static void
copy_shape (JsonObject *from,
            JsonObject *to)
{
  JsonArray *shape = sp_json_peek_array (from, "shape");
  JsonArray *copy;

  if (shape == NULL)
    return;

  copy = json_array_new ();
  for (guint i = 0; i < MIN (json_array_get_length (shape), MAX_SHAPE); i++)
    json_array_add_int_element (copy, peek_element (shape, i));
  json_object_set_array_member (to, "shape", copy);
}

static JsonObject *
read_variable (JsonObject *said)
{
  JsonObject *variable = json_object_new ();

  copy_text (said, variable, "name", MAX_NAME);
  copy_text (said, variable, "type", MAX_NAME);
  copy_text (said, variable, "preview", MAX_PREVIEW);
  copy_shape (said, variable);
  copy_count (said, variable, "length");
  copy_count (said, variable, "size");
  json_object_set_boolean_member (variable, "table", sp_json_peek_boolean (said, "table", FALSE));

  return variable;
}

static JsonObject *
read_variables (JsonObject  *answer,
                GError     **error)
{
  JsonArray *said = sp_json_peek_array (answer, "variables");
  JsonObject *variables;
  JsonArray *list;

  if (said == NULL)
    {
      g_set_error_literal (error, SP_SANDBOX_ERROR, SP_SANDBOX_ERROR_PROTOCOL,
                           _("The session did not say what it holds. Restart it if this happens again."));
      return NULL;
    }

  list = json_array_new ();
  for (guint i = 0; i < MIN (json_array_get_length (said), MAX_VARIABLES); i++)
    {
      JsonObject *variable = peek_object_element (said, i);

      if (variable != NULL)
        json_array_add_object_element (list, read_variable (variable));
    }

  variables = json_object_new ();
  json_object_set_int_member (variables, "n_variables",
                              MAX (sp_json_peek_int (answer, "n_variables", 0), json_array_get_length (list)));
  json_object_set_array_member (variables, "variables", list);

  return variables;
}

/* A cell of a table: null, a truth, a number or a text, and nothing else. */
static JsonNode *
read_cell (JsonNode *said)
{
  if (!JSON_NODE_HOLDS_VALUE (said))
    return json_node_init_null (json_node_alloc ());
  if (json_node_get_value_type (said) == G_TYPE_STRING)
    {
      g_autofree char *text = sp_str_ellipsize (json_node_get_string (said), MAX_CELL);

      return json_node_init_string (json_node_alloc (), text);
    }
  if (json_node_get_value_type (said) == G_TYPE_DOUBLE && !isfinite (json_node_get_double (said)))
    return json_node_init_null (json_node_alloc ());

  return json_node_copy (said);
}

static JsonArray *
read_row (JsonArray *said,
          guint      n_columns)
{
  JsonArray *row = json_array_new ();

  for (guint i = 0; i < n_columns; i++)
    if (said != NULL && i < json_array_get_length (said))
      json_array_add_element (row, read_cell (json_array_get_element (said, i)));
    else
      json_array_add_null_element (row);

  return row;
}

static JsonArray *
read_columns (JsonArray *said)
{
  JsonArray *columns = json_array_new ();

  for (guint i = 0; i < MIN (json_array_get_length (said), MAX_COLUMNS + MAX_INDEX_LEVELS); i++)
    {
      JsonObject *from = peek_object_element (said, i);
      JsonObject *column = json_object_new ();

      if (from != NULL)
        {
          copy_text (from, column, "name", MAX_PREVIEW);
          copy_text (from, column, "type", MAX_NAME);
          if (sp_json_peek_boolean (from, "index", FALSE))
            json_object_set_boolean_member (column, "index", TRUE);
        }
      json_array_add_object_element (columns, column);
    }

  return columns;
}

static gboolean
check_table (JsonObject  *answer,
             GError     **error)
{
  const char *refusal = sp_json_peek_string (answer, "error", "");

  if (g_str_equal (refusal, "missing"))
    g_set_error_literal (error, SP_SANDBOX_ERROR, SP_SANDBOX_ERROR_NO_VARIABLE,
                         _("The session has no variable of this name any more."));
  else if (g_str_equal (refusal, "no-table"))
    g_set_error_literal (error, SP_SANDBOX_ERROR, SP_SANDBOX_ERROR_NO_VARIABLE,
                         _("This variable is not a table."));
  else
    return TRUE;

  return FALSE;
}

static JsonObject *
read_table (JsonObject  *answer,
            GError     **error)
{
  JsonObject *said = sp_json_peek_object (answer, "table");
  JsonArray *columns = said != NULL ? sp_json_peek_array (said, "columns") : NULL;
  JsonArray *rows = said != NULL ? sp_json_peek_array (said, "rows") : NULL;
  JsonArray *copied = json_array_new ();
  JsonObject *table = json_object_new ();

  json_object_set_array_member (table, "columns", columns != NULL ? read_columns (columns) : json_array_new ());
  for (guint i = 0; rows != NULL && i < MIN (json_array_get_length (rows), MAX_ROWS); i++)
    {
      JsonNode *row = json_array_get_element (rows, i);

      json_array_add_array_element (copied, read_row (JSON_NODE_HOLDS_ARRAY (row) ? json_node_get_array (row) : NULL,
                                                      json_array_get_length (sp_json_peek_array (table, "columns"))));
    }
  json_object_set_array_member (table, "rows", copied);
  for (guint i = 0; said != NULL && i < 4; i++)
    copy_count (said, table, ((const char *[]) { "n_rows", "n_cols", "offset", "first_column" })[i]);

  return table;
}

/**
 * _sp_sandbox_return_answer:
 * @self: a session
 * @cell: a question that is over
 * @outcome: how it ended
 *
 * Tells who asked.
 */
void
_sp_sandbox_return_answer (SpSandbox     *self,
                           SpCell        *cell,
                           SpCellOutcome  outcome)
{
  gboolean is_table = g_task_get_source_tag (cell->task) == sp_sandbox_read_table_async;
  g_autoptr(GError) error = NULL;
  JsonObject *answer = NULL;

  if (outcome == SP_CELL_DIED || self->state == SP_SANDBOX_DEAD)
    g_set_error_literal (&error, SP_SANDBOX_ERROR, SP_SANDBOX_ERROR_DEAD, self->ending);
  else if (outcome == SP_CELL_TIMEOUT || outcome == SP_CELL_INTERRUPTED)
    g_set_error_literal (&error, SP_SANDBOX_ERROR, SP_SANDBOX_ERROR_SLOW,
                         _("Looking at the variables took too long and was stopped. They are kept."));
  else if (outcome == SP_CELL_ERROR || cell->answer == NULL)
    /* translators: %s is an error of Python, such as “MemoryError” */
    g_set_error (&error, SP_SANDBOX_ERROR, SP_SANDBOX_ERROR_PROTOCOL, _("The variables cannot be shown: %s"),
                 outcome == SP_CELL_ERROR ? sp_cell_result_get_ename (cell->result) : "");
  else if (!is_table)
    answer = read_variables (cell->answer, &error);
  else if (check_table (cell->answer, &error))
    answer = read_table (cell->answer, &error);

  if (answer != NULL)
    g_task_return_pointer (cell->task, answer, (GDestroyNotify) json_object_unref);
  else
    g_task_return_error (cell->task, g_steal_pointer (&error));
}

static void
sp_sandbox_ask (SpSandbox  *self,
                GTask      *task,
                JsonObject *frame)
{
  g_autoptr(GError) error = NULL;

  if (g_task_return_error_if_cancelled (task))
    return;

  json_object_set_string_member (frame, "t", "inspect");
  if (_sp_sandbox_check_idle (self, &error))
    _sp_sandbox_begin (self, task, frame, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * sp_sandbox_list_variables_async:
 * @self: a session
 * @cancellable: (nullable): stops the look
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Asks for the variables. It takes the place of a cell: while one runs it is refused, and the other way round.
 */
void
sp_sandbox_list_variables_async (SpSandbox           *self,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_autoptr(JsonObject) frame = json_object_new ();
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (SP_IS_SANDBOX (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sp_sandbox_list_variables_async);
  sp_sandbox_ask (self, task, frame);
}

/**
 * sp_sandbox_list_variables_finish:
 * @self: a session
 * @result: what the callback got
 * @error: return location
 *
 * Returns: (transfer full): `n_variables` and `variables`, at most 500 of them: {name, type, preview, table (whether
 *   sp_sandbox_read_table_async() can show it), and where it has them shape, length and size in bytes}; or %NULL with
 *   %SP_SANDBOX_ERROR_BUSY, %SP_SANDBOX_ERROR_DEAD, %SP_SANDBOX_ERROR_SLOW, %SP_SANDBOX_ERROR_PROTOCOL or
 *   %G_IO_ERROR_CANCELLED. The texts come from the sandbox.
 */
JsonObject *
sp_sandbox_list_variables_finish (SpSandbox     *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * sp_sandbox_read_table_async:
 * @self: a session
 * @name: a variable that holds a table
 * @part: which rows and columns, at most 200 of each
 * @cancellable: (nullable): stops the look
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Asks for a part of a table.
 */
void
sp_sandbox_read_table_async (SpSandbox           *self,
                             const char          *name,
                             const SpTablePart   *part,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(JsonObject) frame = json_object_new ();
  g_autofree char *valid = NULL;
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (SP_IS_SANDBOX (self));
  g_return_if_fail (name != NULL && part != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sp_sandbox_read_table_async);

  valid = sp_str_make_valid (name, -1);
  json_object_set_string_member (frame, "name", valid);
  json_object_set_int_member (frame, "offset", MAX (part->offset, 0));
  json_object_set_int_member (frame, "limit", MIN (part->limit, MAX_ROWS));
  json_object_set_int_member (frame, "column", MAX (part->column, 0));
  json_object_set_int_member (frame, "columns", MIN (part->n_columns, MAX_COLUMNS));
  sp_sandbox_ask (self, task, frame);
}

/**
 * sp_sandbox_read_table_finish:
 * @self: a session
 * @result: what the callback got
 * @error: return location
 *
 * Returns: (transfer full): a table as cells display it (application/vnd.sandpiper.table+json) with `offset` and
 *   `first_column` besides; or %NULL with %SP_SANDBOX_ERROR_NO_VARIABLE or what
 *   sp_sandbox_list_variables_finish() sets
 */
JsonObject *
sp_sandbox_read_table_finish (SpSandbox     *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
