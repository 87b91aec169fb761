/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* SpResourceGroup: limits for all processes of one sandbox together, kept by the system. The first that works: a
 * transient scope of the user's systemd, a control group of our own, nothing. “Nothing” is not an error: the runner's
 * watchdog is always there. Owned by the session, main thread only; it goes after the sandbox's processes have. */

#include "config.h"

#include "sandbox/sp-control-group-private.h"

#include <unistd.h>

#define SYSTEMD "org.freedesktop.systemd1"
#define SYSTEMD_PATH "/org/freedesktop/systemd1"
#define SYSTEMD_MANAGER "org.freedesktop.systemd1.Manager"
#define CALL_TIMEOUT_MS 2000

struct _SpResourceGroup
{
  GObject           parent_instance;

  GDBusConnection  *bus;      /* (owned) (nullable) */
  SpSandboxLimits   limits;
  SpControlGroup   *control;  /* (owned) (nullable) */
  GPid              pid;
};

G_DEFINE_FINAL_TYPE (SpResourceGroup, sp_resource_group, G_TYPE_OBJECT)

/* Waiting for systemd's job */
typedef struct
{
  char  *job;          /* (owned) (nullable): its path, once it is known */
  guint  subscription;
  guint  timeout;
} Enter;

static void
enter_free (Enter *enter)
{
  g_clear_pointer (&enter->job, g_free);
  g_clear_handle_id (&enter->timeout, g_source_remove);
  g_free (enter);
}

static void
remove_thread (GTask        *task,
               gpointer      source,
               gpointer      task_data,
               GCancellable *cancellable)
{
  _sp_control_group_remove (task_data);
  g_task_return_boolean (task, TRUE);
}

static void
sp_resource_group_dispose (GObject *object)
{
  SpResourceGroup *self = SP_RESOURCE_GROUP (object);

  if (self->control != NULL && self->control->folders->len > 0)
    {
      g_autoptr(GTask) task = g_task_new (NULL, NULL, NULL, NULL);

      g_task_set_source_tag (task, sp_resource_group_dispose);
      g_task_set_task_data (task, g_steal_pointer (&self->control), (GDestroyNotify) _sp_control_group_free);
      g_task_run_in_thread (task, remove_thread);
    }

  g_clear_pointer (&self->control, _sp_control_group_free);
  g_clear_object (&self->bus);

  G_OBJECT_CLASS (sp_resource_group_parent_class)->dispose (object);
}

static void
sp_resource_group_class_init (SpResourceGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sp_resource_group_dispose;
}

static void
sp_resource_group_init (SpResourceGroup *self)
{
}

/**
 * sp_resource_group_new:
 * @bus: (nullable): where the user's systemd is asked; %NULL to look for it
 * @limits: what all processes together may use; copied
 *
 * Returns: (transfer full): a group without members
 */
SpResourceGroup *
sp_resource_group_new (GDBusConnection       *bus,
                       const SpSandboxLimits *limits)
{
  SpResourceGroup *self;

  g_return_val_if_fail (bus == NULL || G_IS_DBUS_CONNECTION (bus), NULL);
  g_return_val_if_fail (limits != NULL, NULL);

  self = g_object_new (SP_TYPE_RESOURCE_GROUP, NULL);
  self->bus = bus != NULL ? g_object_ref (bus) : NULL;
  self->limits = *limits;

  return self;
}

/**
 * sp_resource_group_get_kind:
 * @self: a group
 *
 * Returns: who keeps the limits
 */
SpResourceGroupKind
sp_resource_group_get_kind (SpResourceGroup *self)
{
  g_return_val_if_fail (SP_IS_RESOURCE_GROUP (self), SP_RESOURCE_GROUP_NONE);

  return self->control != NULL ? self->control->kind : SP_RESOURCE_GROUP_NONE;
}

/**
 * sp_resource_group_is_member:
 * @self: a group
 * @pid: a process
 *
 * Returns: whether @pid was put into the group
 */
gboolean
sp_resource_group_is_member (SpResourceGroup *self,
                             GPid             pid)
{
  g_return_val_if_fail (SP_IS_RESOURCE_GROUP (self), FALSE);

  return self->control != NULL && self->pid == pid;
}

