/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* The settings as a typed object, so that widgets bind to properties and know no keys. Owned by the application, main
 * thread. Every property is a key of the same name; GSettings keeps the values, checks their ranges and tells of changes
 * that come from elsewhere. */

#include "config.h"

#include "ui/sp-settings.h"

#define SCHEMA_ID "io.github.sandpiper_app.Sandpiper"

struct _SpSettings
{
  GObject parent_instance;

  GSettings *settings;
};

enum
{
  PROP_0,
  PROP_LAST_CONVERSATION,
  PROP_NOTIFY_WHEN_DONE,
  PROP_PANE_PAGE,
  PROP_PANE_WIDTH,
  PROP_SHOW_PANE,
  PROP_SHOW_SIDEBAR,
  PROP_WINDOW_HEIGHT,
  PROP_WINDOW_MAXIMIZED,
  PROP_WINDOW_WIDTH,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SpSettings, sp_settings, G_TYPE_OBJECT)

static void
sp_settings_changed_cb (SpSettings *self,
                        const char *key)
{
  GParamSpec *pspec = g_object_class_find_property (G_OBJECT_GET_CLASS (self), key);

  if (pspec != NULL)
    g_object_notify_by_pspec (G_OBJECT (self), pspec);
}

static void
sp_settings_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  SpSettings *self = SP_SETTINGS (object);

  g_assert (prop_id > PROP_0 && prop_id < N_PROPS);

  if (G_IS_PARAM_SPEC_STRING (pspec))
    g_value_take_string (value, g_settings_get_string (self->settings, pspec->name));
  else if (G_IS_PARAM_SPEC_BOOLEAN (pspec))
    g_value_set_boolean (value, g_settings_get_boolean (self->settings, pspec->name));
  else
    g_value_set_int (value, g_settings_get_int (self->settings, pspec->name));
}

static void
sp_settings_set_property (GObject      *object,
                          guint         prop_id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  SpSettings *self = SP_SETTINGS (object);
  g_autoptr(GVariant) old = NULL;
  g_autoptr(GVariant) new = NULL;

  g_assert (prop_id > PROP_0 && prop_id < N_PROPS);

  if (G_IS_PARAM_SPEC_STRING (pspec))
    new = g_variant_new_string (g_value_get_string (value) != NULL ? g_value_get_string (value) : "");
  else if (G_IS_PARAM_SPEC_BOOLEAN (pspec))
    new = g_variant_new_boolean (g_value_get_boolean (value));
  else
    new = g_variant_new_int32 (g_value_get_int (value));
  g_variant_ref_sink (new);

  old = g_settings_get_value (self->settings, pspec->name);
  if (!g_variant_equal (old, new))
    g_settings_set_value (self->settings, pspec->name, new);
}

static void
sp_settings_dispose (GObject *object)
{
  SpSettings *self = SP_SETTINGS (object);

  if (self->settings != NULL)
    g_signal_handlers_disconnect_by_func (self->settings, sp_settings_changed_cb, self);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (sp_settings_parent_class)->dispose (object);
}

static void
sp_settings_class_init (SpSettingsClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sp_settings_dispose;
  object_class->get_property = sp_settings_get_property;
  object_class->set_property = sp_settings_set_property;

  properties[PROP_LAST_CONVERSATION] = g_param_spec_string ("last-conversation", NULL, NULL, "", flags);
  properties[PROP_NOTIFY_WHEN_DONE] = g_param_spec_boolean ("notify-when-done", NULL, NULL, TRUE, flags);
  properties[PROP_PANE_PAGE] = g_param_spec_string ("pane-page", NULL, NULL, "files", flags);
  properties[PROP_PANE_WIDTH] = g_param_spec_int ("pane-width", NULL, NULL, 300, 2000, 420, flags);
  properties[PROP_SHOW_PANE] = g_param_spec_boolean ("show-pane", NULL, NULL, TRUE, flags);
  properties[PROP_SHOW_SIDEBAR] = g_param_spec_boolean ("show-sidebar", NULL, NULL, TRUE, flags);
  properties[PROP_WINDOW_HEIGHT] = g_param_spec_int ("window-height", NULL, NULL, 294, 32767, 800, flags);
  properties[PROP_WINDOW_MAXIMIZED] = g_param_spec_boolean ("window-maximized", NULL, NULL, FALSE, flags);
  properties[PROP_WINDOW_WIDTH] = g_param_spec_int ("window-width", NULL, NULL, 360, 32767, 1200, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sp_settings_init (SpSettings *self)
{
  self->settings = g_settings_new (SCHEMA_ID);
  g_signal_connect_object (self->settings, "changed", G_CALLBACK (sp_settings_changed_cb), self, G_CONNECT_SWAPPED);
}

/**
 * sp_settings_new:
 *
 * Opens the settings of the application; the schema must be installed.
 *
 * Returns: (transfer full): a new object over them
 */
SpSettings *
sp_settings_new (void)
{
  return g_object_new (SP_TYPE_SETTINGS, NULL);
}

/**
 * sp_settings_dup_last_conversation:
 * @self: the settings
 *
 * Returns: (transfer full): the local id of the conversation that was open last, "" when there was none
 */
char *
sp_settings_dup_last_conversation (SpSettings *self)
{
  g_return_val_if_fail (SP_IS_SETTINGS (self), NULL);

  return g_settings_get_string (self->settings, "last-conversation");
}

/**
 * sp_settings_set_last_conversation:
 * @self: the settings
 * @local_id: (nullable): the conversation that is open now
 */
void
sp_settings_set_last_conversation (SpSettings *self,
                                   const char *local_id)
{
  g_return_if_fail (SP_IS_SETTINGS (self));

  g_object_set (self, "last-conversation", local_id, NULL);
}

/**
 * sp_settings_get_notify_when_done:
 * @self: the settings
 *
 * Returns: whether a desktop notification may tell that an answer is ready
 */
gboolean
sp_settings_get_notify_when_done (SpSettings *self)
{
  g_return_val_if_fail (SP_IS_SETTINGS (self), FALSE);

  return g_settings_get_boolean (self->settings, "notify-when-done");
}
