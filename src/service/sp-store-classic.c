/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/sp-store-private.h"

#include "base/sp-json.h"

/* What only the classic API has, as the wire shows it. The thread and the run
 * that a row belongs to are read from the object itself. */

/**
 * sp_store_put_classic:
 * @self: a store
 * @kind: "assistant", "thread", "message", "run" or "step"
 * @object: the whole object, with its id
 * @error: set when the database fails
 *
 * Stores a new object at the end of its list, or an old one where it stands.
 *
 * Returns: whether it is stored
 */
gboolean
sp_store_put_classic (SpStore     *self,
                      const char  *kind,
                      JsonObject  *object,
                      GError     **error)
{
  g_autofree char *json = NULL;

  g_return_val_if_fail (SP_IS_STORE (self), FALSE);
  g_return_val_if_fail (kind != NULL && object != NULL, FALSE);

  json = sp_json_object_to_string (object);

  return sp_database_execute (self->database, error,
                              "INSERT INTO classic (id, kind, thread, run, status, json) "
                              "VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (id) DO UPDATE "
                              "SET status = excluded.status, json = excluded.json", "ssssss",
                              json_object_get_string_member (object, "id"), kind,
                              sp_json_peek_string (object, "thread_id", NULL),
                              sp_json_peek_string (object, "run_id", NULL),
                              sp_json_peek_string (object, "status", NULL), json);
}

/**
 * sp_store_get_classic:
 * @self: a store
 * @kind: which kind
 * @thread_id: (nullable): the thread that it must be in
 * @id: its id
 * @error: set when there is none
 *
 * Returns: (transfer full): the object, or %NULL
 */
JsonObject *
sp_store_get_classic (SpStore     *self,
                      const char  *kind,
                      const char  *thread_id,
                      const char  *id,
                      GError     **error)
{
  g_autoptr(SpStatement) statement = NULL;

  g_return_val_if_fail (SP_IS_STORE (self), NULL);
  g_return_val_if_fail (kind != NULL && id != NULL, NULL);

  statement = sp_database_query (self->database, error,
                                 "SELECT json FROM classic WHERE id = ?1 AND kind = ?2 AND "
                                 "(?3 IS NULL OR thread = ?3)", "sss", id, kind, thread_id);

  return _sp_store_read_row (self, statement, kind, id, error);
}

/**
 * sp_store_list_classic:
 * @self: a store
 * @kind: which kind
 * @query: which page
 * @thread_id: (nullable): only those in this thread
 * @run_id: (nullable): only those that this run made
 * @error: set as sp_page_select() does
 *
 * Returns: (transfer full): a page of objects, or %NULL
 */
JsonObject *
sp_store_list_classic (SpStore            *self,
                       const char         *kind,
                       const SpPageQuery  *query,
                       const char         *thread_id,
                       const char         *run_id,
                       GError            **error)
{
  const char *arguments[3] = { kind, thread_id, run_id };

  g_return_val_if_fail (SP_IS_STORE (self), NULL);
  g_return_val_if_fail (kind != NULL, NULL);

  return sp_page_select (self->database, query, "classic", "id",
                         "kind = ?1 AND (?2 IS NULL OR thread = ?2) AND (?3 IS NULL OR run = ?3)",
                         arguments, error);
}

/**
 * sp_store_load_open_classic_runs:
 * @self: a store
 * @error: set when the database fails
 *
 * Returns: (transfer full) (element-type JsonObject): the runs that have not ended
 */
GPtrArray *
sp_store_load_open_classic_runs (SpStore  *self,
                                 GError  **error)
{
  g_autoptr(SpStatement) statement = NULL;

  g_return_val_if_fail (SP_IS_STORE (self), NULL);

  statement = sp_database_query (self->database, error,
                                 "SELECT json FROM classic WHERE kind = 'run' AND status IN "
                                 "('queued', 'in_progress', 'requires_action', 'cancelling')", "");

  return _sp_store_read_rows (statement, error);
}

/**
 * sp_store_delete_classic:
 * @self: a store
 * @kind: which kind
 * @id: its id
 * @error: set when there is none
 *
 * Deletes the object and, if it is a thread, everything in it.
 *
 * Returns: whether it is gone
 */
gboolean
sp_store_delete_classic (SpStore     *self,
                         const char  *kind,
                         const char  *id,
                         GError     **error)
{
  g_return_val_if_fail (SP_IS_STORE (self), FALSE);
  g_return_val_if_fail (kind != NULL && id != NULL, FALSE);

  return sp_database_execute (self->database, error,
                              "DELETE FROM classic WHERE thread = ?1", "s", id) &&
         sp_database_execute (self->database, error,
                              "DELETE FROM classic WHERE id = ?1 AND kind = ?2", "ss", id, kind) &&
         _sp_store_changed_one (self, kind, id, error);
}