/**
 * sp_resource_group_get_memory:
 * @self: a group
 *
 * Returns: bytes that all processes use together, -1 when nobody counts them
 */
gint64
sp_resource_group_get_memory (SpResourceGroup *self)
{
  g_return_val_if_fail (SP_IS_RESOURCE_GROUP (self), -1);

  return self->control != NULL ? _sp_control_group_read_memory (self->control) : -1;
}

static void
make_thread (GTask        *task,
             gpointer      source,
             gpointer      task_data,
             GCancellable *cancellable)
{
  SpResourceGroup *self = source;
  SpControlGroup *control = _sp_control_group_make (&self->limits, self->pid);

  g_task_return_pointer (task, control, (GDestroyNotify) _sp_control_group_free);
}

static void
made_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  SpResourceGroup *self = SP_RESOURCE_GROUP (object);

  self->control = g_task_propagate_pointer (G_TASK (result), NULL);
  g_task_return_boolean (task, self->control != NULL);
}

/* Takes @task. */
static void
sp_resource_group_make_own (SpResourceGroup *self,
                            GTask           *task)
{
  g_autoptr(GTask) maker = g_task_new (self, NULL, made_cb, task);

  g_task_set_source_tag (maker, sp_resource_group_make_own);
  g_task_run_in_thread (maker, make_thread);
}

/* Ends the wait for systemd, once. */
static void
end_wait (GTask    *task,
          gboolean  placed)
{
  SpResourceGroup *self = g_task_get_source_object (task);
  Enter *enter = g_task_get_task_data (task);

  g_clear_handle_id (&enter->timeout, g_source_remove);
  if (enter->subscription == 0)
    return;

  g_dbus_connection_signal_unsubscribe (self->bus, enter->subscription);
  enter->subscription = 0;
  if (placed)
    {
      self->control = _sp_control_group_of_process (self->pid);
      g_task_return_boolean (task, TRUE);
    }
  else
    {
      sp_resource_group_make_own (self, g_object_ref (task));
    }
}

static gboolean
wait_timeout_cb (gpointer user_data)
{
  GTask *task = user_data;
  Enter *enter = g_task_get_task_data (task);

  enter->timeout = 0;
  end_wait (task, FALSE);

  return G_SOURCE_REMOVE;
}

static void
job_removed_cb (GDBusConnection *bus,
                const char      *sender,
                const char      *path,
                const char      *interface,
                const char      *signal,
                GVariant        *parameters,
                gpointer         user_data)
{
  GTask *task = user_data;
  Enter *enter = g_task_get_task_data (task);
  const char *job;
  const char *outcome;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(uoss)")))
    return;

  g_variant_get (parameters, "(u&o&s&s)", NULL, &job, NULL, &outcome);
  if (g_strcmp0 (job, enter->job) == 0)
    end_wait (task, g_strcmp0 (outcome, "done") == 0);
}

static void
started_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Enter *enter = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (object), result, &error);

  if (reply == NULL)
    {
      g_debug ("No scope for a sandbox: %s", error->message);
      end_wait (task, FALSE);
      return;
    }

  /* Its end comes as a signal, after this reply: only then is the process where it belongs. */
  g_variant_get (reply, "(o)", &enter->job);
}

