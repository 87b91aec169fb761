/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Totals kept by the system: control groups where this machine lets us make them, and systemd played by the test. */

#include "config.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "sandbox-test-utils.h"
#include "sandbox/sp-control-group-private.h"

static void
result_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  GAsyncResult **place = user_data;

  *place = g_object_ref (result);
}

static gboolean
enter (SpResourceGroup *group,
       GPid             pid)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  gboolean entered;

  sp_resource_group_enter_async (group, pid, NULL, result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  entered = sp_resource_group_enter_finish (group, result, &error);
  g_assert_no_error (error);

  return entered;
}

static GSubprocess *
sleeper (GPid *pid)
{
  GSubprocess *subprocess = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, NULL, "sleep", "60", NULL);

  g_assert_nonnull (subprocess);
  *pid = (GPid) g_ascii_strtoll (g_subprocess_get_identifier (subprocess), NULL, 10);

  return subprocess;
}

static void
test_own (void)
{
  g_autoptr(SpResourceGroup) group = NULL;
  g_autoptr(GSubprocess) subprocess = NULL;
  g_autofree char *file = NULL;
  g_autofree char *groups = NULL;
  SpSandboxLimits limits;
  GPid pid;

  sp_sandbox_limits_init (&limits);
  group = sp_resource_group_new (NULL, &limits);
  g_assert_cmpint (sp_resource_group_get_kind (group), ==, SP_RESOURCE_GROUP_NONE);
  g_assert_cmpint (sp_resource_group_get_memory (group), ==, -1);

  subprocess = sleeper (&pid);
  if (!enter (group, pid))
    {
      g_subprocess_force_exit (subprocess);
      g_test_skip ("control groups cannot be made here");
      return;
    }

  g_assert_true (sp_resource_group_is_member (group, pid));
  g_assert_cmpint (sp_resource_group_get_memory (group), >=, 0);
  file = g_strdup_printf ("/proc/%d/cgroup", pid);
  g_assert_true (g_file_get_contents (file, &groups, NULL, NULL));
  g_assert_nonnull (strstr (groups, "/sandpiper-"));

  g_subprocess_force_exit (subprocess);
  g_assert_true (g_subprocess_wait (subprocess, NULL, NULL));
  g_assert_finalize_object (g_steal_pointer (&group));
}

static void
test_removed (void)
{
  g_autoptr(SpControlGroup) control = NULL;
  g_autoptr(GSubprocess) subprocess = NULL;
  g_autofree char *folder = NULL;
  SpSandboxLimits limits;
  GPid pid;

  sp_sandbox_limits_init (&limits);
  subprocess = sleeper (&pid);
  control = _sp_control_group_make (&limits, pid);
  g_subprocess_force_exit (subprocess);
  if (control == NULL)
    {
      g_test_skip ("control groups cannot be made here");
      return;
    }

  /* The process has not been waited for yet: removing waits for it. */
  folder = g_strdup (control->memory_folder);
  g_assert_true (g_file_test (folder, G_FILE_TEST_IS_DIR));
  _sp_control_group_remove (control);
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
}

/* Just enough of systemd */
typedef struct
{
  GDBusConnection *bus;
  const char      *outcome;   /* of the job; NULL to refuse */
  GVariant        *request;   /* (owned) (nullable) */
} Systemd;

static void
call_cb (GDBusConnection       *bus,
         const char            *sender,
         const char            *path,
         const char            *interface,
         const char            *method,
         GVariant              *parameters,
         GDBusMethodInvocation *invocation,
         gpointer               user_data)
{
  Systemd *systemd = user_data;

  systemd->request = g_variant_ref (parameters);
  if (systemd->outcome == NULL)
    {
      g_dbus_method_invocation_return_dbus_error (invocation, "org.freedesktop.DBus.Error.AccessDenied", "no");
      return;
    }

  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", "/org/freedesktop/systemd1/job/7"));
  g_dbus_connection_emit_signal (bus, NULL, path, interface, "JobRemoved",
                                 g_variant_new ("(uoss)", 6, "/org/freedesktop/systemd1/job/6", "x.scope", "failed"), NULL);
  g_dbus_connection_emit_signal (bus, NULL, path, interface, "JobRemoved",
                                 g_variant_new ("(uoss)", 7, "/org/freedesktop/systemd1/job/7", "y.scope",
                                                systemd->outcome), NULL);
}

