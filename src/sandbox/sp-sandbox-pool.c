/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* SpSandboxPool: keeps the next session ready. Owned by the service, main thread only. A session that was taken never
 * comes back: nothing of one conversation may be found in another. New ones are made a while after the last was
 * taken, when the conversation that took it has had its first answer, and one after the other. */

#include "config.h"

#include "sandbox/sp-sandbox-pool.h"

/* A pool that cannot fill itself stops trying until somebody takes a session again. */
#define MAX_FAILURES 3

#define DEFAULT_DELAY_MS 3000

struct _SpSandboxPool
{
  GObject          parent_instance;

  SpLauncher      *launcher;       /* (owned) */
  SpSandboxLimits  limits;
  GPtrArray       *sandboxes;      /* (element-type SpSandbox): started or starting, the oldest first */
  guint            fill_source;
  guint            size;
  guint            delay;          /* milliseconds */
  guint            n_failures;
};

G_DEFINE_FINAL_TYPE (SpSandboxPool, sp_sandbox_pool, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_N_WARM,
  PROP_SIZE,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void sp_sandbox_pool_schedule (SpSandboxPool *self);

static void
state_cb (SpSandbox     *sandbox,
          GParamSpec    *pspec,
          SpSandboxPool *self)
{
  guint position;

  if (sp_sandbox_get_state (sandbox) != SP_SANDBOX_DEAD || !g_ptr_array_find (self->sandboxes, sandbox, &position))
    return;

  self->n_failures++;
  g_signal_handlers_disconnect_by_func (sandbox, state_cb, self);
  g_ptr_array_remove_index (self->sandboxes, position);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_WARM]);
  sp_sandbox_pool_schedule (self);
}

static void
started_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(SpSandboxPool) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!sp_sandbox_start_finish (SP_SANDBOX (object), result, &error))
    {
      g_debug ("No session for the pool: %s", error->message);
      return;
    }

  self->n_failures = 0;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_WARM]);
  sp_sandbox_pool_schedule (self);
}

static gboolean
fill_cb (gpointer user_data)
{
  SpSandboxPool *self = user_data;
  g_autoptr(SpSandbox) sandbox = sp_sandbox_new (self->launcher, &self->limits);

  self->fill_source = 0;
  sp_sandbox_set_preload (sandbox, TRUE);
  g_signal_connect_object (sandbox, "notify::state", G_CALLBACK (state_cb), self, 0);
  g_ptr_array_add (self->sandboxes, g_object_ref (sandbox));
  sp_sandbox_start_async (sandbox, NULL, started_cb, g_object_ref (self));

  return G_SOURCE_REMOVE;
}

/* One at a time: a session that starts is the reason not to start another. */
static void
sp_sandbox_pool_schedule (SpSandboxPool *self)
{
  gboolean wanted = self->sandboxes->len < self->size && self->n_failures < MAX_FAILURES;

  for (guint i = 0; i < self->sandboxes->len; i++)
    if (sp_sandbox_get_state (g_ptr_array_index (self->sandboxes, i)) == SP_SANDBOX_STARTING)
      wanted = FALSE;

  if (!wanted)
    g_clear_handle_id (&self->fill_source, g_source_remove);
  else if (self->fill_source == 0)
    self->fill_source = g_timeout_add (self->delay, fill_cb, self);
}

