/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/sp-store-private.h"

#include "base/sp-base-error.h"
#include "base/sp-json.h"
#include "service/sp-service-error.h"

/* The store: opening, transactions and what the parts of it share. The engine
 * owns the one store; it lives on the main thread, whose statements are small
 * (file contents are in the SpBlobStore). What was committed survives a kill at
 * any instant: the journal is a write-ahead log. */

G_DEFINE_FINAL_TYPE (SpStore, sp_store, G_TYPE_OBJECT)

static void
sp_store_finalize (GObject *object)
{
  SpStore *self = SP_STORE (object);

  sp_store_close (self);

  G_OBJECT_CLASS (sp_store_parent_class)->finalize (object);
}

static void
sp_store_class_init (SpStoreClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = sp_store_finalize;
}

static void
sp_store_init (SpStore *self)
{
}

/**
 * sp_store_open:
 * @path: the database, made when it is missing, or ":memory:"
 * @error: set as sp_database_open() does
 *
 * Returns: (transfer full): the store at its newest schema, or %NULL
 */
SpStore *
sp_store_open (const char  *path,
               GError     **error)
{
  g_autoptr(SpDatabase) database = NULL;
  SpStore *self;

  g_return_val_if_fail (path != NULL, NULL);

  database = sp_database_open (path, _sp_store_migrations, error);
  if (database == NULL)
    return NULL;

  self = g_object_new (SP_TYPE_STORE, NULL);
  self->database = g_steal_pointer (&database);

  return self;
}

/**
 * sp_store_close:
 * @self: a store
 *
 * Closes the file; nothing may be asked afterwards. Harmless when done twice.
 */
void
sp_store_close (SpStore *self)
{
  g_return_if_fail (SP_IS_STORE (self));

  if (self->database != NULL)
    sp_database_close (self->database);
  g_clear_object (&self->database);
}

/**
 * sp_store_begin:
 * @self: a store
 * @error: set to %SP_BASE_ERROR_DATABASE
 *
 * Begins a group of changes that are kept together or not at all. Groups nest:
 * only the outermost is a transaction. Each successful call is answered by one
 * sp_store_end().
 *
 * Returns: whether the group is open
 */
gboolean
sp_store_begin (SpStore  *self,
                GError  **error)
{
  g_return_val_if_fail (SP_IS_STORE (self), FALSE);

  if (self->depth == 0)
    {
      if (!sp_database_begin (self->database, error))
        return FALSE;
      self->failed = FALSE;
    }

  self->depth++;

  return TRUE;
}

/**
 * sp_store_end:
 * @self: a store
 * @success: whether the changes of this group are to be kept
 * @error: set to %SP_BASE_ERROR_DATABASE; must be %NULL when @success is %FALSE
 *   and the caller has its error already
 *
 * Ends a group. When any group inside the outermost one failed, all of it is
 * taken back.
 *
 * Returns: whether this group's changes are kept (as far as is known yet)
 */
gboolean
sp_store_end (SpStore   *self,
              gboolean   success,
              GError   **error)
{
  g_return_val_if_fail (SP_IS_STORE (self), FALSE);
  g_return_val_if_fail (self->depth > 0, FALSE);

  if (!success)
    self->failed = TRUE;

  self->depth--;
  if (self->depth > 0)
    return success;

  if (!self->failed && sp_database_commit (self->database, error))
    return TRUE;

  sp_database_rollback (self->database);
  /* The one inside had an error of its own, which this caller has not seen. */
  if (self->failed && success)
    g_set_error (error, SP_BASE_ERROR, SP_BASE_ERROR_DATABASE,
                 "A part of the changes could not be kept, so all were taken back");

  return FALSE;
}

/**
 * sp_store_is_blob_used:
 * @self: a store
 * @hash: a blob's name
 *
 * Returns: whether an uploaded file or a container file has this content;
 *   %TRUE also when the database cannot tell, so that nothing is lost
 */
gboolean
sp_store_is_blob_used (SpStore    *self,
                       const char *hash)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SpStatement) statement = NULL;

  g_return_val_if_fail (SP_IS_STORE (self), TRUE);
  g_return_val_if_fail (hash != NULL, TRUE);

  statement = sp_database_query (self->database, &error,
                                 "SELECT EXISTS (SELECT 1 FROM files WHERE blob = ?1) OR "
                                 "EXISTS (SELECT 1 FROM container_files WHERE blob = ?1)",
                                 "s", hash);
  if (statement == NULL || !sp_statement_step (statement, &error))
    {
      g_warning ("Looking for a blob’s users: %s", error != NULL ? error->message : "no row");
      return TRUE;
    }

  return sp_statement_get_int (statement, 0) != 0;
}

/* Reads the one object that a query for @id found in column 0; the error names
 * the kind of thing in the words of the wire. */
JsonObject *
_sp_store_read_row (SpStore      *self,
                    SpStatement  *statement,
                    const char   *what,
                    const char   *id,
                    GError      **error)
{
  g_autoptr(GError) local_error = NULL;

  if (statement == NULL)
    return NULL;

  if (sp_statement_step (statement, &local_error))
    return sp_json_parse_object (sp_statement_get_text (statement, 0), -1, error);

  if (local_error != NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));
  else
    sp_service_error_set (error, SP_SERVICE_ERROR_NOT_FOUND, "not_found", NULL,
                          "There is no %s “%s”.", what, id);

  return NULL;
}

/* Reads column 0 of all rows as objects. */
GPtrArray *
_sp_store_read_rows (SpStatement  *statement,
                     GError      **error)
{
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  g_autoptr(GError) local_error = NULL;

  if (statement == NULL)
    return NULL;

  while (sp_statement_step (statement, &local_error))
    {
      JsonObject *row = sp_json_parse_object (sp_statement_get_text (statement, 0), -1, error);

      if (row == NULL)
        return NULL;
      g_ptr_array_add (rows, row);
    }

  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }

  return g_steal_pointer (&rows);
}

/* Reads column 0 of all rows as texts. */
GPtrArray *
_sp_store_read_texts (SpStatement  *statement,
                      GError      **error)
{
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GError) local_error = NULL;

  if (statement == NULL)
    return NULL;

  while (sp_statement_step (statement, &local_error))
    g_ptr_array_add (rows, g_strdup (sp_statement_get_text (statement, 0)));

  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }

  return g_steal_pointer (&rows);
}

/* After an UPDATE or DELETE of one row: no row changed means an unknown id. */
gboolean
_sp_store_changed_one (SpStore     *self,
                       const char  *what,
                       const char  *id,
                       GError     **error)
{
  if (sp_database_get_n_changes (self->database) > 0)
    return TRUE;

  sp_service_error_set (error, SP_SERVICE_ERROR_NOT_FOUND, "not_found", NULL,
                        "There is no %s “%s”.", what, id);

  return FALSE;
}

/* Items belong to whatever links to them; those without a link go. */
gboolean
_sp_store_prune_items (SpStore  *self,
                       GError  **error)
{
  return sp_database_execute (self->database, error,
                              "DELETE FROM items WHERE "
                              "NOT EXISTS (SELECT 1 FROM conversation_items c WHERE c.item = items.id) AND "
                              "NOT EXISTS (SELECT 1 FROM response_items r WHERE r.item = items.id)",
                              "");
}
