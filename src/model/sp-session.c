/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* A container as the service reports it: what runs the cells of one conversation. Owned by whoever shows
 * it. Times are Unix seconds, 0 when not known. Lives on the main thread. */

#include "config.h"

#include "model/sp-session.h"

#include "base/sp-str.h"

struct _SpSession
{
  GObject  parent_instance;

  char    *id;               /* (owned) */
  char    *status;           /* (owned) (nullable) */
  gint64   expires;
  gint64   last_active;
  gint64   started;
  guint    n_cells;
};

G_DEFINE_FINAL_TYPE (SpSession, sp_session, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_EXPIRES,
  PROP_ID,
  PROP_LAST_ACTIVE,
  PROP_N_CELLS,
  PROP_STARTED,
  PROP_STATUS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
set_time (SpSession *self,
          gint64    *field,
          gint64     value,
          guint      prop_id)
{
  value = MAX (value, 0);
  if (*field == value)
    return;

  *field = value;
  g_object_notify_by_pspec (G_OBJECT (self), properties[prop_id]);
}

static void
sp_session_get_property (GObject    *object,
                         guint       prop_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  SpSession *self = SP_SESSION (object);

  switch (prop_id)
    {
    case PROP_EXPIRES:
      g_value_set_int64 (value, sp_session_get_expires (self));
      break;

    case PROP_ID:
      g_value_set_string (value, sp_session_get_id (self));
      break;

    case PROP_LAST_ACTIVE:
      g_value_set_int64 (value, sp_session_get_last_active (self));
      break;

    case PROP_N_CELLS:
      g_value_set_uint (value, sp_session_get_n_cells (self));
      break;

    case PROP_STARTED:
      g_value_set_int64 (value, sp_session_get_started (self));
      break;

    case PROP_STATUS:
      g_value_set_string (value, sp_session_get_status (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      break;
    }
}

static void
sp_session_set_property (GObject      *object,
                         guint         prop_id,
                         const GValue *value,
                         GParamSpec   *pspec)
{
  SpSession *self = SP_SESSION (object);

  switch (prop_id)
    {
    case PROP_ID:
      self->id = g_value_dup_string (value);
      break;

    case PROP_N_CELLS:
      sp_session_set_n_cells (self, g_value_get_uint (value));
      break;

    case PROP_STATUS:
      sp_session_set_status (self, g_value_get_string (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      break;
    }
}

static void
sp_session_finalize (GObject *object)
{
  SpSession *self = SP_SESSION (object);

  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->status, g_free);

  G_OBJECT_CLASS (sp_session_parent_class)->finalize (object);
}

static void
sp_session_class_init (SpSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = sp_session_finalize;
  object_class->get_property = sp_session_get_property;
  object_class->set_property = sp_session_set_property;

  properties[PROP_EXPIRES] =
    g_param_spec_int64 ("expires", NULL, NULL, 0, G_MAXINT64, 0,
                        (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  properties[PROP_ID] =
    g_param_spec_string ("id", NULL, NULL, NULL,
                         (G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS));

  properties[PROP_LAST_ACTIVE] =
    g_param_spec_int64 ("last-active", NULL, NULL, 0, G_MAXINT64, 0,
                        (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  properties[PROP_N_CELLS] =
    g_param_spec_uint ("n-cells", NULL, NULL, 0, G_MAXUINT, 0,
                       (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  properties[PROP_STARTED] =
    g_param_spec_int64 ("started", NULL, NULL, 0, G_MAXINT64, 0,
                        (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  properties[PROP_STATUS] =
    g_param_spec_string ("status", NULL, NULL, NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sp_session_init (SpSession *self)
{
}

/**
 * sp_session_new:
 * @id: the id of the container
 *
 * Returns: (transfer full): a new #SpSession
 */
SpSession *
sp_session_new (const char *id)
{
  g_return_val_if_fail (id != NULL, NULL);

  return g_object_new (SP_TYPE_SESSION, "id", id, NULL);
}

/**
 * sp_session_get_expires:
 * @self: a #SpSession
 *
 * Returns: when it will end if nothing happens
 */
gint64
sp_session_get_expires (SpSession *self)
{
  g_return_val_if_fail (SP_IS_SESSION (self), 0);

  return self->expires;
}

/**
 * sp_session_get_id:
 * @self: a #SpSession
 *
 * Returns: (transfer none): the id of the container
 */
const char *
sp_session_get_id (SpSession *self)
{
  g_return_val_if_fail (SP_IS_SESSION (self), NULL);

  return self->id;
}

/**
 * sp_session_get_last_active:
 * @self: a #SpSession
 *
 * Returns: when it last ran or was given something
 */
gint64
sp_session_get_last_active (SpSession *self)
{
  g_return_val_if_fail (SP_IS_SESSION (self), 0);

  return self->last_active;
}

/**
 * sp_session_get_n_cells:
 * @self: a #SpSession
 *
 * Returns: how many cells it has run
 */
guint
sp_session_get_n_cells (SpSession *self)
{
  g_return_val_if_fail (SP_IS_SESSION (self), 0);

  return self->n_cells;
}

/**
 * sp_session_set_n_cells:
 * @self: a #SpSession
 * @n_cells:: how many cells it has run
 */
void
sp_session_set_n_cells (SpSession *self,
                        guint      n_cells)
{
  g_return_if_fail (SP_IS_SESSION (self));

  if (self->n_cells == n_cells)
    return;

  self->n_cells = n_cells;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_CELLS]);
}

/**
 * sp_session_get_started:
 * @self: a #SpSession
 *
 * Returns: when it was made
 */
gint64
sp_session_get_started (SpSession *self)
{
  g_return_val_if_fail (SP_IS_SESSION (self), 0);

  return self->started;
}

/**
 * sp_session_get_status:
 * @self: a #SpSession
 *
 * Returns: (transfer none) (nullable): the word of the service: "running", "active", "expired", "deleted", or another
 */
const char *
sp_session_get_status (SpSession *self)
{
  g_return_val_if_fail (SP_IS_SESSION (self), NULL);

  return self->status;
}

/**
 * sp_session_set_status:
 * @self: a #SpSession
 * @status: (nullable): the word of the service: "running", "active", "expired", "deleted", or another
 */
void
sp_session_set_status (SpSession  *self,
                       const char *status)
{
  g_return_if_fail (SP_IS_SESSION (self));

  if (sp_set_str (&self->status, status))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATUS]);
}

/**
 * sp_session_set_times:
 * @self: a #SpSession
 * @started: when it was made
 * @last_active: when it last ran or was given something
 * @expires: when it will end if nothing happens
 */
void
sp_session_set_times (SpSession *self,
                      gint64     started,
                      gint64     last_active,
                      gint64     expires)
{
  g_return_if_fail (SP_IS_SESSION (self));

  set_time (self, &self->started, started, PROP_STARTED);
  set_time (self, &self->last_active, last_active, PROP_LAST_ACTIVE);
  set_time (self, &self->expires, expires, PROP_EXPIRES);
}