static void
sp_sandbox_pool_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  SpSandboxPool *self = SP_SANDBOX_POOL (object);

  switch (prop_id)
    {
    case PROP_N_WARM:
      g_value_set_uint (value, sp_sandbox_pool_get_n_warm (self));
      break;

    case PROP_SIZE:
      g_value_set_uint (value, sp_sandbox_pool_get_size (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_sandbox_pool_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  SpSandboxPool *self = SP_SANDBOX_POOL (object);

  switch (prop_id)
    {
    case PROP_SIZE:
      sp_sandbox_pool_set_size (self, g_value_get_uint (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_sandbox_pool_dispose (GObject *object)
{
  SpSandboxPool *self = SP_SANDBOX_POOL (object);

  g_clear_handle_id (&self->fill_source, g_source_remove);
  self->size = 0;
  g_ptr_array_set_size (self->sandboxes, 0);
  g_clear_object (&self->launcher);

  G_OBJECT_CLASS (sp_sandbox_pool_parent_class)->dispose (object);
}

static void
sp_sandbox_pool_finalize (GObject *object)
{
  SpSandboxPool *self = SP_SANDBOX_POOL (object);

  g_clear_pointer (&self->sandboxes, g_ptr_array_unref);

  G_OBJECT_CLASS (sp_sandbox_pool_parent_class)->finalize (object);
}

static void
sp_sandbox_pool_class_init (SpSandboxPoolClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sp_sandbox_pool_get_property;
  object_class->set_property = sp_sandbox_pool_set_property;
  object_class->dispose = sp_sandbox_pool_dispose;
  object_class->finalize = sp_sandbox_pool_finalize;

  properties[PROP_N_WARM] = g_param_spec_uint ("n-warm", NULL, NULL, 0, SP_SANDBOX_POOL_MAX_SIZE, 0,
                                               (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  properties[PROP_SIZE] = g_param_spec_uint ("size", NULL, NULL, 0, SP_SANDBOX_POOL_MAX_SIZE, 0,
                                             (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sp_sandbox_pool_init (SpSandboxPool *self)
{
  self->sandboxes = g_ptr_array_new_with_free_func (g_object_unref);
  self->delay = DEFAULT_DELAY_MS;
}

/**
 * sp_sandbox_pool_new:
 * @launcher: what makes sandboxes
 * @limits: (nullable): what the waiting sessions may use, copied; %NULL for the defaults
 *
 * The size is 0 at first: nothing waits and every session that is taken is started then.
 *
 * Returns: (transfer full): a pool
 */
SpSandboxPool *
sp_sandbox_pool_new (SpLauncher            *launcher,
                     const SpSandboxLimits *limits)
{
  SpSandboxPool *self;

  g_return_val_if_fail (SP_IS_LAUNCHER (launcher), NULL);

  self = g_object_new (SP_TYPE_SANDBOX_POOL, NULL);
  self->launcher = g_object_ref (launcher);
  if (limits != NULL)
    self->limits = *limits;
  else
    sp_sandbox_limits_init (&self->limits);

  return self;
}

/**
 * sp_sandbox_pool_get_size:
 * @self: a pool
 *
 * Returns: how many sessions shall wait
 */
guint
sp_sandbox_pool_get_size (SpSandboxPool *self)
{
  g_return_val_if_fail (SP_IS_SANDBOX_POOL (self), 0);

  return self->size;
}

/**
 * sp_sandbox_pool_set_size:
 * @self: a pool
 * @size: how many sessions shall wait, at most %SP_SANDBOX_POOL_MAX_SIZE
 *
 * Sessions that are too many end at once; missing ones are made after the delay.
 */
void
sp_sandbox_pool_set_size (SpSandboxPool *self,
                          guint          size)
{
  g_return_if_fail (SP_IS_SANDBOX_POOL (self));

  size = MIN (size, SP_SANDBOX_POOL_MAX_SIZE);
  if (self->size == size)
    return;

  self->size = size;
  self->n_failures = 0;
  if (self->sandboxes->len > size)
    g_ptr_array_set_size (self->sandboxes, (int) size);
  sp_sandbox_pool_schedule (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SIZE]);
}

/**
 * sp_sandbox_pool_get_n_warm:
 * @self: a pool
 *
 * Returns: how many sessions can be taken without waiting
 */
guint
sp_sandbox_pool_get_n_warm (SpSandboxPool *self)
{
  guint n_warm = 0;

  g_return_val_if_fail (SP_IS_SANDBOX_POOL (self), 0);

  for (guint i = 0; i < self->sandboxes->len; i++)
    if (sp_sandbox_get_state (g_ptr_array_index (self->sandboxes, i)) == SP_SANDBOX_IDLE)
      n_warm++;

  return n_warm;
}

/**
 * sp_sandbox_pool_get_delay:
 * @self: a pool
 *
 * Returns: milliseconds from the need of a session to its start
 */
guint
sp_sandbox_pool_get_delay (SpSandboxPool *self)
{
  g_return_val_if_fail (SP_IS_SANDBOX_POOL (self), 0);

  return self->delay;
}

/**
 * sp_sandbox_pool_set_delay:
 * @self: a pool
 * @milliseconds: from the need of a session to its start
 *
 * Warming takes a processor for half a second; the delay keeps that out of the first answer's way.
 */
void
sp_sandbox_pool_set_delay (SpSandboxPool *self,
                           guint          milliseconds)
{
  g_return_if_fail (SP_IS_SANDBOX_POOL (self));

  self->delay = milliseconds;
  g_clear_handle_id (&self->fill_source, g_source_remove);
  sp_sandbox_pool_schedule (self);
}

/* Limits of the session as a whole are set at its start; those of cells and harvests can still be changed. */
static gboolean
fits (SpSandboxPool         *self,
      const SpSandboxLimits *limits)
{
  const SpSandboxLimits *own = &self->limits;

  return limits->memory == own->memory && limits->data_size == own->data_size && limits->tmp_size == own->tmp_size
         && limits->shm_size == own->shm_size && limits->max_processes == own->max_processes
         && limits->max_open_files == own->max_open_files && limits->max_inodes == own->max_inodes
         && limits->cpu_percent == own->cpu_percent && limits->blas_threads == own->blas_threads;
}

/* Ready ones first, then one that is on its way: that is still sooner than beginning another. */
static SpSandbox *
sp_sandbox_pool_steal (SpSandboxPool *self)
{
  const SpSandboxState wanted[] = { SP_SANDBOX_IDLE, SP_SANDBOX_STARTING };

  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    for (guint j = 0; j < self->sandboxes->len; j++)
      {
        SpSandbox *sandbox = g_ptr_array_index (self->sandboxes, j);

        if (sp_sandbox_get_state (sandbox) != wanted[i])
          continue;

        g_object_ref (sandbox);
        g_signal_handlers_disconnect_by_func (sandbox, state_cb, self);
        g_ptr_array_remove_index (self->sandboxes, j);
        g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_WARM]);
        return sandbox;
      }

  return NULL;
}

static void
cold_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (sp_sandbox_start_finish (SP_SANDBOX (object), result, &error))
    g_task_return_pointer (task, g_object_ref (object), g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
start_cold (GTask                 *task,
            const SpSandboxLimits *limits)
{
  SpSandboxPool *self = g_task_get_source_object (task);
  g_autoptr(SpSandbox) sandbox = sp_sandbox_new (self->launcher, limits);

  sp_sandbox_start_async (sandbox, g_task_get_cancellable (task), cold_cb, g_object_ref (task));
}

static void
on_its_way_cb (SpSandbox  *sandbox,
               GParamSpec *pspec,
               GTask      *task)
{
  /* The signal held the task. */
  g_autoptr(GTask) held = task;

  g_signal_handlers_disconnect_by_func (sandbox, on_its_way_cb, task);
  if (sp_sandbox_get_state (sandbox) == SP_SANDBOX_IDLE)
    g_task_return_pointer (task, g_object_ref (sandbox), g_object_unref);
  else
    start_cold (task, sp_sandbox_get_limits (sandbox));
}

/**
 * sp_sandbox_pool_take_async:
 * @self: a pool
 * @limits: (nullable): what the session may use, %NULL for the pool's own
 * @cancellable: (nullable): a cancellable
 * @callback: called with a session that is ready
 * @user_data: for @callback
 *
 * Gives a session away: a warm one, one that is on its way, or a new one. Sessions with other limits than the pool's
 * are always new. Another one is made for the pool after its delay.
 */
void
sp_sandbox_pool_take_async (SpSandboxPool         *self,
                            const SpSandboxLimits *limits,
                            GCancellable          *cancellable,
                            GAsyncReadyCallback    callback,
                            gpointer               user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(SpSandbox) sandbox = NULL;

  g_return_if_fail (SP_IS_SANDBOX_POOL (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sp_sandbox_pool_take_async);
  if (limits == NULL)
    limits = &self->limits;

  self->n_failures = 0;
  if (fits (self, limits))
    sandbox = sp_sandbox_pool_steal (self);
  if (sandbox != NULL)
    sp_sandbox_set_limits (sandbox, limits);

  if (sandbox == NULL)
    start_cold (task, limits);
  else if (sp_sandbox_get_state (sandbox) == SP_SANDBOX_IDLE)
    g_task_return_pointer (task, g_object_ref (sandbox), g_object_unref);
  else
    g_signal_connect (sandbox, "notify::state", G_CALLBACK (on_its_way_cb), g_object_ref (task));

  /* The wait begins anew with each session that is taken. */
  g_clear_handle_id (&self->fill_source, g_source_remove);
  sp_sandbox_pool_schedule (self);
}

/**
 * sp_sandbox_pool_take_finish:
 * @self: a pool
 * @result: what the callback got
 * @error: return location
 *
 * Returns: (transfer full): a session in the state %SP_SANDBOX_IDLE, or %NULL with a code of #SpSandboxError
 */
SpSandbox *
sp_sandbox_pool_take_finish (SpSandboxPool  *self,
                             GAsyncResult   *result,
                             GError        **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
