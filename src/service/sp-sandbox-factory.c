/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/sp-sandbox-factory.h"

#include <glib/gi18n.h>

#include "base/sp-str.h"
#include "sandbox/sp-bwrap-launcher.h"
#include "service/sp-sandbox-session.h"

/* The factory of sessions that run in sandboxes of this computer. It asks the
 * launcher once whether sandboxes can be made here and remembers the answer in
 * words; a session that is started all the same fails with those of its own.
 * Made by the program's start and owned by the engine; main thread. */

#define DEFAULT_POOL_SIZE 1
#define GIB (G_GINT64_CONSTANT (1024) * 1024 * 1024)

struct _SpSandboxFactory
{
  GObject          parent_instance;

  SpLauncher      *launcher;
  SpSandboxPool   *pool;
  char            *message;
  SpSandboxLimits  limits;
  guint            pool_size;
  guint            available : 1;
  guint            probed : 1;
};

enum
{
  SIGNAL_PROBED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void sp_sandbox_factory_iface_init (SpSessionFactoryInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SpSandboxFactory, sp_sandbox_factory, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SP_TYPE_SESSION_FACTORY,
                                                      sp_sandbox_factory_iface_init))

static void
probe_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(SpSandboxFactory) self = user_data;
  g_autoptr(GError) error = NULL;

  self->available = sp_launcher_probe_finish (SP_LAUNCHER (source), result, &error);
  if (self->available)
    sp_sandbox_pool_set_size (self->pool, self->pool_size);
  sp_set_str (&self->message, self->available ? _("Code runs in a sandbox on this computer.")
                                              : error->message);
  self->probed = TRUE;
  g_signal_emit (self, signals[SIGNAL_PROBED], 0);
}

static gint64
memory_of_limit (const char *limit)
{
  return g_ascii_strtoll (limit, NULL, 10) * GIB;
}

static SpSessionBackend *
sp_sandbox_factory_create (SpSessionFactory *factory,
                           const char       *memory_limit,
                           const char       *spool)
{
  SpSandboxFactory *self = SP_SANDBOX_FACTORY (factory);
  SpSandboxLimits limits = self->limits;

  /* What an agent asks for is a wish: a session never gets more than this computer can give. The smallest size
   * asks for nothing, as it is what everybody gets who does not choose. */
  if (memory_limit != NULL && memory_of_limit (memory_limit) > GIB)
    limits.memory = MIN (limits.memory, memory_of_limit (memory_limit));

  return SP_SESSION_BACKEND (sp_sandbox_session_new (self->pool, &limits, spool));
}

static gboolean
sp_sandbox_factory_is_available (SpSessionFactory  *factory,
                                 const char       **message)
{
  SpSandboxFactory *self = SP_SANDBOX_FACTORY (factory);

  if (message != NULL)
    *message = self->message;

  return self->available;
}

static void
sp_sandbox_factory_iface_init (SpSessionFactoryInterface *iface)
{
  iface->create = sp_sandbox_factory_create;
  iface->is_available = sp_sandbox_factory_is_available;
}

static void
sp_sandbox_factory_finalize (GObject *object)
{
  SpSandboxFactory *self = SP_SANDBOX_FACTORY (object);

  g_clear_object (&self->launcher);
  g_clear_object (&self->pool);
  g_clear_pointer (&self->message, g_free);

  G_OBJECT_CLASS (sp_sandbox_factory_parent_class)->finalize (object);
}

static void
sp_sandbox_factory_class_init (SpSandboxFactoryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = sp_sandbox_factory_finalize;

  signals[SIGNAL_PROBED] =
    g_signal_new ("probed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sp_sandbox_factory_init (SpSandboxFactory *self)
{
  sp_sandbox_limits_init (&self->limits);
  self->pool_size = DEFAULT_POOL_SIZE;
  self->message = g_strdup (_("The sandbox has not been tried yet."));
}

/**
 * sp_sandbox_factory_new:
 *
 * Returns: (transfer full): a factory of sandboxes that bubblewrap makes; it
 *   begins to find out whether that works here
 */
SpSessionFactory *
sp_sandbox_factory_new (void)
{
  g_autoptr(SpBwrapLauncher) launcher = sp_bwrap_launcher_new ();

  return sp_sandbox_factory_new_with_launcher (SP_LAUNCHER (launcher));
}

/**
 * sp_sandbox_factory_new_with_launcher:
 * @launcher: makes the sandboxes
 *
 * Returns: (transfer full): a factory that uses it; it begins to find out
 *   whether that works here
 */
SpSessionFactory *
sp_sandbox_factory_new_with_launcher (SpLauncher *launcher)
{
  SpSandboxFactory *self;

  g_return_val_if_fail (SP_IS_LAUNCHER (launcher), NULL);

  self = g_object_new (SP_TYPE_SANDBOX_FACTORY, NULL);
  self->launcher = g_object_ref (launcher);
  self->pool = sp_sandbox_pool_new (launcher, &self->limits);
  sp_launcher_probe_async (launcher, NULL, probe_cb, g_object_ref (self));

  return SP_SESSION_FACTORY (self);
}

/**
 * sp_sandbox_factory_set_pool_size:
 * @self: a factory
 * @size: how many sessions wait warm
 *
 * The usual number is one: about 60 MB, so that the first cell need not wait
 * for Python and its libraries.
 */
void
sp_sandbox_factory_set_pool_size (SpSandboxFactory *self,
                                  guint             size)
{
  g_return_if_fail (SP_IS_SANDBOX_FACTORY (self));

  self->pool_size = size;
  if (self->available)
    sp_sandbox_pool_set_size (self->pool, size);
}

/**
 * sp_sandbox_factory_set_limits:
 * @self: a factory
 * @limits: what a session may use; copied
 *
 * Takes effect with the next session.
 */
void
sp_sandbox_factory_set_limits (SpSandboxFactory      *self,
                               const SpSandboxLimits *limits)
{
  g_return_if_fail (SP_IS_SANDBOX_FACTORY (self));
  g_return_if_fail (limits != NULL);

  self->limits = *limits;
  g_clear_object (&self->pool);
  self->pool = sp_sandbox_pool_new (self->launcher, limits);
  if (self->available)
    sp_sandbox_pool_set_size (self->pool, self->pool_size);
}

/**
 * sp_sandbox_factory_is_probed:
 * @self: a factory
 *
 * Returns: whether it is known by now if sandboxes can be made here; #SpSandboxFactory::probed tells when
 */
gboolean
sp_sandbox_factory_is_probed (SpSandboxFactory *self)
{
  g_return_val_if_fail (SP_IS_SANDBOX_FACTORY (self), FALSE);

  return self->probed;
}
