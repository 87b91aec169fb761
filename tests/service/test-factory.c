/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "engine-test-utils.h"

#include <string.h>

#include <glib/gstdio.h>

#include "base/sp-id.h"
#include "base/sp-json.h"

/* Sessions that run no code at all, but behave as sessions do. */

struct _TestFactory
{
  GObject    parent_instance;

  GPtrArray *sessions;   /* borrowed: those that live */
  guint      n_created;
  guint      n_killed;
  gboolean   broken;
};

#define TEST_TYPE_SESSION (test_session_get_type ())
G_DECLARE_FINAL_TYPE (TestSession, test_session, TEST, SESSION, GObject)

struct _TestSession
{
  GObject      parent_instance;

  TestFactory *factory;
  char        *spool;
  GHashTable  *files;     /* name → contents */
  GPtrArray   *changed;   /* names since the last harvest */
  GTask       *running;   /* (nullable) a cell that hangs */
  guint        n_cells;
  gboolean     dead;
  gboolean     stuck;     /* the cell that hangs does not react to being interrupted */
};

static void test_session_iface_init (SpSessionBackendInterface *iface);
static void test_factory_iface_init (SpSessionFactoryInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TestSession, test_session, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SP_TYPE_SESSION_BACKEND, test_session_iface_init))
G_DEFINE_FINAL_TYPE_WITH_CODE (TestFactory, test_factory, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SP_TYPE_SESSION_FACTORY, test_factory_iface_init))

static void
test_session_start_async (SpSessionBackend    *backend,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (backend, cancellable, callback, user_data);

  if (TEST_SESSION (backend)->factory->broken)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "There is no sandbox here.");
  else
    g_task_return_boolean (task, TRUE);
}

static gboolean
test_session_boolean_finish (SpSessionBackend  *backend,
                             GAsyncResult      *result,
                             GError           **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
test_session_put_file_async (SpSessionBackend    *backend,
                             const char          *name,
                             int                  fd,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  TestSession *self = TEST_SESSION (backend);
  g_autoptr(GTask) task = g_task_new (backend, cancellable, callback, user_data);
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", fd);
  char *contents = NULL;

  if (self->dead)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CLOSED, "The session is dead.");
      return;
    }

  g_assert_true (g_file_get_contents (path, &contents, NULL, NULL));
  g_hash_table_insert (self->files, g_strdup (name), contents);
  g_task_return_boolean (task, TRUE);
}

static void
fail_cell (SpCell     *cell,
           const char *name,
           const char *value)
{
  g_autofree char *text = g_strdup_printf ("%sTraceback\n%s: %s\n", cell->text, name, value);

  cell->outcome = SP_OUTCOME_ERROR;
  cell->error_name = g_strdup (name);
  cell->error_value = g_strdup (value);
  g_free (cell->text);
  cell->text = g_steal_pointer (&text);
}

static void
add_display (SpCell     *cell,
             const char *json)
{
  json_array_add_object_element (cell->displays, sp_json_parse_object (json, -1, NULL));
}

static void
run_print (TestSession *self,
           SpCell      *cell,
           const char  *text)
{
  g_autofree char *line = g_strconcat (text, "\n", NULL);
  g_autofree char *all = g_strconcat (cell->text, line, NULL);

  g_free (cell->text);
  cell->text = g_steal_pointer (&all);
  g_signal_emit_by_name (self, "output", "stdout", line);
}

/* Returns FALSE when the cell hangs. */
static gboolean
run_line (TestSession *self,
          SpCell      *cell,
          const char  *line)
{
  g_auto(GStrv) words = g_strsplit (line, " ", 3);
  const char *rest = strchr (line, ' ') != NULL ? strchr (line, ' ') + 1 : "";

  if (g_str_equal (words[0], "print"))
    run_print (self, cell, rest);
  else if (g_str_equal (words[0], "count"))
    {
      g_autofree char *n = g_strdup_printf ("%u", self->factory->n_created);

      run_print (self, cell, n);
    }
  else if (g_str_equal (words[0], "file"))
    {
      g_hash_table_insert (self->files, g_strdup (words[1]), g_strdup (words[2]));
      g_ptr_array_add (self->changed, g_strdup (words[1]));
    }
  else if (g_str_equal (words[0], "need") && !g_hash_table_contains (self->files, rest))
    fail_cell (cell, "FileNotFoundError", rest);
  else if (g_str_equal (words[0], "fail"))
    fail_cell (cell, "ValueError", rest);
  else if (g_str_equal (words[0], "table"))
    add_display (cell, "{\"text/plain\":\"a  b\",\"application/vnd.sandpiper.table+json\":{\"n_rows\":1}}");
  else if (g_str_equal (words[0], "deep"))
    {
      g_autofree char *open = g_strnfill (50, '[');
      g_autofree char *close = g_strnfill (50, ']');
      g_autofree char *json = g_strdup_printf ("{\"text/plain\":\"deep\",\"application/json\":%s%s}", open, close);

      add_display (cell, json);
    }
  else if (g_str_equal (words[0], "figure"))
    add_display (cell, "{\"text/plain\":\"<Figure>\",\"image/png\":\"aGk=\"}");
  else if (g_str_equal (words[0], "die"))
    cell->outcome = SP_OUTCOME_DIED;
  else if (g_str_equal (words[0], "hang") || g_str_equal (words[0], "stuck"))
    {
      self->stuck = g_str_equal (words[0], "stuck");
      return FALSE;
    }

  return TRUE;
}

