/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* The pool: what waits, what is taken, and what happens when it dies. */

#include "config.h"

#include <string.h>

#include "sandbox-test-utils.h"
#include "sandbox/sp-sandbox-pool.h"

static void
result_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  GAsyncResult **place = user_data;

  *place = g_object_ref (result);
}

static SpSandbox *
take (SpSandboxPool         *pool,
      const SpSandboxLimits *limits)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  SpSandbox *sandbox;

  sp_sandbox_pool_take_async (pool, limits, NULL, result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  sandbox = sp_sandbox_pool_take_finish (pool, result, &error);
  g_assert_no_error (error);
  g_assert_cmpint (sp_sandbox_get_state (sandbox), ==, SP_SANDBOX_IDLE);

  return sandbox;
}

static SpSandboxPool *
pool_new (guint size)
{
  g_autoptr(SpLauncher) launcher = SP_LAUNCHER (sp_bwrap_launcher_new ());
  SpSandboxPool *pool = sp_sandbox_pool_new (launcher, NULL);

  sp_sandbox_pool_set_delay (pool, 1);
  sp_sandbox_pool_set_size (pool, size);

  return pool;
}

static void
wait_for_warm (SpSandboxPool *pool,
               guint          n_warm)
{
  while (sp_sandbox_pool_get_n_warm (pool) != n_warm)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_warm (void)
{
  g_autoptr(SpSandboxPool) pool = NULL;
  g_autoptr(SpSandbox) first = NULL;
  g_autoptr(SpSandbox) second = NULL;

  if (!test_can_sandbox ())
    return;

  pool = pool_new (1);
  wait_for_warm (pool, 1);
  first = take (pool, NULL);
  g_assert_cmpuint (sp_sandbox_pool_get_n_warm (pool), ==, 0);
  g_assert_true (sp_sandbox_get_preload (first));
  test_assert_printed (first, "import sys; x = 1; print('linecache' in sys.modules)", "True\n");

  wait_for_warm (pool, 1);
  second = take (pool, NULL);
  g_assert_true (first != second);
  test_assert_printed (second, "print('x' in globals())", "False\n");
}

static void
test_on_its_way (void)
{
  g_autoptr(SpSandboxPool) pool = NULL;
  g_autoptr(SpSandbox) sandbox = NULL;

  if (!test_can_sandbox ())
    return;

  pool = pool_new (1);
  test_wait (5);
  g_assert_cmpuint (sp_sandbox_pool_get_n_warm (pool), ==, 0);
  sandbox = take (pool, NULL);
  g_assert_true (sp_sandbox_get_preload (sandbox));
}

static void
test_empty (void)
{
  g_autoptr(SpSandboxPool) pool = NULL;
  g_autoptr(SpSandbox) sandbox = NULL;

  if (!test_can_sandbox ())
    return;

  pool = pool_new (0);
  sandbox = take (pool, NULL);
  g_assert_false (sp_sandbox_get_preload (sandbox));
  g_assert_cmpuint (sp_sandbox_pool_get_size (pool), ==, 0);
}

static void
test_other_limits (void)
{
  g_autoptr(SpSandboxPool) pool = NULL;
  g_autoptr(SpSandbox) larger = NULL;
  g_autoptr(SpSandbox) longer = NULL;
  SpSandboxLimits limits;

  if (!test_can_sandbox ())
    return;

  pool = pool_new (1);
  wait_for_warm (pool, 1);
  sp_sandbox_limits_init (&limits);
  limits.memory *= 2;
  larger = take (pool, &limits);
  g_assert_false (sp_sandbox_get_preload (larger));
  g_assert_cmpuint (sp_sandbox_pool_get_n_warm (pool), ==, 1);

  sp_sandbox_limits_init (&limits);
  limits.cell_seconds = 7;
  longer = take (pool, &limits);
  g_assert_true (sp_sandbox_get_preload (longer));
  g_assert_cmpuint (sp_sandbox_get_limits (longer)->cell_seconds, ==, 7);
}

static void
test_size (void)
{
  g_autoptr(SpSandboxPool) pool = NULL;

  if (!test_can_sandbox ())
    return;

  pool = pool_new (2);
  wait_for_warm (pool, 2);
  sp_sandbox_pool_set_size (pool, 1);
  g_assert_cmpuint (sp_sandbox_pool_get_n_warm (pool), ==, 1);
  sp_sandbox_pool_set_size (pool, 100);
  g_assert_cmpuint (sp_sandbox_pool_get_size (pool), ==, SP_SANDBOX_POOL_MAX_SIZE);
  sp_sandbox_pool_set_size (pool, 0);
  g_assert_cmpuint (sp_sandbox_pool_get_n_warm (pool), ==, 0);
  test_wait (20);
  g_assert_finalize_object (g_steal_pointer (&pool));
}

static void
test_cannot_fill (void)
{
  g_autoptr(SpBwrapLauncher) launcher = sp_bwrap_launcher_new ();
  g_autoptr(SpSandboxPool) pool = sp_sandbox_pool_new (SP_LAUNCHER (launcher), NULL);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  sp_bwrap_launcher_set_program (launcher, NULL);
  sp_sandbox_pool_set_delay (pool, 1);
  sp_sandbox_pool_set_size (pool, 2);
  test_wait (100);
  g_assert_cmpuint (sp_sandbox_pool_get_n_warm (pool), ==, 0);

  sp_sandbox_pool_take_async (pool, NULL, NULL, result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (sp_sandbox_pool_take_finish (pool, result, &error));
  g_assert_error (error, SP_SANDBOX_ERROR, SP_SANDBOX_ERROR_MISSING);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sp/sandbox-pool/warm", test_warm);
  g_test_add_func ("/sp/sandbox-pool/on-its-way", test_on_its_way);
  g_test_add_func ("/sp/sandbox-pool/empty", test_empty);
  g_test_add_func ("/sp/sandbox-pool/other-limits", test_other_limits);
  g_test_add_func ("/sp/sandbox-pool/size", test_size);
  g_test_add_func ("/sp/sandbox-pool/cannot-fill", test_cannot_fill);

  return g_test_run ();
}
