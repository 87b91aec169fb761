/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/sp-page.h"

#include "base/sp-json.h"
#include "service/sp-service-error.h"

/* Paging, once for every list of the service. Each list is a table (or a join)
 * with an integer column `seq` that only grows, an id column and a `json`
 * column. The order is that of `seq`, so a page stays where it is while rows
 * are added, also when several were made in the same second. */

/**
 * sp_page_query_parse:
 * @self: what is filled in; cleared by the caller
 * @limit: (nullable): the number as it was written
 * @order: (nullable): "asc" or "desc" (default)
 * @after: (nullable): id of the row before the page
 * @before: (nullable): id of the row after the page
 * @default_limit: rows of a page when @limit is not given
 * @max_limit: the most that may be asked for
 * @error: set to %SP_SERVICE_ERROR_INVALID naming the parameter
 *
 * Reads the paging parameters of a query string.
 *
 * Returns: whether all of them make sense
 */
gboolean
sp_page_query_parse (SpPageQuery  *self,
                     const char   *limit,
                     const char   *order,
                     const char   *after,
                     const char   *before,
                     guint         default_limit,
                     guint         max_limit,
                     GError      **error)
{
  guint64 n_rows = default_limit;

  g_return_val_if_fail (self != NULL, FALSE);

  *self = (SpPageQuery) { 0 };

  if (limit != NULL && !g_ascii_string_to_unsigned (limit, 10, 1, max_limit, &n_rows, NULL))
    {
      sp_service_error_set (error, SP_SERVICE_ERROR_INVALID, "invalid_value", "limit",
                            "“limit” must be a whole number from 1 to %u.", max_limit);
      return FALSE;
    }

  if (order != NULL && !g_str_equal (order, "asc") && !g_str_equal (order, "desc"))
    {
      sp_service_error_set (error, SP_SERVICE_ERROR_INVALID, "invalid_value", "order",
                            "“order” must be “asc” or “desc”.");
      return FALSE;
    }

  self->limit = (guint) n_rows;
  self->ascending = order != NULL && g_str_equal (order, "asc");
  self->after = g_strdup (after);
  self->before = g_strdup (before);

  return TRUE;
}

/**
 * sp_page_query_clear:
 * @self: a query
 *
 * Frees what @self holds.
 */
void
sp_page_query_clear (SpPageQuery *self)
{
  g_clear_pointer (&self->after, g_free);
  g_clear_pointer (&self->before, g_free);
}

static gboolean
find_seq (SpDatabase  *database,
          const char  *source,
          const char  *id_column,
          const char  *filter,
          const char  *arguments[3],
          const char  *param,
          const char  *id,
          gint64      *seq,
          GError     **error)
{
  g_autoptr(GError) local_error = NULL;
  g_autofree char *sql = NULL;
  g_autoptr(SpStatement) statement = NULL;

  sql = g_strdup_printf ("SELECT seq FROM %s WHERE (%s) AND %s = ?4", source, filter, id_column);
  statement = sp_database_query (database, error, sql, "ssss",
                                 arguments[0], arguments[1], arguments[2], id);
  if (statement == NULL)
    return FALSE;

  if (sp_statement_step (statement, &local_error))
    {
      *seq = sp_statement_get_int (statement, 0);
      return TRUE;
    }

  if (local_error != NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));
  else
    sp_service_error_set (error, SP_SERVICE_ERROR_INVALID, "invalid_value", param,
                          "“%s” names “%s”, which is not in this list.", param, id);

  return FALSE;
}