static gboolean
interrupted_cb (GCancellable *cancellable,
                gpointer      user_data)
{
  sp_session_backend_interrupt (SP_SESSION_BACKEND (g_task_get_source_object (user_data)));

  return G_SOURCE_REMOVE;
}

static gboolean
run_cb (gpointer user_data)
{
  g_autoptr(GTask) task = g_object_ref (user_data);
  TestSession *self = g_task_get_source_object (task);
  g_auto(GStrv) lines = g_strsplit (g_task_get_task_data (task), "\n", -1);
  g_autoptr(SpCell) cell = sp_cell_new (SP_OUTCOME_OK);

  if (self->dead)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CLOSED, "The session is dead.");
      return G_SOURCE_REMOVE;
    }

  cell->elapsed = 0.25;
  self->n_cells++;
  for (gsize i = 0; lines[i] != NULL && cell->outcome == SP_OUTCOME_OK; i++)
    if (!run_line (self, cell, lines[i]))
      {
        self->running = g_object_ref (task);
        if (g_task_get_cancellable (task) != NULL)
          {
            g_autoptr(GSource) source = g_cancellable_source_new (g_task_get_cancellable (task));

            g_source_set_callback (source, G_SOURCE_FUNC (interrupted_cb), g_object_ref (task),
                                   g_object_unref);
            g_source_attach (source, NULL);
          }
        return G_SOURCE_REMOVE;
      }

  g_task_return_pointer (task, g_steal_pointer (&cell), (GDestroyNotify) sp_cell_free);

  return G_SOURCE_REMOVE;
}

static void
test_session_execute_async (SpSessionBackend    *backend,
                            const char          *code,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  GTask *task = g_task_new (backend, cancellable, callback, user_data);

  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, g_strdup (code), g_free);
  g_idle_add_full (G_PRIORITY_DEFAULT, run_cb, task, g_object_unref);
}

static SpCell *
test_session_execute_finish (SpSessionBackend  *backend,
                             GAsyncResult      *result,
                             GError           **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
test_session_harvest_async (SpSessionBackend    *backend,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  TestSession *self = TEST_SESSION (backend);
  g_autoptr(GTask) task = g_task_new (backend, cancellable, callback, user_data);
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) sp_cell_file_free);

  for (guint i = 0; i < self->changed->len; i++)
    {
      const char *name = g_ptr_array_index (self->changed, i);
      const char *contents = g_hash_table_lookup (self->files, name);
      g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, contents, -1);
      g_autofree char *id = sp_id_new ("harvest");
      g_autofree char *path = g_build_filename (self->spool, id, NULL);

      g_assert_true (g_file_set_contents (path, contents, -1, NULL));
      g_ptr_array_add (files, sp_cell_file_new (name, path, hash, (gint64) strlen (contents)));
    }

  g_ptr_array_set_size (self->changed, 0);
  g_task_return_pointer (task, g_steal_pointer (&files), (GDestroyNotify) g_ptr_array_unref);
}

static GPtrArray *
test_session_harvest_finish (SpSessionBackend  *backend,
                             GAsyncResult      *result,
                             char             **note,
                             GError           **error)
{
  *note = NULL;

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
end_running (TestSession *self,
             SpOutcome    outcome)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->running);

  if (task != NULL)
    g_task_return_pointer (task, sp_cell_new (outcome), (GDestroyNotify) sp_cell_free);
}

static void
test_session_look_async (SpSessionBackend      *backend,
                         const SpVariableQuery *query,
                         GCancellable          *cancellable,
                         GAsyncReadyCallback    callback,
                         gpointer               user_data)
{
  TestSession *self = TEST_SESSION (backend);
  g_autoptr(GTask) task = g_task_new (backend, cancellable, callback, user_data);
  JsonObject *answer = json_object_new ();

  json_object_set_int_member (answer, "n_variables", self->n_cells);
  json_object_set_string_member (answer, "asked", query->name != NULL ? query->name : "all");
  g_task_return_pointer (task, answer, (GDestroyNotify) json_object_unref);
}

