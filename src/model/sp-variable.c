/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* A variable of a session as it was when somebody looked. Owned by the list it is in, main thread; it never changes. */

#include "config.h"

#include "model/sp-variable.h"

struct _SpVariable
{
  GObject   parent_instance;

  char     *name;        /* (owned) */
  char     *type_name;   /* (owned) */
  char     *shape;       /* (owned) (nullable) */
  char     *preview;     /* (owned) */
  gint64    size;        /* -1 when not known */

  guint     is_table : 1;
};

G_DEFINE_FINAL_TYPE (SpVariable, sp_variable, G_TYPE_OBJECT)

static void
sp_variable_finalize (GObject *object)
{
  SpVariable *self = SP_VARIABLE (object);

  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->type_name, g_free);
  g_clear_pointer (&self->shape, g_free);
  g_clear_pointer (&self->preview, g_free);

  G_OBJECT_CLASS (sp_variable_parent_class)->finalize (object);
}

static void
sp_variable_class_init (SpVariableClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sp_variable_finalize;
}

static void
sp_variable_init (SpVariable *self)
{
}

/**
 * sp_variable_new:
 * @name: what the code calls it
 * @type_name: the name of its class
 * @shape: (nullable): how many rows and columns, or items, it has
 * @size: bytes, -1 when not known
 * @preview: how it begins; may be empty
 * @is_table: whether its rows can be read
 *
 * Returns: (transfer full): a variable
 */
SpVariable *
sp_variable_new (const char *name,
                 const char *type_name,
                 const char *shape,
                 gint64      size,
                 const char *preview,
                 gboolean    is_table)
{
  SpVariable *self;

  g_return_val_if_fail (name != NULL && type_name != NULL && preview != NULL, NULL);

  self = g_object_new (SP_TYPE_VARIABLE, NULL);
  self->name = g_strdup (name);
  self->type_name = g_strdup (type_name);
  self->shape = g_strdup (shape);
  self->size = size;
  self->preview = g_strdup (preview);
  self->is_table = is_table;

  return self;
}

/**
 * sp_variable_get_name:
 * @self: a variable
 *
 * Returns: (transfer none): what the code calls it
 */
const char *
sp_variable_get_name (SpVariable *self)
{
  g_return_val_if_fail (SP_IS_VARIABLE (self), NULL);

  return self->name;
}

/**
 * sp_variable_get_preview:
 * @self: a variable
 *
 * Returns: (transfer none): how it begins
 */
const char *
sp_variable_get_preview (SpVariable *self)
{
  g_return_val_if_fail (SP_IS_VARIABLE (self), NULL);

  return self->preview;
}

/**
 * sp_variable_is_table:
 * @self: a variable
 *
 * Returns: whether its rows can be read
 */
gboolean
sp_variable_is_table (SpVariable *self)
{
  g_return_val_if_fail (SP_IS_VARIABLE (self), FALSE);

  return self->is_table;
}

/**
 * sp_variable_dup_details:
 * @self: a variable
 *
 * Returns: (transfer full): type, shape and size in one line
 */
char *
sp_variable_dup_details (SpVariable *self)
{
  g_autoptr(GString) text = NULL;

  g_return_val_if_fail (SP_IS_VARIABLE (self), NULL);

  text = g_string_new (self->type_name);
  if (self->shape != NULL)
    g_string_append_printf (text, " · %s", self->shape);
  if (self->size >= 0)
    {
      g_autofree char *size = g_format_size (self->size);

      g_string_append_printf (text, " · %s", size);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}