static JsonObject *
page_take_rows (GPtrArray  *rows,
                GPtrArray  *ids,
                gboolean    reversed,
                gboolean    has_more)
{
  g_autoptr(JsonObject) page = json_object_new ();
  g_autoptr(JsonArray) data = json_array_sized_new (rows->len);

  for (guint i = 0; i < rows->len; i++)
    {
      guint index = reversed ? rows->len - 1 - i : i;

      json_array_add_object_element (data, json_object_ref (g_ptr_array_index (rows, index)));
    }

  json_object_set_string_member (page, "object", "list");
  json_object_set_array_member (page, "data", g_steal_pointer (&data));

  if (ids->len > 0)
    {
      const char *first = g_ptr_array_index (ids, 0);
      const char *last = g_ptr_array_index (ids, ids->len - 1);

      json_object_set_string_member (page, "first_id", reversed ? last : first);
      json_object_set_string_member (page, "last_id", reversed ? first : last);
    }
  else
    {
      json_object_set_null_member (page, "first_id");
      json_object_set_null_member (page, "last_id");
    }

  json_object_set_boolean_member (page, "has_more", has_more);

  return g_steal_pointer (&page);
}

static JsonObject *
read_rows (SpStatement  *statement,
           guint         limit,
           gboolean      reversed,
           GError      **error)
{
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GError) local_error = NULL;
  gboolean has_more = FALSE;

  while (sp_statement_step (statement, &local_error))
    {
      JsonObject *row;

      if (rows->len == limit)
        {
          has_more = TRUE;
          break;
        }

      row = sp_json_parse_object (sp_statement_get_text (statement, 1), -1, error);
      if (row == NULL)
        return NULL;

      g_ptr_array_add (rows, row);
      g_ptr_array_add (ids, g_strdup (sp_statement_get_text (statement, 0)));
    }

  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }

  return page_take_rows (rows, ids, reversed, has_more);
}

/**
 * sp_page_select:
 * @database: where the rows are
 * @query: which page
 * @source: a table or a parenthesised SELECT with the columns `seq` and `json`
 * @id_column: the column that holds the ids shown to callers
 * @filter: a condition over ?1, ?2 and ?3
 * @arguments: (nullable elements): the texts bound to ?1, ?2 and ?3
 * @error: set to %SP_SERVICE_ERROR_INVALID when `after` or `before` is not in
 *   the list, or as the database says
 *
 * Selects one page in SQL. With `before` alone the page is the one that ends
 * just in front of that row, as with the clouds' APIs.
 *
 * Returns: (transfer full): the page object, or %NULL with @error set
 */
JsonObject *
sp_page_select (SpDatabase         *database,
                const SpPageQuery  *query,
                const char         *source,
                const char         *id_column,
                const char         *filter,
                const char         *arguments[3],
                GError            **error)
{
  gboolean reversed;
  gboolean ascending;
  gint64 lower = G_MININT64;
  gint64 upper = G_MAXINT64;
  gint64 after_seq = 0;
  gint64 before_seq = 0;
  g_autofree char *sql = NULL;
  g_autoptr(SpStatement) statement = NULL;

  g_return_val_if_fail (SP_IS_DATABASE (database), NULL);
  g_return_val_if_fail (query != NULL, NULL);

  if (query->after != NULL &&
      !find_seq (database, source, id_column, filter, arguments, "after", query->after,
                 &after_seq, error))
    return NULL;

  if (query->before != NULL &&
      !find_seq (database, source, id_column, filter, arguments, "before", query->before,
                 &before_seq, error))
    return NULL;

  if (query->after != NULL)
    *(query->ascending ? &lower : &upper) = after_seq;
  if (query->before != NULL)
    *(query->ascending ? &upper : &lower) = before_seq;

  /* A page in front of a row is read backwards from that row, then turned round. */
  reversed = query->before != NULL && query->after == NULL;
  ascending = query->ascending != reversed;

  sql = g_strdup_printf ("SELECT %s, json FROM %s WHERE (%s) AND seq > ?4 AND seq < ?5 "
                         "ORDER BY seq %s LIMIT ?6",
                         id_column, source, filter, ascending ? "ASC" : "DESC");
  statement = sp_database_query (database, error, sql, "sssiii",
                                 arguments[0], arguments[1], arguments[2],
                                 lower, upper, (gint64) query->limit + 1);
  if (statement == NULL)
    return NULL;

  return read_rows (statement, query->limit, reversed, error);
}