static void
play_systemd (Systemd *systemd)
{
  static const GDBusInterfaceVTable vtable = { .method_call = call_cb };
  g_autoptr(GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (
    "<node><interface name='org.freedesktop.systemd1.Manager'><method name='StartTransientUnit'>"
    "<arg direction='in' type='s'/><arg direction='in' type='s'/><arg direction='in' type='a(sv)'/>"
    "<arg direction='in' type='a(sa(sv))'/><arg direction='out' type='o'/></method></interface></node>", NULL);
  g_autoptr(GVariant) owned = NULL;

  g_dbus_connection_register_object (systemd->bus, "/org/freedesktop/systemd1", node->interfaces[0], &vtable, systemd,
                                     NULL, NULL);
  owned = g_dbus_connection_call_sync (systemd->bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                       "org.freedesktop.DBus", "RequestName",
                                       g_variant_new ("(su)", "org.freedesktop.systemd1", 0), NULL,
                                       G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL);
  g_assert_nonnull (owned);
}

static void
ask_systemd (const char          *outcome,
             SpResourceGroupKind  expected_kind)
{
  g_autoptr(GTestDBus) daemon = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_autoptr(GDBusConnection) client = NULL;
  g_autoptr(SpResourceGroup) group = NULL;
  g_autofree char *asked = NULL;
  Systemd systemd = { .outcome = outcome };
  SpSandboxLimits limits;
  const GDBusConnectionFlags flags = G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
                                     | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION;

  g_test_dbus_up (daemon);
  client = g_dbus_connection_new_for_address_sync (g_test_dbus_get_bus_address (daemon), flags, NULL, NULL, NULL);
  systemd.bus = g_dbus_connection_new_for_address_sync (g_test_dbus_get_bus_address (daemon), flags, NULL, NULL, NULL);
  play_systemd (&systemd);

  sp_sandbox_limits_init (&limits);
  limits.max_processes = 12;
  group = sp_resource_group_new (client, &limits);
  enter (group, getpid ());
  if (expected_kind == SP_RESOURCE_GROUP_SCOPE)
    g_assert_cmpint (sp_resource_group_get_kind (group), ==, expected_kind);
  else
    g_assert_cmpint (sp_resource_group_get_kind (group), !=, SP_RESOURCE_GROUP_SCOPE);

  asked = g_variant_print (systemd.request, FALSE);
  g_assert_nonnull (strstr (asked, ".scope', 'fail'"));
  g_assert_nonnull (strstr (asked, "('TasksMax', <uint64 14>)"));
  g_assert_nonnull (strstr (asked, "('MemorySwapMax', <uint64 0>)"));
  g_assert_nonnull (strstr (asked, "('CPUQuotaPerSecUSec', <uint64 4000000>)"));

  g_clear_pointer (&systemd.request, g_variant_unref);
  g_clear_object (&group);
  g_clear_object (&client);
  g_clear_object (&systemd.bus);
  g_test_dbus_down (daemon);
}

static void
test_scope (void)
{
  ask_systemd ("done", SP_RESOURCE_GROUP_SCOPE);
}

static void
test_scope_refused (void)
{
  if (g_test_subprocess ())
    {
      ask_systemd (NULL, SP_RESOURCE_GROUP_NONE);
      ask_systemd ("failed", SP_RESOURCE_GROUP_NONE);
      return;
    }

  /* The fall-back puts this very process into a group of its own. */
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
}

static void
test_session (void)
{
  g_autoptr(SpSandbox) sandbox = NULL;

  if (!test_can_sandbox ())
    return;

  sandbox = test_sandbox_new (NULL);
  if (sp_sandbox_get_memory (sandbox) >= 0)
    g_assert_cmpint (sp_sandbox_get_memory (sandbox), >, 1024 * 1024);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sp/resource-group/own", test_own);
  g_test_add_func ("/sp/resource-group/removed", test_removed);
  g_test_add_func ("/sp/resource-group/scope", test_scope);
  g_test_add_func ("/sp/resource-group/scope-refused", test_scope_refused);
  g_test_add_func ("/sp/resource-group/session", test_session);

  return g_test_run ();
}
