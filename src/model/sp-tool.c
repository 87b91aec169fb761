/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* A tool of an agent. Owned by the agent. Lives on the main thread. */

#include "config.h"

#include "model/sp-tool.h"

#include "base/sp-str.h"
#include "model/sp-file.h"

struct _SpTool
{
  GObject     parent_instance;

  GListStore *files;            /* (owned): of SpFile */
  char       *json;             /* (owned) (nullable) */
  char       *memory_limit;     /* (owned) (nullable) */
  char       *type_name;        /* (owned) */
};

G_DEFINE_FINAL_TYPE (SpTool, sp_tool, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_FILES,
  PROP_JSON,
  PROP_MEMORY_LIMIT,
  PROP_TYPE_NAME,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
sp_tool_get_property (GObject    *object,
                      guint       prop_id,
                      GValue     *value,
                      GParamSpec *pspec)
{
  SpTool *self = SP_TOOL (object);

  switch (prop_id)
    {
    case PROP_FILES:
      g_value_set_object (value, sp_tool_get_files (self));
      break;

    case PROP_JSON:
      g_value_set_string (value, sp_tool_get_json (self));
      break;

    case PROP_MEMORY_LIMIT:
      g_value_set_string (value, sp_tool_get_memory_limit (self));
      break;

    case PROP_TYPE_NAME:
      g_value_set_string (value, sp_tool_get_type_name (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      break;
    }
}

static void
sp_tool_set_property (GObject      *object,
                      guint         prop_id,
                      const GValue *value,
                      GParamSpec   *pspec)
{
  SpTool *self = SP_TOOL (object);

  switch (prop_id)
    {
    case PROP_JSON:
      self->json = g_value_dup_string (value);
      break;

    case PROP_MEMORY_LIMIT:
      sp_tool_set_memory_limit (self, g_value_get_string (value));
      break;

    case PROP_TYPE_NAME:
      self->type_name = g_value_dup_string (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      break;
    }
}

static void
sp_tool_dispose (GObject *object)
{
  SpTool *self = SP_TOOL (object);

  g_clear_object (&self->files);

  G_OBJECT_CLASS (sp_tool_parent_class)->dispose (object);
}

static void
sp_tool_finalize (GObject *object)
{
  SpTool *self = SP_TOOL (object);

  g_clear_pointer (&self->json, g_free);
  g_clear_pointer (&self->memory_limit, g_free);
  g_clear_pointer (&self->type_name, g_free);

  G_OBJECT_CLASS (sp_tool_parent_class)->finalize (object);
}

static void
sp_tool_class_init (SpToolClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sp_tool_dispose;
  object_class->finalize = sp_tool_finalize;
  object_class->get_property = sp_tool_get_property;
  object_class->set_property = sp_tool_set_property;

  properties[PROP_FILES] =
    g_param_spec_object ("files", NULL, NULL, G_TYPE_LIST_MODEL,
                         (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  properties[PROP_JSON] =
    g_param_spec_string ("json", NULL, NULL, NULL,
                         (G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS));

  properties[PROP_MEMORY_LIMIT] =
    g_param_spec_string ("memory-limit", NULL, NULL, NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  properties[PROP_TYPE_NAME] =
    g_param_spec_string ("type-name", NULL, NULL, NULL,
                         (G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS));

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sp_tool_init (SpTool *self)
{
  self->files = g_list_store_new (SP_TYPE_FILE);
}

/**
 * sp_tool_new:
 * @type_name: its type on the wire
 * @json: (nullable): the whole tool as JSON text
 *
 * Returns: (transfer full): a new #SpTool
 */
SpTool *
sp_tool_new (const char *type_name,
             const char *json)
{
  g_return_val_if_fail (type_name != NULL, NULL);

  return g_object_new (SP_TYPE_TOOL, "type-name", type_name, "json", json, NULL);
}

/**
 * sp_tool_get_files:
 * @self: a #SpTool
 *
 * Returns: (transfer none): the #SpFile objects that it brings into the container
 */
GListModel *
sp_tool_get_files (SpTool *self)
{
  g_return_val_if_fail (SP_IS_TOOL (self), NULL);

  return G_LIST_MODEL (self->files);
}

/**
 * sp_tool_get_json:
 * @self: a #SpTool
 *
 * Returns: (transfer none) (nullable): the whole tool as JSON text, for one that is given back untouched
 */
const char *
sp_tool_get_json (SpTool *self)
{
  g_return_val_if_fail (SP_IS_TOOL (self), NULL);

  return self->json;
}

/**
 * sp_tool_get_memory_limit:
 * @self: a #SpTool
 *
 * Returns: (transfer none) (nullable): "1g", "4g", "16g" or "64g"; %NULL for what the service chooses
 */
const char *
sp_tool_get_memory_limit (SpTool *self)
{
  g_return_val_if_fail (SP_IS_TOOL (self), NULL);

  return self->memory_limit;
}

/**
 * sp_tool_set_memory_limit:
 * @self: a #SpTool
 * @memory_limit: (nullable): "1g", "4g", "16g" or "64g"; %NULL for what the service chooses
 */
void
sp_tool_set_memory_limit (SpTool     *self,
                          const char *memory_limit)
{
  g_return_if_fail (SP_IS_TOOL (self));

  if (sp_set_str (&self->memory_limit, memory_limit))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MEMORY_LIMIT]);
}

/**
 * sp_tool_get_type_name:
 * @self: a #SpTool
 *
 * Returns: (transfer none): its type on the wire, such as "code_interpreter"
 */
const char *
sp_tool_get_type_name (SpTool *self)
{
  g_return_val_if_fail (SP_IS_TOOL (self), NULL);

  return self->type_name;
}

/**
 * sp_tool_add_file:
 * @self: a #SpTool
 * @file: (transfer none): a file to bring into the container
 */
void
sp_tool_add_file (SpTool *self,
                  SpFile *file)
{
  g_return_if_fail (SP_IS_TOOL (self));
  g_return_if_fail (SP_IS_FILE (file));

  g_list_store_append (self->files, file);
}

/**
 * sp_tool_remove_file:
 * @self: a #SpTool
 * @file: one of its files; nothing happens when it is not
 */
void
sp_tool_remove_file (SpTool *self,
                     SpFile *file)
{
  guint position;

  g_return_if_fail (SP_IS_TOOL (self));

  if (g_list_store_find (self->files, file, &position))
    g_list_store_remove (self->files, position);
}