static JsonObject *
test_session_look_finish (SpSessionBackend  *backend,
                          GAsyncResult      *result,
                          GError           **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
test_session_get_usage (SpSessionBackend *backend,
                        gint64           *memory,
                        double           *cpu)
{
  *memory = 1000;
  *cpu = 0.5;
}

static void
test_session_remove_file (SpSessionBackend *backend,
                          const char       *name)
{
  g_hash_table_remove (TEST_SESSION (backend)->files, name);
}

static void
test_session_interrupt (SpSessionBackend *backend)
{
  TestSession *self = TEST_SESSION (backend);

  /* As a real one: what does not react is killed, and the cell is still one that was interrupted. */
  if (self->stuck && self->running != NULL)
    {
      self->dead = TRUE;
      g_signal_emit_by_name (self, "died");
    }

  end_running (self, SP_OUTCOME_INTERRUPTED);
}

static void
test_session_kill (SpSessionBackend *backend)
{
  TestSession *self = TEST_SESSION (backend);

  if (!self->dead)
    self->factory->n_killed++;
  self->dead = TRUE;
  end_running (self, SP_OUTCOME_DIED);
}

static void
test_session_iface_init (SpSessionBackendInterface *iface)
{
  iface->start_async = test_session_start_async;
  iface->start_finish = test_session_boolean_finish;
  iface->put_file_async = test_session_put_file_async;
  iface->put_file_finish = test_session_boolean_finish;
  iface->execute_async = test_session_execute_async;
  iface->execute_finish = test_session_execute_finish;
  iface->harvest_async = test_session_harvest_async;
  iface->harvest_finish = test_session_harvest_finish;
  iface->look_async = test_session_look_async;
  iface->look_finish = test_session_look_finish;
  iface->get_usage = test_session_get_usage;
  iface->remove_file = test_session_remove_file;
  iface->interrupt = test_session_interrupt;
  iface->kill = test_session_kill;
}

static void
test_session_finalize (GObject *object)
{
  TestSession *self = TEST_SESSION (object);

  g_ptr_array_remove (self->factory->sessions, self);
  g_clear_object (&self->factory);
  g_clear_pointer (&self->spool, g_free);
  g_clear_pointer (&self->files, g_hash_table_unref);
  g_clear_pointer (&self->changed, g_ptr_array_unref);

  G_OBJECT_CLASS (test_session_parent_class)->finalize (object);
}

static void
test_session_class_init (TestSessionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_session_finalize;
}

static void
test_session_init (TestSession *self)
{
  self->files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->changed = g_ptr_array_new_with_free_func (g_free);
}

static SpSessionBackend *
test_factory_create (SpSessionFactory *factory,
                     const char       *memory_limit,
                     const char       *spool)
{
  TestFactory *self = TEST_FACTORY (factory);
  TestSession *session = g_object_new (TEST_TYPE_SESSION, NULL);

  session->factory = g_object_ref (self);
  session->spool = g_strdup (spool);
  g_ptr_array_add (self->sessions, session);
  self->n_created++;

  return SP_SESSION_BACKEND (session);
}

static gboolean
test_factory_is_available (SpSessionFactory  *factory,
                           const char       **message)
{
  if (message != NULL)
    *message = "A sandbox for tests.";

  return !TEST_FACTORY (factory)->broken;
}

static void
test_factory_iface_init (SpSessionFactoryInterface *iface)
{
  iface->create = test_factory_create;
  iface->is_available = test_factory_is_available;
}

static void
test_factory_finalize (GObject *object)
{
  TestFactory *self = TEST_FACTORY (object);

  g_clear_pointer (&self->sessions, g_ptr_array_unref);

  G_OBJECT_CLASS (test_factory_parent_class)->finalize (object);
}

static void
test_factory_class_init (TestFactoryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_factory_finalize;
}

static void
test_factory_init (TestFactory *self)
{
  self->sessions = g_ptr_array_new ();
}

TestFactory *
test_factory_new (void)
{
  return g_object_new (TEST_TYPE_FACTORY, NULL);
}

guint
test_factory_get_n_created (TestFactory *self)
{
  return self->n_created;
}

guint
test_factory_get_n_killed (TestFactory *self)
{
  return self->n_killed;
}

void
test_factory_set_broken (TestFactory *self,
                         gboolean     broken)
{
  self->broken = broken;
}

/* The kernels die by themselves. */
void
test_factory_kill_all (TestFactory *self)
{
  g_autoptr(GPtrArray) sessions = g_ptr_array_copy (self->sessions, (GCopyFunc) g_object_ref, NULL);

  g_ptr_array_set_free_func (sessions, g_object_unref);
  for (guint i = 0; i < sessions->len; i++)
    {
      TestSession *session = g_ptr_array_index (sessions, i);

      session->dead = TRUE;
      end_running (session, SP_OUTCOME_DIED);
      g_signal_emit_by_name (session, "died");
    }
}