static GVariant *
build_scope (SpResourceGroup *self)
{
  static guint counter;
  g_autofree char *name = g_strdup_printf ("sandpiper-session-%d-%u.scope", getpid (), counter++);
  guint32 pid = self->pid;
  GVariantBuilder properties;

  g_variant_builder_init (&properties, G_VARIANT_TYPE ("a(sv)"));
  g_variant_builder_add (&properties, "(sv)", "Description", g_variant_new_string ("Code of a Sandpiper session"));
  g_variant_builder_add (&properties, "(sv)", "PIDs",
                         g_variant_new_fixed_array (G_VARIANT_TYPE_UINT32, &pid, 1, sizeof pid));
  g_variant_builder_add (&properties, "(sv)", "MemoryMax",
                         g_variant_new_uint64 (_sp_control_group_get_memory_limit (&self->limits)));
  g_variant_builder_add (&properties, "(sv)", "MemorySwapMax", g_variant_new_uint64 (0));
  g_variant_builder_add (&properties, "(sv)", "TasksMax", g_variant_new_uint64 (self->limits.max_processes + 2));
  g_variant_builder_add (&properties, "(sv)", "CPUQuotaPerSecUSec",
                         g_variant_new_uint64 ((guint64) self->limits.cpu_percent * G_USEC_PER_SEC / 100));
  g_variant_builder_add (&properties, "(sv)", "CPUWeight", g_variant_new_uint64 (20));
  g_variant_builder_add (&properties, "(sv)", "CollectMode", g_variant_new_string ("inactive-or-failed"));

  return g_variant_new ("(ssa(sv)a(sa(sv)))", name, "fail", &properties, NULL);
}

/* The bus of the user's systemd; one is never started for this. */
static gboolean
has_user_bus (void)
{
  g_autofree char *socket = g_build_filename (g_get_user_runtime_dir (), "bus", NULL);

  return g_file_test ("/run/systemd/system", G_FILE_TEST_IS_DIR)
         && (g_getenv ("DBUS_SESSION_BUS_ADDRESS") != NULL || g_file_test (socket, G_FILE_TEST_EXISTS));
}

/* Takes @task. */
static void
sp_resource_group_ask_systemd (SpResourceGroup *self,
                               GTask           *task)
{
  Enter *enter = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  enter->subscription = g_dbus_connection_signal_subscribe (self->bus, SYSTEMD, SYSTEMD_MANAGER, "JobRemoved",
                                                            SYSTEMD_PATH, NULL, G_DBUS_SIGNAL_FLAGS_NONE,
                                                            job_removed_cb, g_object_ref (task), g_object_unref);
  enter->timeout = g_timeout_add (CALL_TIMEOUT_MS, wait_timeout_cb, task);
  g_dbus_connection_call (self->bus, SYSTEMD, SYSTEMD_PATH, SYSTEMD_MANAGER, "StartTransientUnit", build_scope (self),
                          G_VARIANT_TYPE ("(o)"), G_DBUS_CALL_FLAGS_NONE, CALL_TIMEOUT_MS, cancellable,
                          started_cb, task);
}

static void
bus_cb (GObject      *object,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  SpResourceGroup *self = g_task_get_source_object (task);

  self->bus = g_bus_get_finish (result, NULL);
  if (self->bus != NULL)
    sp_resource_group_ask_systemd (self, g_steal_pointer (&task));
  else
    sp_resource_group_make_own (self, g_steal_pointer (&task));
}

/**
 * sp_resource_group_enter_async:
 * @self: a group without members
 * @pid: the process; what it starts later is in the group too
 * @cancellable: (nullable): a cancellable
 * @callback: called when the process is in the group, or cannot be
 * @user_data: for @callback
 *
 * Makes the group around @pid.
 */
void
sp_resource_group_enter_async (SpResourceGroup     *self,
                               GPid                 pid,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Enter *enter = g_new0 (Enter, 1);

  g_return_if_fail (SP_IS_RESOURCE_GROUP (self));
  g_return_if_fail (self->control == NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sp_resource_group_enter_async);
  g_task_set_task_data (task, enter, (GDestroyNotify) enter_free);
  self->pid = pid;

  if (self->bus != NULL)
    sp_resource_group_ask_systemd (self, g_steal_pointer (&task));
  else if (has_user_bus ())
    g_bus_get (G_BUS_TYPE_SESSION, cancellable, bus_cb, g_steal_pointer (&task));
  else
    sp_resource_group_make_own (self, g_steal_pointer (&task));
}

/**
 * sp_resource_group_enter_finish:
 * @self: a group
 * @result: what the callback got
 * @error: return location
 *
 * Returns: whether somebody keeps the limits now; %FALSE without an error when nobody here does
 */
gboolean
sp_resource_group_enter_finish (SpResourceGroup  *self,
                                GAsyncResult     *result,
                                GError          **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
