/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* What every class of the model promises of its properties, checked in one place. */

#include "config.h"

#include "lib/sp-test-object.h"

static void
count_cb (guint *n_notified)
{
  (*n_notified)++;
}

/* A value that the property does not have now. */
static void
choose_other_value (GParamSpec   *pspec,
                    const GValue *now,
                    GValue       *other)
{
  if (G_IS_PARAM_SPEC_STRING (pspec))
    g_value_set_static_string (other, "something else");
  else if (G_IS_PARAM_SPEC_INT64 (pspec))
    g_value_set_int64 (other, g_value_get_int64 (now) + 7);
  else if (G_IS_PARAM_SPEC_UINT (pspec))
    g_value_set_uint (other, g_value_get_uint (now) + 7);
  else if (G_IS_PARAM_SPEC_DOUBLE (pspec))
    g_value_set_double (other, 0.625);
  else if (G_IS_PARAM_SPEC_BOOLEAN (pspec))
    g_value_set_boolean (other, !g_value_get_boolean (now));
  else if (G_IS_PARAM_SPEC_ENUM (pspec))
    g_value_set_enum (other, g_value_get_enum (now) + 1);
  else
    g_error ("No other value is known for “%s”", pspec->name);
}

static void
test_one (GObject    *object,
          GParamSpec *pspec)
{
  g_autofree char *detailed = g_strconcat ("notify::", pspec->name, NULL);
  g_auto(GValue) now = G_VALUE_INIT;
  g_auto(GValue) other = G_VALUE_INIT;
  g_auto(GValue) after = G_VALUE_INIT;
  guint n_notified = 0;
  gulong handler;

  g_test_message ("property %s", pspec->name);
  g_object_get_property (object, pspec->name, &now);
  g_value_init (&other, pspec->value_type);
  choose_other_value (pspec, &now, &other);

  handler = g_signal_connect_swapped (object, detailed, G_CALLBACK (count_cb), &n_notified);
  g_object_set_property (object, pspec->name, &other);
  g_assert_cmpuint (n_notified, ==, 1);

  g_object_get_property (object, pspec->name, &after);
  g_assert_cmpint (g_param_values_cmp (pspec, &other, &after), ==, 0);

  /* The same again is no change. */
  g_object_set_property (object, pspec->name, &other);
  g_assert_cmpuint (n_notified, ==, 1);

  g_object_set_property (object, pspec->name, &now);
  g_assert_cmpuint (n_notified, ==, 2);
  g_signal_handler_disconnect (object, handler);
}

/**
 * sp_test_writable_properties:
 * @object: an object
 *
 * Asserts of each property that may be written after construction: a new value is kept and notified once, the same
 * value again is not notified, and the old value can be put back.
 */
void
sp_test_writable_properties (GObject *object)
{
  guint n_properties;
  g_autofree GParamSpec **pspecs = g_object_class_list_properties (G_OBJECT_GET_CLASS (object), &n_properties);
  guint n_tested = 0;

  for (guint i = 0; i < n_properties; i++)
    if ((pspecs[i]->flags & G_PARAM_WRITABLE) != 0 && (pspecs[i]->flags & G_PARAM_CONSTRUCT_ONLY) == 0)
      {
        test_one (object, pspecs[i]);
        n_tested++;
      }

  g_assert_cmpuint (n_tested, >, 0);
}
