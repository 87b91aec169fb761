/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* A thin layer over SQLite, for the service's store and the window's history: opens a file in WAL mode, brings it to the
 * newest schema by numbered migrations, and turns results into GError. One thread uses one object; the owner decides which.
 *
 * synchronous=NORMAL in WAL mode does not wait for the disk at each commit: what was committed survives the end of the
 * program at any moment (SIGKILL), and a power cut may cost the last moments but never the file's consistency
 * (https://www.sqlite.org/pragma.html#pragma_synchronous). */

#include "config.h"

#include "base/sp-database.h"

#include <sqlite3.h>
#include <stdarg.h>
#include <string.h>

#include "base/sp-base-error.h"

#define BUSY_TIMEOUT_MS 5000

struct _SpDatabase
{
  GObject     parent_instance;

  sqlite3    *handle;
  GHashTable *idle;   /* (owned): SQL text → sqlite3_stmt that nobody uses now */
};

struct _SpStatement
{
  SpDatabase   *database;  /* (owned) */
  sqlite3_stmt *handle;    /* (owned) */
};

G_DEFINE_FINAL_TYPE (SpDatabase, sp_database, G_TYPE_OBJECT)

static void
finalize_statement (gpointer handle)
{
  sqlite3_finalize (handle);
}

static gboolean
fail (SpDatabase  *self,
      GError     **error)
{
  g_set_error_literal (error, SP_BASE_ERROR, SP_BASE_ERROR_DATABASE, sqlite3_errmsg (self->handle));
  return FALSE;
}

static gboolean
run_script (SpDatabase  *self,
            const char  *sql,
            GError     **error)
{
  return sqlite3_exec (self->handle, sql, NULL, NULL, NULL) == SQLITE_OK || fail (self, error);
}

static gboolean
read_version (SpDatabase  *self,
              gint64      *version,
              GError     **error)
{
  g_autoptr(SpStatement) statement = sp_database_query (self, error, "PRAGMA user_version", "");

  if (statement == NULL || !sp_statement_step (statement, error))
    return FALSE;

  *version = sp_statement_get_int (statement, 0);
  return TRUE;
}

static gboolean
migrate_one (SpDatabase  *self,
             const char  *sql,
             guint        version,
             GError     **error)
{
  g_autofree char *set_version = g_strdup_printf ("PRAGMA user_version = %u", version);

  if (!sp_database_begin (self, error))
    return FALSE;

  if (run_script (self, sql, error) && run_script (self, set_version, error) && sp_database_commit (self, error))
    return TRUE;

  sp_database_rollback (self);
  g_prefix_error (error, "Bringing the database to version %u: ", version);
  return FALSE;
}

/* Each migration runs in a transaction of its own together with the new version number, so that a program that is
 * ended half-way goes on where it was. */
static gboolean
migrate (SpDatabase         *self,
         const char * const *migrations,
         GError            **error)
{
  guint n_migrations = g_strv_length ((char **) migrations);
  gint64 version = 0;

  if (!read_version (self, &version, error))
    return FALSE;

  if (version < 0 || version > n_migrations)
    {
      g_set_error (error, SP_BASE_ERROR, SP_BASE_ERROR_DATABASE_NEWER,
                   "The database has version %" G_GINT64_FORMAT ", this program knows %u", version, n_migrations);
      return FALSE;
    }

  for (guint i = version; i < n_migrations; i++)
    if (!migrate_one (self, migrations[i], i + 1, error))
      return FALSE;

  return TRUE;
}

static gboolean
open_handle (SpDatabase  *self,
             const char  *path,
             GError     **error)
{
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX;

  if (sqlite3_open_v2 (path, &self->handle, flags, NULL) != SQLITE_OK)
    return fail (self, error);

  sqlite3_extended_result_codes (self->handle, 1);
  sqlite3_busy_timeout (self->handle, BUSY_TIMEOUT_MS);

  return run_script (self,
                     "PRAGMA journal_mode = WAL;"
                     "PRAGMA synchronous = NORMAL;"
                     "PRAGMA foreign_keys = ON;"
                     "PRAGMA trusted_schema = OFF;",
                     error);
}

/**
 * sp_database_open:
 * @path: a file, which is made when missing, or ":memory:"
 * @migrations: (array zero-terminated=1): SQL scripts; number n brings a database from version n to n + 1. Only ever append.
 * @error: return location
 *
 * Opens a database and brings it to the newest version. Blocks for the time of a small file's read.
 *
 * Returns: (transfer full): the database, or %NULL with %SP_BASE_ERROR_DATABASE, or with %SP_BASE_ERROR_DATABASE_NEWER
 *   when a newer program wrote it, and then it was not touched
 */
SpDatabase *
sp_database_open (const char         *path,
                  const char * const *migrations,
                  GError            **error)
{
  g_autoptr(SpDatabase) self = NULL;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (migrations != NULL, NULL);

  self = g_object_new (SP_TYPE_DATABASE, NULL);
  if (!open_handle (self, path, error) || !migrate (self, migrations, error))
    {
      g_prefix_error (error, "Opening “%s”: ", path);
      return NULL;
    }

  return g_steal_pointer (&self);
}

/**
 * sp_database_close:
 * @self: a database
 *
 * Closes the file. All statements must have been freed; @self can only be unreferenced afterwards. May run twice.
 */
void
sp_database_close (SpDatabase *self)
{
  g_return_if_fail (SP_IS_DATABASE (self));

  g_hash_table_remove_all (self->idle);
  if (self->handle != NULL && sqlite3_close (self->handle) != SQLITE_OK)
    g_warning ("Closing the database: %s", sqlite3_errmsg (self->handle));
  self->handle = NULL;
}

/**
 * sp_database_begin:
 * @self: a database
 * @error: return location
 *
 * Begins a transaction that may write. They do not nest.
 *
 * Returns: %FALSE with %SP_BASE_ERROR_DATABASE
 */
gboolean
sp_database_begin (SpDatabase  *self,
                   GError     **error)
{
  g_return_val_if_fail (SP_IS_DATABASE (self), FALSE);

  return run_script (self, "BEGIN IMMEDIATE", error);
}

/**
 * sp_database_commit:
 * @self: a database
 * @error: return location
 *
 * Ends the transaction and keeps it. When it fails, the transaction is still open: roll it back.
 *
 * Returns: %FALSE with %SP_BASE_ERROR_DATABASE
 */
gboolean
sp_database_commit (SpDatabase  *self,
                    GError     **error)
{
  g_return_val_if_fail (SP_IS_DATABASE (self), FALSE);

  return run_script (self, "COMMIT", error);
}

/**
 * sp_database_rollback:
 * @self: a database
 *
 * Ends the transaction and forgets it; does nothing when SQLite has already rolled back by itself.
 */
void
sp_database_rollback (SpDatabase *self)
{
  g_return_if_fail (SP_IS_DATABASE (self));

  if (!sqlite3_get_autocommit (self->handle) && !run_script (self, "ROLLBACK", NULL))
    g_warning ("Rolling back: %s", sqlite3_errmsg (self->handle));
}

static gboolean
bind_bytes (sqlite3_stmt *handle,
            int           index,
            GBytes       *bytes)
{
  gsize size = 0;
  const void *data = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;

  if (bytes == NULL)
    return sqlite3_bind_null (handle, index) == SQLITE_OK;

  /* SQLite reads a NULL pointer as SQL NULL even when the size is 0. */
  return sqlite3_bind_blob64 (handle, index, data != NULL ? data : "", size, SQLITE_TRANSIENT) == SQLITE_OK;
}

/* Binds what @types names: s const char * or NULL, i gint64, d double, b GBytes or NULL. */
static gboolean
bind_all (sqlite3_stmt *handle,
          const char   *types,
          va_list       args)
{
  gboolean bound = TRUE;

  g_assert (sqlite3_bind_parameter_count (handle) == (int) strlen (types));

  for (int i = 0; bound && types[i] != '\0'; i++)
    switch (types[i])
      {
      case 's':
        bound = sqlite3_bind_text (handle, i + 1, va_arg (args, const char *), -1, SQLITE_TRANSIENT) == SQLITE_OK;
        break;

      case 'i':
        bound = sqlite3_bind_int64 (handle, i + 1, va_arg (args, gint64)) == SQLITE_OK;
        break;

      case 'd':
        bound = sqlite3_bind_double (handle, i + 1, va_arg (args, double)) == SQLITE_OK;
        break;

      case 'b':
        bound = bind_bytes (handle, i + 1, va_arg (args, GBytes *));
        break;

      default:
        g_assert_not_reached ();
      }

  return bound;
}

/* Takes a statement for @sql from those that wait, or compiles one. */
static SpStatement *
take_statement (SpDatabase  *self,
                const char  *sql,
                GError     **error)
{
  g_autofree char *key = NULL;
  gpointer handle = NULL;
  SpStatement *statement;

  if (!g_hash_table_steal_extended (self->idle, sql, (gpointer *) &key, &handle) &&
      sqlite3_prepare_v3 (self->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, (sqlite3_stmt **) &handle, NULL) != SQLITE_OK)
    {
      fail (self, error);
      return NULL;
    }

  statement = g_new0 (SpStatement, 1);
  statement->database = g_object_ref (self);
  statement->handle = handle;
  return statement;
}

static SpStatement *
query_valist (SpDatabase  *self,
              GError     **error,
              const char  *sql,
              const char  *types,
              va_list      args)
{
  g_autoptr(SpStatement) statement = take_statement (self, sql, error);

  if (statement == NULL)
    return NULL;
  if (!bind_all (statement->handle, types, args))
    {
      fail (self, error);
      return NULL;
    }

  return g_steal_pointer (&statement);
}

/**
 * sp_database_execute:
 * @self: a database
 * @error: return location
 * @sql: one statement, a constant: never text put together from values
 * @types: a letter for each `?`: s string or %NULL, i #gint64, d double, b #GBytes or %NULL
 * @...: the values
 *
 * Runs a statement and drops any rows. A literal passed for an "i" must be cast to #gint64.
 *
 * Returns: %FALSE with %SP_BASE_ERROR_DATABASE
 */
gboolean
sp_database_execute (SpDatabase  *self,
                     GError     **error,
                     const char  *sql,
                     const char  *types,
                     ...)
{
  g_autoptr(SpStatement) statement = NULL;
  va_list args;
  int result;

  g_return_val_if_fail (SP_IS_DATABASE (self), FALSE);

  va_start (args, types);
  statement = query_valist (self, error, sql, types, args);
  va_end (args);

  if (statement == NULL)
    return FALSE;

  do
    result = sqlite3_step (statement->handle);
  while (result == SQLITE_ROW);

  return result == SQLITE_DONE || fail (self, error);
}

/**
 * sp_database_query:
 * @self: a database
 * @error: return location
 * @sql: one statement, a constant
 * @types: as in sp_database_execute()
 * @...: the values
 *
 * Begins a query; its rows are then read with sp_statement_step().
 *
 * Returns: (transfer full): the query before its first row, or %NULL with %SP_BASE_ERROR_DATABASE
 */
SpStatement *
sp_database_query (SpDatabase  *self,
                   GError     **error,
                   const char  *sql,
                   const char  *types,
                   ...)
{
  SpStatement *statement;
  va_list args;

  g_return_val_if_fail (SP_IS_DATABASE (self), NULL);

  va_start (args, types);
  statement = query_valist (self, error, sql, types, args);
  va_end (args);

  return statement;
}

/**
 * sp_database_get_n_changes:
 * @self: a database
 *
 * Returns: how many rows the last statement inserted, changed or deleted
 */
gint64
sp_database_get_n_changes (SpDatabase *self)
{
  g_return_val_if_fail (SP_IS_DATABASE (self), 0);

  return sqlite3_changes64 (self->handle);
}

/**
 * sp_statement_step:
 * @self: a query
 * @error: return location; must be given by callers that need to tell the end from a failure
 *
 * Goes to the next row.
 *
 * Returns: whether there is one; %FALSE with @error unset at the end, with %SP_BASE_ERROR_DATABASE on failure
 */
gboolean
sp_statement_step (SpStatement  *self,
                   GError      **error)
{
  int result;

  g_return_val_if_fail (self != NULL, FALSE);

  result = sqlite3_step (self->handle);
  if (result != SQLITE_ROW && result != SQLITE_DONE)
    fail (self->database, error);

  return result == SQLITE_ROW;
}

/**
 * sp_statement_get_text:
 * @self: a query at a row
 * @column: from 0
 *
 * Returns: (transfer none) (nullable): the text, valid until the next step; %NULL for SQL NULL
 */
const char *
sp_statement_get_text (SpStatement *self,
                       int          column)
{
  g_return_val_if_fail (self != NULL, NULL);

  return (const char *) sqlite3_column_text (self->handle, column);
}

/**
 * sp_statement_get_int:
 * @self: a query at a row
 * @column: from 0
 *
 * Returns: the number; 0 for SQL NULL
 */
gint64
sp_statement_get_int (SpStatement *self,
                      int          column)
{
  g_return_val_if_fail (self != NULL, 0);

  return sqlite3_column_int64 (self->handle, column);
}

/**
 * sp_statement_get_double:
 * @self: a query at a row
 * @column: from 0
 *
 * Returns: the number; 0 for SQL NULL
 */
double
sp_statement_get_double (SpStatement *self,
                         int          column)
{
  g_return_val_if_fail (self != NULL, 0);

  return sqlite3_column_double (self->handle, column);
}

/**
 * sp_statement_is_null:
 * @self: a query at a row
 * @column: from 0
 *
 * Returns: whether the column holds SQL NULL
 */
gboolean
sp_statement_is_null (SpStatement *self,
                      int          column)
{
  g_return_val_if_fail (self != NULL, TRUE);

  return sqlite3_column_type (self->handle, column) == SQLITE_NULL;
}

/**
 * sp_statement_dup_bytes:
 * @self: a query at a row
 * @column: from 0
 *
 * Returns: (transfer full) (nullable): a copy of the blob, %NULL for SQL NULL
 */
GBytes *
sp_statement_dup_bytes (SpStatement *self,
                        int          column)
{
  const void *data;

  g_return_val_if_fail (self != NULL, NULL);

  if (sp_statement_is_null (self, column))
    return NULL;

  data = sqlite3_column_blob (self->handle, column);
  return g_bytes_new (data, sqlite3_column_bytes (self->handle, column));
}

/**
 * sp_statement_free:
 * @self: (transfer full) (nullable): a query
 *
 * Ends a query and puts its compiled form back for the next caller.
 */
void
sp_statement_free (SpStatement *self)
{
  g_autoptr(SpDatabase) database = NULL;
  const char *sql;

  if (self == NULL)
    return;

  database = self->database;
  sqlite3_reset (self->handle);
  sqlite3_clear_bindings (self->handle);

  /* When the same query runs twice at once, the second one's form replaces the first one's. */
  sql = sqlite3_sql (self->handle);
  g_hash_table_replace (database->idle, g_strdup (sql), self->handle);
  g_free (self); /* a boxed struct's own free function */
}

static void
sp_database_finalize (GObject *object)
{
  SpDatabase *self = SP_DATABASE (object);

  sp_database_close (self);
  g_clear_pointer (&self->idle, g_hash_table_unref);

  G_OBJECT_CLASS (sp_database_parent_class)->finalize (object);
}

static void
sp_database_class_init (SpDatabaseClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sp_database_finalize;
}

static void
sp_database_init (SpDatabase *self)
{
  self->idle = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, finalize_statement);
}
